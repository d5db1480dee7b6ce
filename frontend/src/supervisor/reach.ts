/** What the coming hours bring, from the server's forecast: for the chart, and by time zone. */
import type { components } from '../api/schema';
import { dayKey } from '../shared/format';

type Reachability = components['schemas']['Reachability'];

const HOUR = 3_600_000;
export const HOURS_AHEAD = 14;

const hourOf = (at: string) => Math.floor(new Date(at).getTime() / HOUR) * HOUR;

/** The coming hours, those in which nobody may be called with a zero. */
export function nextHours(found: Reachability): { at: number; count: number }[] {
  const known = new Map(
    found.forecast.map(({ at, zones }) => [
      hourOf(at),
      Object.values(zones).reduce((sum, count) => sum + count, 0),
    ]),
  );
  const first = hourOf(found.asked_at);
  return Array.from({ length: HOURS_AHEAD }, (_, index) => {
    const at = first + index * HOUR;
    return { at, count: known.get(at) ?? 0 };
  });
}

const DAYS_AHEAD = 7;

/** The coming days on the site's clock, each with the most contacts that may be called in one of its hours. */
export function nextDays(found: Reachability, zone: string): { at: number; count: number }[] {
  const most = new Map<string, number>();
  for (const { at, zones } of found.forecast) {
    const day = dayKey(at, zone);
    const count = Object.values(zones).reduce((sum, each) => sum + each, 0);
    most.set(day, Math.max(count, most.get(day) ?? 0));
  }
  const first = new Date(found.asked_at).getTime();
  return Array.from({ length: DAYS_AHEAD }, (_, index) => {
    const at = first + index * 24 * HOUR;
    return { at, count: most.get(dayKey(at, zone)) ?? 0 };
  });
}

export interface Opening {
  zone: string;
  count: number;
  /** The hour from which its contacts may be called; null when that is now. */
  at: string | null;
}

/** For each time zone the first hour in which its contacts may be called, the soonest first. */
export function openings(found: Reachability): Opening[] {
  const first = new Map<string, Opening>();
  for (const { at, zones } of found.forecast)
    for (const [zone, count] of Object.entries(zones))
      if (!first.has(zone))
        first.set(zone, { zone, count, at: hourOf(at) <= hourOf(found.asked_at) ? null : at });
  return [...first.values()];
}
