/** The four-step scale and what stands on it. Pure. */
import type { components } from '../api/schema';

type Schemas = components['schemas'];
export type Criterion = Schemas['Criterion'];
export type Marks = Schemas['MarksGiven']['marks'];
export type Mark = Marks[string];

export const scale = ['met', 'partly', 'missed', 'unacceptable'] as const satisfies Mark[];

/** The mark a key stands for: 1 the best, 4 the worst. */
export const markOfKey = (key: string): Mark | undefined => scale[Number(key) - 1];

export const isWhole = (criteria: Criterion[], marks: Marks) =>
  criteria.every(({ id }) => marks[id] !== undefined);

/** 187 → 18,7: a score counts tenths of a point out of 20. */
export const outOfTwenty = (score: number, language: string) =>
  new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(score / 10);

/** A name for a new criterion that no other has. */
export function freeId(criteria: Criterion[]): string {
  const taken = new Set(criteria.map(({ id }) => id));
  let number = criteria.length + 1;
  while (taken.has(`k${number}`)) number += 1;
  return `k${number}`;
}
