/**
 * The moments offered for a callback, from what the server says the law allows for this contact: its own clock,
 * holidays, attempts and refusals counted (`GET /api/hand-outs/{id}/callback-times`).
 */
import type { CallbackTimes } from '../api/types';
import { dayKey } from '../shared/format';

const MINUTE = 60_000;
/** Not in the next minutes: there must be time to finish this contact. */
const SOONEST_MS = 15 * MINUTE;
const HALF_HOUR = 30 * MINUTE;
const QUARTER = 15 * MINUTE;

interface Span {
  start: number;
  end: number;
}

const spansOf = ({ windows }: CallbackTimes): Span[] =>
  windows.map(({ starts_at, ends_at }) => ({
    start: Date.parse(starts_at),
    end: Date.parse(ends_at),
  }));

/** Half hours inside the legal windows of a day, those already past left out. */
export function timesOn(day: string, times: CallbackTimes, now: number): Date[] {
  return spansOf(times)
    .filter(({ start }) => dayKey(start, times.zone) === day)
    .flatMap(({ start, end }) => {
      const first = Math.ceil(Math.max(start, now + SOONEST_MS) / HALF_HOUR) * HALF_HOUR;
      const count = Math.max(0, Math.ceil((end - first) / HALF_HOUR));
      return Array.from({ length: count }, (_, index) => new Date(first + index * HALF_HOUR));
    });
}

/** The next days with at least one time, as day keys in the contact's zone. */
export function nextDays(times: CallbackTimes, now: number, count: number): string[] {
  const days = new Set(spansOf(times).map(({ start }) => dayKey(start, times.zone)));
  return [...days].filter((day) => timesOn(day, times, now).length > 0).slice(0, count);
}

/** What would do instead of `at`: null when `at` itself may be promised, undefined when nothing may any more. */
export function insteadOf(at: number, times: CallbackTimes, now: number): Date | null | undefined {
  const from = Math.max(at, now + MINUTE, Date.parse(times.from_at));
  const until = Date.parse(times.until_at);
  if (at > until) return undefined;
  const quarter = Math.ceil(from / QUARTER) * QUARTER;
  if (!times.legal_hours) return from <= at ? null : new Date(quarter);
  const open = spansOf(times).find(({ end }) => end > from);
  if (open && from <= at && open.start <= at) return null;
  const later = spansOf(times).find(({ end }) => end > quarter);
  return later && new Date(Math.max(quarter, later.start));
}
