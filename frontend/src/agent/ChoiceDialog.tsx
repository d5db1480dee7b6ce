import { Modal, Stack, Text } from '@mantine/core';
import type { TablerIcon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Key } from '../shared/ui/Key';
import classes from './ChoiceDialog.module.css';
import { choiceKey } from './keys';

interface ChoiceDialogProps<V extends string> {
  opened: boolean;
  onClose: () => void;
  title: string;
  text: string;
  options: { value: V; label: string; icon: TablerIcon }[];
  onChoose: (value: V) => void;
}

/** A question with a few big answers, a digit each. */
export function ChoiceDialog<V extends string>(props: ChoiceDialogProps<V>) {
  const { t } = useTranslation(['agent', 'common']);
  const { opened, onClose, title, text, options, onChoose } = props;
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
      title={
        <Text component="span" fw={650} size="xl">
          {title}
        </Text>
      }
      onKeyDown={(event) => {
        const option = options[Number(choiceKey(event)) - 1];
        if (option) onChoose(option.value);
      }}
    >
      <Stack gap="sm">
        <Text mb="xs">{text}</Text>
        {options.map(({ value, label, icon: Icon }, index) => (
          <button
            key={value}
            type="button"
            className={classes.option}
            data-autofocus={index === 0 || undefined}
            onClick={() => onChoose(value)}
          >
            <Icon size={26} aria-hidden="true" />
            <span>{label}</span>
            <Key name={String(index + 1)} />
          </button>
        ))}
      </Stack>
    </Modal>
  );
}
