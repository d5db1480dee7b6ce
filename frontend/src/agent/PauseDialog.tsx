import {
  IconCoffee,
  IconDoorExit,
  IconDots,
  IconHelpCircle,
  IconSchool,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { PauseReason } from '../api/types';
import { ChoiceDialog } from './ChoiceDialog';

interface PauseDialogProps {
  opened: boolean;
  onClose: () => void;
  /** A pause with its reason, or the end of the day. */
  onPause: (reason: PauseReason | 'leave') => void;
}

export function PauseDialog({ opened, onClose, onPause }: PauseDialogProps) {
  const { t } = useTranslation('agent');
  return (
    <ChoiceDialog
      opened={opened}
      onClose={onClose}
      title={t('pause.title')}
      text={t('pause.text')}
      onChoose={onPause}
      options={[
        { value: 'break', label: t('pause.break'), icon: IconCoffee },
        { value: 'training', label: t('pause.training'), icon: IconSchool },
        { value: 'help', label: t('pause.help'), icon: IconHelpCircle },
        { value: 'other', label: t('pause.other'), icon: IconDots },
        { value: 'leave', label: t('pause.leave'), icon: IconDoorExit },
      ]}
    />
  );
}
