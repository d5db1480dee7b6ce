import { Group, Loader, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallbackTimes, HandOut } from '../api/types';
import { CallbackOffer } from '../shared/callbacks/CallbackOffer';
import { instantOf } from '../shared/callbacks/instant';
import { useHere } from '../shared/callbacks/two-clocks';
import { dayKey, useFormat } from '../shared/format';
import { ErrorState } from '../shared/ui/ErrorState';
import { serverNow } from '../shared/use-now';
import { Choices } from './Choices';
import { insteadOf, nextDays, timesOn } from './callback-times';
import type { Draft } from './draft';
import { useLine } from './line';
import { callbackTimesQuery } from './queries';

const DAYS_OFFERED = 10;
const OTHER = 'other';

interface CallbackPickerProps {
  handOut: HandOut;
  draft: Draft;
  onChange: (draft: Draft) => void;
  error?: string | undefined;
}

/** When to call back: a moment the law allows, on the customer's own clock; and who calls. */
export function CallbackPicker({ handOut, draft, onChange, error }: CallbackPickerProps) {
  const { t } = useTranslation(['agent', 'callbacks']);
  const line = useLine();
  const { data: times, error: failure, refetch } = useQuery(callbackTimesQuery(line, handOut.id));
  return (
    <Stack gap="lg">
      {times ? (
        <When times={times} draft={draft} onChange={onChange} error={error} />
      ) : failure ? (
        <ErrorState error={failure} onRetry={() => void refetch()} />
      ) : (
        <Loader aria-label={t('loading')} />
      )}
      <Choices
        field="callback_for"
        legend={t('callback.who')}
        value={draft.callbackFor}
        options={[
          { value: 'me', label: t('callback.me'), hotkey: '1' },
          {
            value: 'team',
            label: t('callback.team'),
            hotkey: '2',
            detail: t('callbacks:pick.team_detail'),
          },
        ]}
        onChange={(callbackFor) => onChange({ ...draft, callbackFor })}
      />
    </Stack>
  );
}

type WhenProps = Omit<CallbackPickerProps, 'handOut'> & { times: CallbackTimes };

function When({ times, draft, onChange, error }: WhenProps) {
  const { t } = useTranslation(['agent', 'callbacks']);
  const format = useFormat();
  const here = useHere();
  const { zone } = times;
  // The choices stay put while somebody reads them: the moment is taken once.
  const [now] = useState(serverNow);
  const days = nextDays(times, now, DAYS_OFFERED);
  const chosen = draft.callbackAt;
  const isOffered = (at: string) =>
    timesOn(dayKey(at, zone), times, now).some((time) => time.toISOString() === at);
  const [day, setDay] = useState(() =>
    chosen === null ? (days[0] ?? OTHER) : isOffered(chosen) ? dayKey(chosen, zone) : OTHER,
  );
  const setTime = (callbackAt: string | null) => onChange({ ...draft, callbackAt });
  const instead = chosen === null ? null : insteadOf(Date.parse(chosen), times, now);
  const take = (at: string) => {
    setDay(isOffered(at) ? dayKey(at, zone) : OTHER);
    setTime(at);
  };

  const top = useRef<HTMLDivElement>(null);
  useEffect(() => {
    top.current?.querySelector('input')?.focus({ preventScroll: true });
  }, []);

  return (
    <Stack gap="lg" ref={top}>
      <Choices
        field="callback_day"
        legend={t('callback.day')}
        value={day}
        options={[
          ...days.map((value) => ({ value, label: format.shortDay(`${value}T12:00:00Z`, 'UTC') })),
          { value: OTHER, label: t('callbacks:pick.other') },
        ]}
        onChange={(value) => {
          setDay(value);
          setTime(null);
        }}
      />
      {day === OTHER ? (
        <OtherMoment zone={zone} value={chosen} onChange={setTime} error={error} />
      ) : (
        <Choices
          field="callback_at"
          legend={t('callback.time')}
          hint={t('callback.zone', { place: format.zonePlace(zone) })}
          value={chosen}
          options={timesOn(day, times, now).map((time) => ({
            value: time.toISOString(),
            label: format.time(time, zone),
            detail: here(time.toISOString(), zone),
          }))}
          onChange={setTime}
          error={error}
        />
      )}
      {instead !== null && (
        <CallbackOffer at={instead?.toISOString() ?? null} zone={zone} onTake={take} />
      )}
    </Stack>
  );
}

interface OtherMomentProps {
  zone: string;
  value: string | null;
  onChange: (at: string | null) => void;
  error: string | undefined;
}

/** Any day and time the customer names; what the law says of it comes below. */
function OtherMoment({ zone, value, onChange, error }: OtherMomentProps) {
  const { t } = useTranslation(['agent', 'callbacks']);
  const format = useFormat();
  const [typed, setTyped] = useState(() => ({
    day: value ? dayKey(value, zone) : '',
    time: value ? format.time(value, zone) : '',
  }));
  const type = (change: Partial<typeof typed>) => {
    const next = { ...typed, ...change };
    setTyped(next);
    const [hours, minutes] = next.time.split(':').map(Number);
    const whole = next.day && next.time ? (hours ?? 0) * 60 + (minutes ?? 0) : null;
    onChange(whole === null ? null : instantOf(next.day, whole, zone).toISOString());
  };
  return (
    <Group align="flex-start" data-field="callback_at">
      <TextInput
        type="date"
        size="md"
        label={t('callbacks:pick.date')}
        value={typed.day}
        onChange={(event) => type({ day: event.currentTarget.value })}
        error={error}
      />
      <TextInput
        type="time"
        size="md"
        label={t('callbacks:pick.time')}
        description={t('slot.zone', { place: format.zonePlace(zone) })}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={typed.time}
        onChange={(event) => type({ time: event.currentTarget.value })}
      />
    </Group>
  );
}
