import { expect, test } from 'vitest';
import { dropped, nudged, numbered, ranksOf } from './order';

const at = (id: string, priority: number) => ({ id, priority });
const ranks = ranksOf([at('a', 1), at('b', 1), at('c', 2), at('d', 7)]);
const ids = (found: { id: string }[][] | null) => found?.map((rank) => rank.map(({ id }) => id));

test('campaigns of one priority share a rank', () => {
  expect(ids(ranks)).toEqual([['a', 'b'], ['c'], ['d']]);
});

test.each([
  ['b', -1, [['b'], ['a'], ['c'], ['d']]], // leaves its rank
  ['a', 1, [['b'], ['a'], ['c'], ['d']]],
  ['c', -1, [['a', 'b', 'c'], ['d']]], // joins the rank above
  [
    'c',
    1,
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
] as const)('%s goes %i: half a step', (id, by, expected) => {
  expect(ids(nudged(ranks, id, by))).toEqual(expected);
});

test('at the ends, alone, there is nowhere to go', () => {
  expect(nudged(ranks, 'd', 1)).toBeNull();
  expect(nudged(ranksOf([at('a', 1), at('b', 2)]), 'a', -1)).toBeNull();
});

test.each([
  ['d', 'a', [['d'], ['a', 'b'], ['c']]],
  ['a', 'c', [['b'], ['c'], ['a'], ['d']]],
  ['c', 'c', [['a', 'b'], ['c'], ['d']]],
] as const)('%s dropped on %s has a rank of its own there', (id, on, expected) => {
  expect(ids(dropped(ranks, id, on))).toEqual(expected);
});

test('the ranks are numbered as the server does', () => {
  expect(numbered(ranks).map(({ priority }) => priority)).toEqual([1, 1, 2, 3]);
});
