/** Periods of a report: days on the site's clock, as `2026-11-27`, the last included. Pure. */

export const periodNames = ['today', 'week', 'month', 'last_month', 'own'] as const;
export type PeriodName = (typeof periodNames)[number];

export interface Period {
  since: string;
  until: string;
}

const DAY_MS = 86_400_000;
const at = (day: string) => Date.parse(`${day}T00:00:00Z`);
const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

export const addDays = (day: string, days: number) => dayOf(at(day) + days * DAY_MS);

function monthsBefore(day: string, months: number): string {
  const [year = 0, month = 0] = day.split('-').map(Number);
  return dayOf(Date.UTC(year, month - 1 - months, 1));
}

/** The days of a named period, seen from today. */
export function periodOf(name: Exclude<PeriodName, 'own'>, today: string): Period {
  switch (name) {
    case 'today':
      return { since: today, until: today };
    case 'week':
      return { since: addDays(today, -6), until: today };
    case 'month':
      return { since: monthsBefore(today, 0), until: today };
    case 'last_month':
      return { since: monthsBefore(today, 1), until: addDays(monthsBefore(today, 0), -1) };
  }
}

/** What a period is compared with: whole months with the month before, others with as many days before. */
export function periodBefore({ since, until }: Period): Period {
  const wholeMonth = since.endsWith('-01') && addDays(until, 1).endsWith('-01');
  const before = addDays(since, -1);
  if (wholeMonth && since.slice(0, 7) === until.slice(0, 7)) {
    return { since: monthsBefore(since, 1), until: before };
  }
  return { since: addDays(before, -Math.round((at(until) - at(since)) / DAY_MS)), until: before };
}

export const isPeriod = ({ since, until }: Period) =>
  since !== '' && until !== '' && since <= until;
