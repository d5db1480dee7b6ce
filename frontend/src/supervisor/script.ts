/** Scripts: the placeholders a step may hold, and what a step reads like once they are filled. */
import type { Step } from './queries';

export const placeholders = ['agent', 'partner', 'civility', 'name', 'town'] as const;
export type Placeholder = (typeof placeholders)[number];

const PLACEHOLDER = /\{([^{}]*)\}/g;

export function hasUnknownPlaceholder(text: string): boolean {
  const names = [...text.matchAll(PLACEHOLDER)].map(([, name]) => name ?? '');
  const rest = text.replace(PLACEHOLDER, '');
  return names.some((name) => !placeholders.includes(name as Placeholder)) || /[{}]/.test(rest);
}

export function fill(text: string, values: Record<Placeholder, string>): string {
  return text.replace(PLACEHOLDER, (whole, name: Placeholder) => values[name] ?? whole);
}

export function isComplete(step: Step): boolean {
  return step.title.trim() !== '' && step.text.trim() !== '' && !hasUnknownPlaceholder(step.text);
}

/** A name for a new step that no other step has. */
export function freshId(steps: Step[]): string {
  const taken = new Set(steps.map(({ id }) => id));
  let number = steps.length + 1;
  while (taken.has(`step-${number}`)) number += 1;
  return `step-${number}`;
}

export function swapped<T>(items: T[], index: number, by: -1 | 1): T[] {
  const next = [...items];
  const [moved] = next.splice(index, 1);
  if (moved !== undefined) next.splice(index + by, 0, moved);
  return next;
}

/** What a masked word looks like; the same picture as the server's. */
export function maskWord(value: string): string {
  return value
    .split(/\s+/)
    .filter(Boolean)
    .map((word) =>
      word
        .split('-')
        .filter(Boolean)
        .map((piece) => `${piece[0]}•••`)
        .join('-'),
    )
    .join(' ');
}
