import { expect, test } from 'vitest';
import { bestHours } from './best-hours';

const row = (key: string, records: number, reach: number) => ({
  key,
  label: key,
  counts: { records },
  values: { reach },
  before: null,
});

test('best are the hours at which most people answer, where there are enough calls to tell', () => {
  const rows = [row('9', 40, 0.3), row('10', 40, 0.5), row('11', 2, 1), row('12', 30, 0.4)];
  expect(bestHours(rows).map(({ hour }) => hour)).toEqual(['10', '12']);
  expect(bestHours([row('9', 40, 0.3)])).toEqual([]);
});
