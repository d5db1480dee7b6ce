import { Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayKey, useFormat } from '../shared/format';
import { serverNow } from '../shared/use-now';
import { Choices } from './Choices';
import { nextDays, timesOn } from './callback-times';
import type { Draft } from './draft';

const DAYS_OFFERED = 10;

interface CallbackPickerProps {
  zone: string;
  draft: Draft;
  onChange: (draft: Draft) => void;
  error?: string | undefined;
}

/** When to call back: a day, then a time inside the allowed hours of the customer's own clock. */
export function CallbackPicker({ zone, draft, onChange, error }: CallbackPickerProps) {
  const { t } = useTranslation('agent');
  const format = useFormat();
  // The choices stay put while somebody reads them: the moment is taken once.
  const [now] = useState(serverNow);
  const days = nextDays(zone, now, DAYS_OFFERED);
  const [day, setDay] = useState(() =>
    draft.callbackAt ? dayKey(draft.callbackAt, zone) : (days[0] ?? ''),
  );
  const setTime = (callbackAt: string | null) => onChange({ ...draft, callbackAt });

  return (
    <Stack gap="lg">
      <Choices
        field="callback_day"
        legend={t('callback.day')}
        value={day}
        options={days.map((value) => ({
          value,
          label: format.shortDay(`${value}T12:00:00Z`, 'UTC'),
        }))}
        onChange={(chosen) => {
          setDay(chosen);
          setTime(null);
        }}
      />
      <Choices
        field="callback_at"
        legend={t('callback.time')}
        hint={t('callback.zone', { place: format.zonePlace(zone) })}
        value={draft.callbackAt}
        options={timesOn(day, zone, now).map((time) => ({
          value: time.toISOString(),
          label: format.time(time, zone),
        }))}
        onChange={setTime}
        error={error}
      />
      <Choices
        field="callback_for"
        legend={t('callback.who')}
        value={draft.callbackFor}
        options={[
          { value: 'me', label: t('callback.me'), hotkey: '1' },
          { value: 'team', label: t('callback.team'), hotkey: '2' },
        ]}
        onChange={(callbackFor) => onChange({ ...draft, callbackFor })}
      />
    </Stack>
  );
}
