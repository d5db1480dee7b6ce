import { Alert, Text } from '@mantine/core';
import { IconCalendarEvent, IconCalendarOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { HandOut } from '../api/types';
import { otherClock } from '../shared/callbacks/two-clocks';
import { useFormat } from '../shared/format';
import { appointmentQuery } from './queries';

interface HeldAppointmentProps {
  handOut: HandOut;
}

/** What the call is about: when and where the customer is expected, on the customer's own clock. */
export function HeldAppointment({ handOut }: HeldAppointmentProps) {
  const { t } = useTranslation(['confirmation', 'callbacks']);
  const format = useFormat();
  const { data: held } = useQuery(appointmentQuery(handOut.id));
  /** The one that stood on the card first: it may be moved while the card is in hand. */
  const first = useRef<string | null>(null);
  if (held === undefined) return null;
  if (held === null) {
    return (
      <Alert color="orange" icon={<IconCalendarOff />} title={t('card.gone')}>
        {t('card.gone_text')}
      </Alert>
    );
  }
  first.current ??= held.id;
  const changed = held.id !== first.current;
  const there = otherClock(held.starts_at, held.zone, held.place_zone, format);
  return (
    <Alert
      color={changed ? 'orange' : 'teal'}
      icon={<IconCalendarEvent />}
      title={changed ? t('card.changed') : t('card.title')}
    >
      <Text fw={600}>
        {format.day(held.starts_at, held.zone)} · {format.time(held.starts_at, held.zone)}
      </Text>
      {held.place && <Text size="sm">{held.place}</Text>}
      {changed && <Text size="sm">{t('card.changed_text')}</Text>}
      {there && <Text size="sm">{t('callbacks:slot.there', { time: there })}</Text>}
    </Alert>
  );
}
