/** What the coming hours bring, from the server's forecast: for the chart, and by time zone. */
import type { components } from '../api/schema';

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
