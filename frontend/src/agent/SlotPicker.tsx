import { Alert, Loader, Text } from '@mantine/core';
import { IconCalendarOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { HandOut, Slot } from '../api/types';
import { otherClock } from '../shared/callbacks/two-clocks';
import { dayKey, useFormat } from '../shared/format';
import { ErrorState } from '../shared/ui/ErrorState';
import choices from './Choices.module.css';
import { useLine } from './line';
import { slotsQuery } from './queries';
import classes from './SlotPicker.module.css';

interface SlotPickerProps {
  handOut: HandOut;
  value: string | null;
  onChange: (slotId: string) => void;
  error?: string | undefined;
}

/** The partner's free times by day, on the customer's own clock. */
export function SlotPicker({ handOut, value, onChange, error }: SlotPickerProps) {
  const { t } = useTranslation(['agent', 'callbacks']);
  const format = useFormat();
  const line = useLine();
  const name = useId();
  const zone = handOut.card.local_time_zone;
  /** The clock of the partner's place, where it shows another time than the customer's. */
  const there = (slot: Slot) => {
    const time = otherClock(slot.starts_at, zone, slot.place_zone, format);
    return time && t('callbacks:slot.there', { time });
  };
  const { data: slots, error: failure, refetch } = useQuery(slotsQuery(line, handOut.id));
  const group = useRef<HTMLFieldSetElement>(null);
  const loaded = slots !== undefined;
  useEffect(() => {
    if (loaded) group.current?.querySelector('input')?.focus({ preventScroll: true });
  }, [loaded]);

  if (failure) return <ErrorState error={failure} onRetry={() => void refetch()} />;
  if (!slots) return <Loader aria-label={t('loading')} />;
  if (slots.length === 0) {
    return (
      <Alert color="orange" icon={<IconCalendarOff />} title={t('slot.none_title')}>
        {t('slot.none_text')}
      </Alert>
    );
  }
  return (
    <fieldset
      ref={group}
      className={choices.group}
      data-field="slot"
      aria-describedby={`${name}-hint`}
    >
      <legend className={choices.legend}>{t('slot.legend')}</legend>
      <div id={`${name}-hint`} className={choices.hint}>
        {t('slot.zone', { place: format.zonePlace(zone) })}
        {error && <span className={choices.error}>{error}</span>}
      </div>
      <div className={classes.days}>
        {byDay(slots, zone).map(([day, times]) => (
          <div key={day} className={classes.day}>
            <Text fw={600} size="sm" className={classes.dayName}>
              {format.day(times[0]?.starts_at ?? day, zone)}
            </Text>
            <div className={choices.tiles}>
              {times.map((slot) => (
                <label key={slot.id} className={choices.option}>
                  <input
                    type="radio"
                    className={choices.input}
                    name={name}
                    checked={slot.id === value}
                    onChange={() => onChange(slot.id)}
                  />
                  <span>
                    {format.time(slot.starts_at, zone)}
                    {slot.place && <span className={choices.detail}>{slot.place}</span>}
                    {there(slot) && <span className={choices.detail}>{there(slot)}</span>}
                  </span>
                </label>
              ))}
            </div>
          </div>
        ))}
      </div>
    </fieldset>
  );
}

function byDay(slots: Slot[], zone: string): [string, Slot[]][] {
  const days = new Map<string, Slot[]>();
  for (const slot of slots) {
    const day = dayKey(slot.starts_at, zone);
    days.set(day, [...(days.get(day) ?? []), slot]);
  }
  return [...days];
}
