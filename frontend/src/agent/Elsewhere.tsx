import { Button, Paper } from '@mantine/core';
import { IconDeviceDesktop } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { HeadsetDrawing } from '../shared/ui/drawings';
import { EmptyState } from '../shared/ui/EmptyState';
import type { Place } from './desk';

interface ElsewhereProps {
  place: Place;
  /** The contact that is in hand there. */
  reference: string | undefined;
}

/** The work is at another page: nothing of it is shown here until it is taken over. */
export function Elsewhere({ place, reference }: ElsewhereProps) {
  const { t } = useTranslation('desk');
  return (
    <Paper component="section" py="xl" role="status">
      <EmptyState
        order={1}
        drawing={<HeadsetDrawing />}
        title={t('elsewhere.title')}
        text={
          <>
            {t('elsewhere.text')}
            {reference && <> {t('elsewhere.with_contact', { reference })}</>}
          </>
        }
        action={
          <Button
            size="lg"
            leftSection={<IconDeviceDesktop size={22} />}
            onClick={place.takeOver}
            loading={place.busy}
          >
            {t('elsewhere.action')}
          </Button>
        }
      />
    </Paper>
  );
}
