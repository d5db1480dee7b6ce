import { expect, test } from 'vitest';
import { formatsFor } from '../format';
import { better, figureOf, type Kpi, sayValue } from './kpi';

const kpi = (more: Partial<Kpi>): Kpi => ({
  code: 'x',
  name: 'X',
  formula: 'a ÷ b',
  unit: 'share',
  over: { a: 1 },
  per: 'b',
  times: 1,
  good: 'up',
  ...more,
});

test('a figure is what its definition says, and nothing without something to divide by', () => {
  expect(figureOf(kpi({}), { a: 3, b: 4 })).toBe(0.75);
  expect(figureOf(kpi({ over: { a: 1, c: -1 }, times: 100 }), { a: 1, c: 3, b: 4 })).toBe(-50);
  expect(figureOf(kpi({}), { a: 3, b: 0 })).toBeNull();
  expect(figureOf(kpi({}), {})).toBeNull();
});

test('each unit is said as people write it', () => {
  const french = formatsFor('fr');
  expect(sayValue(kpi({}), 0.384, french)).toBe(french.percent(0.384));
  expect(sayValue(kpi({ unit: 'seconds' }), 75.9, french)).toBe('1:15');
  expect(sayValue(kpi({ unit: 'points' }), 33.4, french)).toBe('33');
  expect(sayValue(kpi({ unit: 'number' }), 2.44, french)).toBe('2,4');
  expect(sayValue(kpi({}), null, french)).toBe('–');
});

test('less is better where the definition says so', () => {
  expect(better(kpi({}), 2, 1)).toBe(true);
  expect(better(kpi({ good: 'down' }), 2, 1)).toBe(false);
  expect(better(kpi({}), 1, 1)).toBeNull();
  expect(better(kpi({}), null, 1)).toBeNull();
});
