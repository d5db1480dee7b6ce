import { Popover, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayKey, useFormat } from '../shared/format';
import { useThere } from './PlaceClock';
import type { Slot } from './queries';
import { SlotActions } from './SlotActions';
import classes from './Slots.module.css';
import { addDays, minutesOf } from './week';

const HOUR_HEIGHT = 52;
const FIRST_HOUR = 8;
const LAST_HOUR = 18;

interface WeekGridProps {
  monday: string;
  slots: Slot[];
  zone: string;
  today: string;
}

/** A week as columns of days; on a narrow screen the same slots day after day. */
export function WeekGrid({ monday, slots, zone, today }: WeekGridProps) {
  const { t } = useTranslation('partner');
  const format = useFormat();
  const starts = slots.map(({ starts_at }) => Math.floor(minutesOf(starts_at, zone) / 60));
  const ends = slots.map(({ ends_at }) => Math.ceil(minutesOf(ends_at, zone) / 60));
  const first = Math.min(FIRST_HOUR, ...starts);
  const last = Math.max(LAST_HOUR, ...ends);
  const hours = Array.from({ length: last - first }, (_, index) => first + index);
  const days = Array.from({ length: 7 }, (_, index) => addDays(monday, index));
  return (
    <div className={classes.week} style={{ '--hour': `${HOUR_HEIGHT}px` } as React.CSSProperties}>
      <div className={classes.hours} aria-hidden="true">
        {hours.map((hour) => (
          <span key={hour}>{t('slots.hour', { hour })}</span>
        ))}
      </div>
      {days.map((day) => {
        const ofDay = slots.filter(({ starts_at }) => dayKey(starts_at, zone) === day);
        const name = format.shortDay(`${day}T00:00:00Z`, 'UTC');
        return (
          <section
            key={day}
            className={classes.day}
            data-today={day === today || undefined}
            data-empty={ofDay.length === 0 || undefined}
            aria-label={name}
          >
            <h2 className={classes.dayName}>{name}</h2>
            <ul className={classes.slots} style={{ height: hours.length * HOUR_HEIGHT }}>
              {ofDay.map((slot) => (
                <SlotBlock key={slot.id} slot={slot} zone={zone} first={first} />
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}

interface SlotBlockProps {
  slot: Slot;
  zone: string;
  first: number;
}

function SlotBlock({ slot, zone, first }: SlotBlockProps) {
  const { t } = useTranslation('partner');
  const format = useFormat();
  const [opened, setOpened] = useState(false);
  const [dialog, setDialog] = useState(false);
  const from = minutesOf(slot.starts_at, zone) - first * 60;
  const length = (Date.parse(slot.ends_at) - Date.parse(slot.starts_at)) / 60_000;
  const time = `${format.time(slot.starts_at, zone)}–${format.time(slot.ends_at, zone)}`;
  const there = useThere(zone)(slot.starts_at, slot.zone);
  const places = t('slots.places', { booked: slot.booked, capacity: slot.capacity });
  const fill = slot.closed
    ? 'closed'
    : slot.booked === 0
      ? 'free'
      : slot.booked < slot.capacity
        ? 'some'
        : 'full';
  return (
    <li
      className={classes.slot}
      style={{
        top: (from / 60) * HOUR_HEIGHT,
        height: Math.max(24, (length / 60) * HOUR_HEIGHT - 2),
      }}
    >
      <Popover
        opened={opened}
        onChange={setOpened}
        trapFocus
        returnFocus
        width={300}
        closeOnClickOutside={!dialog}
        shadow="md"
      >
        <Popover.Target>
          <button
            type="button"
            className={classes.block}
            data-fill={fill}
            data-short={length < 50 || undefined}
            onClick={() => setOpened(!opened)}
          >
            <strong>{format.time(slot.starts_at, zone)}</strong>
            <span className={classes.place}>{there ? `${slot.place}, ${there}` : slot.place}</span>
            <span className={classes.places}>
              {slot.booked}/{slot.capacity}
            </span>
          </button>
        </Popover.Target>
        <Popover.Dropdown>
          <Text fw={650}>{time}</Text>
          <Text>{slot.place}</Text>
          {there && (
            <Text>
              {format.zonePlace(slot.zone)} · {there}
            </Text>
          )}
          <Text c="dimmed" mb="sm">
            {places}
            {slot.notice_minutes > 0 &&
              ` · ${t('slots.notice_of', { hours: format.number(slot.notice_minutes / 60) })}`}
          </Text>
          {slot.closed && (
            <Text size="sm" mb="sm">
              {t('slots.closed_text')}
            </Text>
          )}
          <SlotActions key={slot.capacity} slot={slot} zone={zone} onDialog={setDialog} />
        </Popover.Dropdown>
      </Popover>
    </li>
  );
}
