import { IconAlertTriangle, IconMessageQuestion, IconShieldExclamation } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { HelpAbout } from '../api/types';
import { ChoiceDialog } from './ChoiceDialog';

interface HelpDialogProps {
  opened: boolean;
  onClose: () => void;
  onAsk: (about: HelpAbout) => void;
}

/** Calls a supervisor: one key says why. */
export function HelpDialog({ opened, onClose, onAsk }: HelpDialogProps) {
  const { t } = useTranslation('agent');
  return (
    <ChoiceDialog
      opened={opened}
      onClose={onClose}
      title={t('help.title')}
      text={t('help.text')}
      onChoose={onAsk}
      options={[
        { value: 'question', label: t('help.question'), icon: IconMessageQuestion },
        { value: 'threat', label: t('help.threat'), icon: IconShieldExclamation },
        { value: 'incident', label: t('help.incident'), icon: IconAlertTriangle },
      ]}
    />
  );
}
