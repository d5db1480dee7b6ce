/** Hours at which most people answer. Pure. */
import type { ReportRow } from './queries';

const ENOUGH = 10;
const SHOWN = 3;

/** The hours with the best reach, of those with enough records to tell; none where only one hour can be told. */
export function bestHours(rows: ReportRow[]): { hour: string; reach: number }[] {
  const told = rows
    .filter(({ counts }) => (counts.records ?? 0) >= ENOUGH)
    .map(({ key, values }) => ({ hour: key, reach: values.reach ?? 0 }))
    .filter(({ reach }) => reach > 0);
  if (told.length < 2) return [];
  return told.sort((a, b) => b.reach - a.reach).slice(0, Math.min(SHOWN, told.length - 1));
}
