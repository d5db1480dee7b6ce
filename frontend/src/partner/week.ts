/** Weeks and times of day in one zone, whatever zone the browser is in. Days are `2026-11-23`. Pure. */
import { dayKey } from '../shared/format';
import type { SlotCreate } from './queries';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10);
}

/** Monday of the week of a day. */
export function mondayOf(day: string): string {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return addDays(day, -((weekday + 6) % 7));
}

/** Minutes since midnight of a moment in a zone. */
export function minutesOf(at: string | number, zone: string): number {
  const form = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const [hour = '0', minute = '0'] = form.format(new Date(at)).split(':');
  return Number(hour) * 60 + Number(minute);
}

/** The moment at which the clocks of a zone show these minutes of a day. */
export function momentOf(day: string, minutes: number, zone: string): number {
  const wanted = Date.parse(`${day}T00:00:00Z`) + minutes * MINUTE_MS;
  const shown = (at: number) =>
    Date.parse(`${dayKey(at, zone)}T00:00:00Z`) + minutesOf(at, zone) * MINUTE_MS;
  // Twice, for the offset at the first guess may be that of the other side of a clock change.
  const guess = wanted - (shown(wanted) - wanted);
  return guess - (shown(guess) - wanted);
}

/** `09:30` → 570, null when it is not a time. */
export function minutesOfClock(clock: string): number | null {
  const [, hour, minute] = /^(\d{1,2}):(\d{2})$/.exec(clock) ?? [];
  if (hour === undefined || minute === undefined) return null;
  return Number(hour) * 60 + Number(minute);
}

export interface Series {
  monday: string;
  /** 0 = Monday. */
  weekdays: number[];
  weeks: number;
  from: number;
  to: number;
  /** Minutes of one slot. */
  length: number;
  place: string;
  capacity: number;
  /** Minutes before a slot after which it is no longer booked. */
  notice: number;
  zone: string;
}

/** Every slot of a series that still lies ahead. */
export function slotsOf(series: Series, now: number): SlotCreate[] {
  const { monday, weekdays, weeks, from, to, length, place, capacity, notice, zone } = series;
  const slots: SlotCreate[] = [];
  if (length <= 0) return slots;
  for (let week = 0; week < weeks; week += 1) {
    for (const weekday of [...weekdays].sort((a, b) => a - b)) {
      const day = addDays(monday, 7 * week + weekday);
      for (let start = from; start + length <= to; start += length) {
        const starts = momentOf(day, start, zone);
        if (starts <= now) continue;
        slots.push({
          starts_at: new Date(starts).toISOString(),
          ends_at: new Date(momentOf(day, start + length, zone)).toISOString(),
          place,
          zone,
          capacity,
          notice_minutes: notice,
        });
      }
    }
  }
  return slots;
}
