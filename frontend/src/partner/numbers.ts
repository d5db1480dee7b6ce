/** What a campaign's counts say together. Pure. */
import type { Results } from './queries';

export interface Totals {
  contacts: number;
  /** Contacts with nothing left to do. */
  done: number;
  outcomes: number;
  positive: number;
}

export function totalsOf({ contacts, outcomes }: Results): Totals {
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  return {
    contacts: sum(Object.values(contacts)),
    done: contacts.done ?? 0,
    outcomes: sum(outcomes.map(({ count }) => count)),
    positive: sum(outcomes.filter(({ positive }) => positive).map(({ count }) => count)),
  };
}

const DAY_MS = 86_400_000;

export interface DayNumbers {
  day: string;
  outcomes: number;
  positive: number;
}

/** The last `count` days up to the last one that has something (or `today`), with the empty ones between. */
export function lastDays(days: DayNumbers[], today: string, count: number): DayNumbers[] {
  const known = new Map(days.map((each) => [each.day, each]));
  const end = Date.parse(`${today}T00:00:00Z`);
  return Array.from({ length: count }, (_, index) => {
    const day = new Date(end - (count - 1 - index) * DAY_MS).toISOString().slice(0, 10);
    return known.get(day) ?? { day, outcomes: 0, positive: 0 };
  });
}
