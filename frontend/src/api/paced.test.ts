import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { paced } from './paced';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('five hundred messages in a second are at most ten changes, in order and whole; the first at once', () => {
  const calls: number[][] = [];
  const { put } = paced<number>((items) => calls.push(items));
  put([0]);
  expect(calls).toEqual([[0]]);
  for (let each = 1; each < 500; each += 1) {
    vi.advanceTimersByTime(2);
    put([each]);
  }
  expect(calls.length).toBeLessThanOrEqual(10);
  vi.advanceTimersByTime(100);
  expect(calls.flat()).toEqual(Array.from({ length: 500 }, (_, each) => each));
});

test('what waits is handed on before anything else is done', () => {
  const calls: number[][] = [];
  const { put, flush } = paced<number>((items) => calls.push(items));
  put([1]);
  put([2]);
  flush();
  expect(calls).toEqual([[1], [2]]);
  vi.advanceTimersByTime(1_000);
  expect(calls).toHaveLength(2);
});
