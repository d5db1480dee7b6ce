/**
 * The moments offered for a callback: the legal calling hours in the contact's own zone
 * (Monday to Friday, 10–13 and 14–20, code de la consommation D.223-9). The server knows the holidays.
 */
import { dayKey } from '../shared/format';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const OPEN_HOURS: [number, number][] = [
  [10, 13],
  [14, 20],
];
/** Not in the next minutes: there must be time to finish this contact. */
const SOONEST_MS = 15 * MINUTE;

/** How far the zone's wall clock is ahead of UTC at that instant, in milliseconds. */
function offsetAt(instant: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(instant);
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value);
  const wall = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return wall - Math.floor(instant / 1000) * 1000;
}

/** The instant at which the wall clock of `zone` shows `day` (2026-11-23) and `minutes` after midnight. */
export function instantOf(day: string, minutes: number, zone: string): Date {
  const wall = Date.parse(`${day}T00:00:00Z`) + minutes * MINUTE;
  const guess = wall - offsetAt(wall, zone);
  return new Date(wall - offsetAt(guess, zone));
}

/** Half-hour starts of a day, those already past left out. */
export function timesOn(day: string, zone: string, now: number): Date[] {
  return OPEN_HOURS.flatMap(([from, to]) =>
    Array.from({ length: (to - from) * 2 }, (_, half) => from * 60 + half * 30),
  )
    .map((minutes) => instantOf(day, minutes, zone))
    .filter((instant) => instant.getTime() >= now + SOONEST_MS);
}

/** The next days with at least one time, as day keys in the zone. */
export function nextDays(zone: string, now: number, count: number): string[] {
  const days: string[] = [];
  for (let ahead = 0; days.length < count && ahead < 4 * count; ahead += 1) {
    const day = dayKey(now + ahead * DAY, zone);
    const weekday = new Date(`${day}T12:00:00Z`).getUTCDay();
    const working = weekday >= 1 && weekday <= 5;
    if (working && timesOn(day, zone, now).length > 0) days.push(day);
  }
  return days;
}
