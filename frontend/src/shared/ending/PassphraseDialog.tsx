import { Alert, Button, Group, List, Modal, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PassphraseInput } from '../sign-in/PassphraseInput';
import { useErrorSentence } from '../ui/errors';

interface PassphraseDialogProps {
  title: string;
  /** Over what will be; absent: that it is for good. */
  heading?: string;
  /** What will be, a line each, in plain words. */
  consequences: string[];
  action: string;
  pending: boolean;
  error: unknown;
  onConfirm: (passphrase: string) => void;
  onClose: () => void;
}

/** Before something that cannot be undone: what it does, and the passphrase of who wants it. */
export function PassphraseDialog(props: PassphraseDialogProps) {
  const { title, heading, consequences, action, pending, error, onConfirm, onClose } = props;
  const { t } = useTranslation(['ending', 'common']);
  const sentence = useErrorSentence();
  const [passphrase, setPassphrase] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (passphrase && !pending) onConfirm(passphrase);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
      title={
        <Text component="span" fw={650} size="xl">
          {title}
        </Text>
      }
    >
      <form onSubmit={submit}>
        <Stack gap="md">
          <Alert
            color="red"
            variant="light"
            icon={<IconAlertTriangle />}
            title={heading ?? t('confirm.final')}
          >
            <List spacing={4} mt={4}>
              {consequences.map((line) => (
                <List.Item key={line}>{line}</List.Item>
              ))}
            </List>
          </Alert>
          <PassphraseInput
            label={t('confirm.passphrase')}
            value={passphrase}
            onChange={setPassphrase}
            autoComplete="current-password"
          />
          {error ? (
            <Alert color="red" role="alert">
              {sentence(error)}
            </Alert>
          ) : null}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose} data-autofocus>
              {t('common:action.cancel')}
            </Button>
            <Button type="submit" color="red" loading={pending} disabled={!passphrase}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
