import { Alert, Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useErrorSentence } from '../shared/ui/errors';

interface SaveBarProps {
  changed: boolean;
  saving: boolean;
  error: unknown;
  disabled?: boolean;
  onSave: () => void;
  onUndo: () => void;
}

/** At the end of an editor: what is not saved yet, and the two ways out. */
export function SaveBar({ changed, saving, error, disabled, onSave, onUndo }: SaveBarProps) {
  const { t } = useTranslation('supervisor');
  const sentence = useErrorSentence();
  return (
    <>
      {error ? (
        <Alert color="red" role="alert">
          {sentence(error)}
        </Alert>
      ) : null}
      <Group justify="flex-end">
        {changed && (
          <Text size="sm" c="dimmed" mr="auto" role="status">
            {t('save.unsaved')}
          </Text>
        )}
        <Button variant="default" onClick={onUndo} disabled={!changed || saving}>
          {t('save.undo')}
        </Button>
        <Button onClick={onSave} loading={saving} disabled={!changed || disabled}>
          {t('save.save')}
        </Button>
      </Group>
    </>
  );
}
