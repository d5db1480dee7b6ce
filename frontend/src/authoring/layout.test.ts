import { expect, test } from 'vitest';
import { BOX, layout, type Talk } from './layout';

const talk = (lines: Record<string, string[]>, more: Partial<Talk> = {}): Talk => ({
  start: 'start',
  lines: Object.entries(lines).map(([name, to]) => ({ name, to })),
  ...more,
});
const layerOf = (given: Talk) =>
  Object.fromEntries(layout(given).boxes.map(({ name, layer }) => [name, layer]));

test('a line stands below all that lead to it', () => {
  const layers = layerOf(talk({ start: ['a', 'end'], a: ['b'], b: ['end'], end: [] }));
  expect(layers).toEqual({ start: 0, a: 1, b: 2, end: 3 });
});

test('no two boxes share a place, and an answer that skips a layer passes beside its boxes', () => {
  const drawing = layout(talk({ start: ['a', 'b', 'end'], a: ['end'], b: ['end'], end: [] }));
  for (const one of drawing.boxes) {
    for (const other of drawing.boxes) {
      if (one === other || one.layer !== other.layer) continue;
      expect(Math.abs(one.x - other.x)).toBeGreaterThanOrEqual(BOX.width);
    }
  }
  const long = drawing.edges.find(({ from, to }) => from === 'start' && to === 'end');
  const [, passes] = long?.points ?? [];
  expect(long?.points).toHaveLength(4);
  for (const { x } of drawing.boxes.filter(({ layer }) => layer === 1)) {
    expect((passes?.x ?? 0) < x || (passes?.x ?? 0) > x + BOX.width).toBe(true);
  }
});

test('every answer is an edge of its own, from left to right in the order of the answers', () => {
  const { edges } = layout(talk({ start: ['end', 'end', 'gone'], end: [] }));
  expect(edges.map(({ choice }) => choice)).toEqual([0, 1]);
  const [first, second] = edges.map(({ points }) => points[0]?.x ?? 0);
  expect(first).toBeLessThan(second ?? 0);
});

test('an answer that leads back is drawn and moves nothing', () => {
  const given = talk({ start: ['a'], a: ['start', 'end'], end: [] });
  expect(layerOf(given)).toEqual({ start: 0, a: 1, end: 2 });
  expect(layout(given).edges.map(({ back }) => back)).toEqual([false, true, false]);
});

test('what is never reached stands below, what patience leads to does not', () => {
  const lines = { start: ['end'], end: [], alone: ['end'], impatient: [] };
  const { boxes } = layout(talk(lines, { also: ['impatient'] }));
  expect(boxes.map(({ name, layer, reached }) => [name, layer, reached])).toEqual([
    ['start', 0, true],
    ['end', 1, true],
    ['alone', 2, false],
    ['impatient', 0, true],
  ]);
});

test('the same talk is drawn the same, also one without its first line', () => {
  const given = talk({ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] });
  expect(layout(given)).toEqual(layout(given));
  expect(layout(given).boxes.every(({ reached }) => !reached)).toBe(true);
  expect(layout(talk({})).boxes).toEqual([]);
});
