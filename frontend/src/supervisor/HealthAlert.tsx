import { Alert } from '@mantine/core';
import { IconServerOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Health } from '../api/types';

/** What the service says of itself: it comes even when the journal stands still. */
export function HealthAlert({ health }: { health: Health | null }) {
  const { t } = useTranslation('alerts');
  if (!health || (health.vault && health.sealer)) return null;
  const what = health.vault ? 'sealer' : 'vault';
  return (
    <Alert
      color="red"
      variant="filled"
      role="alert"
      icon={<IconServerOff />}
      title={t(`health.${what}.title`)}
    >
      {t(`health.${what}.text`)}
    </Alert>
  );
}
