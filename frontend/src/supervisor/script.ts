/** Scripts: the placeholders a step may hold, and what a step reads like once they are filled. */
import type { CampaignDetail, Step } from './queries';

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

type Duties = CampaignDetail['duties'];
export type Gap = NonNullable<Duties[number]['gap']>;

/**
 * What a script in the making lacks of the duties: the server judges it again. `words` (a placeholder is missing) is
 * the server's word on the saved text, kept while a step still has the duty.
 */
export function gapsOf(steps: Step[], duties: Duties): Map<string, Gap> {
  const plain = steps.findIndex((step) => step.duties.length === 0);
  const gaps = new Map<string, Gap>();
  for (const { code, gap } of duties) {
    const at = steps.findIndex((step) => step.duties.includes(code));
    if (at < 0) gaps.set(code, 'missing');
    else if (plain >= 0 && at > plain) gaps.set(code, 'late');
    else if (gap === 'words') gaps.set(code, gap);
  }
  return gaps;
}

/** The script with another opening: its own steps stay, those that were duties give way. */
export function opened(steps: Step[], opening: Step[]): Step[] {
  const rest = steps.filter((step) => step.duties.length === 0);
  const taken = new Set(rest.map(({ id }) => id));
  return [
    ...opening.map((step) => (taken.has(step.id) ? { ...step, id: `${step.id}-duty` } : step)),
    ...rest,
  ];
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
