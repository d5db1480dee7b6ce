import { ActionIcon, Button, Group, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconCalendarPlus, IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { afresh } from '../api/afresh';
import { useFeed } from '../api/feed';
import { useMe } from '../api/session';
import { dayKey, useFormat } from '../shared/format';
import { Page } from '../shared/ui/Page';
import { serverNow } from '../shared/use-now';
import { PlanShift } from './PlanShift';
import { PresenceSheet } from './PresenceSheet';
import { useMaySteer } from './queries';
import { ShiftOptions } from './ShiftOptions';
import { ShiftTable } from './ShiftTable';

const moved = (day: string, by: number) => {
  const at = new Date(`${day}T12:00:00Z`);
  at.setUTCDate(at.getUTCDate() + by);
  return at.toISOString().slice(0, 10);
};

/** One day of the centre: who was to work, who did, who signed. */
export function Shifts() {
  const { t } = useTranslation('shifts');
  const format = useFormat();
  const maySteer = useMaySteer();
  const zone = useMe().site?.time_zone ?? 'UTC';
  const [day, setDay] = useState(() => dayKey(serverNow(), zone));
  const [planning, plan] = useDisclosure();
  useLiveShifts();
  return (
    <Page
      title={t('title')}
      text={`${t('text')} ${format.day(`${day}T12:00:00Z`, 'UTC')}`}
      actions={
        <Group gap="xs">
          <ActionIcon
            variant="default"
            size={42}
            aria-label={t('previous')}
            onClick={() => setDay(moved(day, -1))}
          >
            <IconChevronLeft size={20} />
          </ActionIcon>
          <TextInput
            type="date"
            aria-label={t('day')}
            value={day}
            onChange={(event) => event.currentTarget.value && setDay(event.currentTarget.value)}
          />
          <ActionIcon
            variant="default"
            size={42}
            aria-label={t('next')}
            onClick={() => setDay(moved(day, 1))}
          >
            <IconChevronRight size={20} />
          </ActionIcon>
          {maySteer && (
            <Button leftSection={<IconCalendarPlus size={18} />} onClick={plan.open}>
              {t('plan.button')}
            </Button>
          )}
        </Group>
      }
    >
      <ShiftTable day={day} zone={zone} />
      <PresenceSheet day={day} zone={zone} />
      <ShiftOptions />
      {planning && <PlanShift day={day} zone={zone} onClose={plan.close} />}
    </Page>
  );
}

const TOLD = ['shift.', 'presence.', 'site.options_changed'];

/** What others open, close or sign shows at once. */
function useLiveShifts() {
  const client = useQueryClient();
  const again = () => {
    for (const kind of ['shifts', 'attendance', 'site-options']) {
      void afresh(client, { queryKey: [kind] });
    }
  };
  useFeed({
    after: 'now',
    onBatch: (events) =>
      events.some(({ action }) => TOLD.some((told) => action.startsWith(told))) && again(),
    onReload: again,
  });
}
