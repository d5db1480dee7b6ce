import { expect, test } from 'vitest';
import { complete, empty, moved, sent, wordCount } from './given';
import type { Shown } from './queries';

const shown = (over: Partial<Shown>): Shown => ({
  id: 'x',
  kind: 'choice',
  ask: '?',
  simple: null,
  said: null,
  options: ['a', 'b', 'c'],
  several: false,
  pieces: [],
  original: null,
  most_words: null,
  ...over,
});

test('an answer is sent when it is whole', () => {
  const choice = shown({});
  expect(complete(choice, empty(choice))).toBe(false);
  expect(complete(choice, { picked: [1], words: [] })).toBe(true);
  const fill = shown({ kind: 'fill', options: [], pieces: ['Je ', ' et ', '.'] });
  expect(empty(fill).words).toEqual(['', '']);
  expect(complete(fill, { words: ['lis', ' '], picked: [] })).toBe(false);
  expect(complete(fill, { words: ['lis', 'écris'], picked: [] })).toBe(true);
  const rewrite = shown({ kind: 'rewrite', original: 'un deux', most_words: 3 });
  expect(complete(rewrite, empty(rewrite))).toBe(true);
  expect(complete(rewrite, { text: 'un deux trois quatre', picked: [], words: [] })).toBe(false);
  expect(sent(rewrite, { text: 'un', picked: [4], words: ['x'] })).toEqual({
    picked: [],
    words: [],
    text: 'un',
  });
});

test('an item moves one place and never out of the list', () => {
  expect(moved([4, 5, 6], 0, 1)).toEqual([5, 4, 6]);
  expect(moved([4, 5, 6], 2, -1)).toEqual([4, 6, 5]);
  expect(moved([4, 5, 6], 0, -1)).toEqual([4, 5, 6]);
  expect(moved([4, 5, 6], 2, 1)).toEqual([4, 5, 6]);
  expect(wordCount('  un   deux ')).toBe(2);
});
