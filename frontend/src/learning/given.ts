/** What has been put together of an answer, and whether it is whole enough to be sent. */
import type { Given, Shown } from './queries';

export function empty(exercise: Shown): Given {
  if (exercise.kind === 'order') return { picked: exercise.options.map((_, at) => at), words: [] };
  const gaps = Math.max(0, exercise.pieces.length - 1);
  return { picked: [], words: Array.from({ length: gaps }, () => ''), text: exercise.original };
}

export function complete(exercise: Shown, given: Given): boolean {
  const { picked = [], words = [], text } = given;
  if (exercise.kind === 'fill') return words.every((word) => word.trim() !== '');
  if (exercise.kind === 'rewrite')
    return (text ?? '').trim() !== '' && wordCount(text ?? '') <= (exercise.most_words ?? 200);
  return picked.length > 0;
}

/** Only what this kind is answered with; the rest of what the page holds stays here. */
export function sent(exercise: Shown, given: Given): Given {
  if (exercise.kind === 'fill') return { picked: [], words: given.words ?? [] };
  if (exercise.kind === 'rewrite') return { picked: [], words: [], text: given.text ?? '' };
  return { picked: given.picked ?? [], words: [] };
}

export function wordCount(text: string): number {
  return text.trim() === '' ? 0 : text.trim().split(/\s+/).length;
}

/** The list with the item at `from` one place further up or down. */
export function moved(list: number[], from: number, by: -1 | 1): number[] {
  const to = from + by;
  const [item] = list.slice(from, from + 1);
  if (item === undefined || to < 0 || to >= list.length) return list;
  const rest = list.filter((_, at) => at !== from);
  return [...rest.slice(0, to), item, ...rest.slice(to)];
}
