import { expect, test } from 'vitest';
import { fresh, pauseBefore } from './feed';

test('the pause before a reconnection doubles up to a quarter of a minute', () => {
  expect([0, 1, 2, 10].map((attempt) => pauseBefore(attempt, 0.5))).toEqual([
    500, 1000, 2000, 15_000,
  ]);
});

test('what was seen before a reconnection is dropped', () => {
  const event = (seq: number) => ({ seq, id: seq, at: '2026-11-23T12:00:00Z', action: 'x' });
  expect(fresh([event(4), event(5), event(6)], 5).map(({ seq }) => seq)).toEqual([6]);
});
