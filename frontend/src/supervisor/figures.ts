/** The room's key figures, each from counts of the day; null where nothing can be divided yet. */
import type { Snapshot } from './events';
import { hourOf } from './room';

type Figures = Snapshot['today'];

export interface KeyFigures {
  calls: number;
  reached: number | null;
  argued: number | null;
  converted: number | null;
  /** Positive outcomes in an hour worked. */
  pace: number | null;
  /** Mean talking time in seconds (DMC). */
  talk: number | null;
}

const ratio = (part: number, whole: number) => (whole > 0 ? part / whole : null);

/** Hours in which there were calls; the running one counts for what has passed of it. */
export function hoursWorked(today: Figures, zone: string, now: number): number {
  const current = hourOf(new Date(now).toISOString(), zone);
  const passed = Math.max(1 / 12, (now % 3_600_000) / 3_600_000);
  return today.by_hour
    .filter(({ calls }) => calls > 0)
    .reduce((sum, { hour }) => sum + (hour === current ? passed : 1), 0);
}

export function keyFigures(today: Figures, zone: string, now: number): KeyFigures {
  return {
    calls: today.calls,
    reached: ratio(today.reached, today.calls),
    argued: ratio(today.argued, today.reached),
    converted: ratio(today.positive, today.argued),
    pace: ratio(today.positive, hoursWorked(today, zone, now)),
    talk: ratio(today.talk_seconds, today.reached),
  };
}
