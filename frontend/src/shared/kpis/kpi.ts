/** Figures from counts, as the server defines them: the browser has no formula of its own. Pure. */
import type { components } from '../../api/schema';
import { duration, type Format } from '../format';

export type Kpi = components['schemas']['KpiRead'];
export type Definitions = components['schemas']['Definitions'];
export type Counts = Record<string, number>;

/** null while there is nothing to divide by. */
export function figureOf(kpi: Kpi, counts: Counts): number | null {
  const per = counts[kpi.per] ?? 0;
  if (per === 0) return null;
  const over = Object.entries(kpi.over).reduce(
    (sum, [name, weight]) => sum + weight * (counts[name] ?? 0),
    0,
  );
  return (kpi.times * over) / per;
}

/** A value with its unit; a dash where there is none. */
export function sayValue(kpi: Kpi, value: number | null | undefined, format: Format): string {
  if (value === null || value === undefined) return '–';
  switch (kpi.unit) {
    case 'share':
      return format.percent(value);
    case 'seconds':
      return duration(value);
    case 'points':
      return format.number(Math.round(value));
    default:
      return format.number(Math.round(value * 10) / 10);
  }
}

/** Whether a change is for the better; null when nothing changed or nothing can be said. */
export function better(
  kpi: Kpi,
  now: number | null | undefined,
  before: number | null | undefined,
): boolean | null {
  if (now === null || now === undefined || before === null || before === undefined) return null;
  if (now === before) return null;
  return now > before === (kpi.good === 'up');
}
