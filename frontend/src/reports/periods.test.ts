import { expect, test } from 'vitest';
import { isPeriod, periodBefore, periodOf } from './periods';

test('named periods are days seen from today', () => {
  expect(periodOf('today', '2026-03-01')).toEqual({ since: '2026-03-01', until: '2026-03-01' });
  expect(periodOf('week', '2026-03-01')).toEqual({ since: '2026-02-23', until: '2026-03-01' });
  expect(periodOf('month', '2026-03-15')).toEqual({ since: '2026-03-01', until: '2026-03-15' });
  expect(periodOf('last_month', '2026-01-31')).toEqual({
    since: '2025-12-01',
    until: '2025-12-31',
  });
});

test('a month is compared with the month before, other days with as many before them', () => {
  expect(periodBefore({ since: '2026-03-01', until: '2026-03-31' })).toEqual({
    since: '2026-02-01',
    until: '2026-02-28',
  });
  expect(periodBefore({ since: '2026-03-01', until: '2026-03-03' })).toEqual({
    since: '2026-02-26',
    until: '2026-02-28',
  });
  expect(periodBefore({ since: '2026-03-01', until: '2026-03-01' })).toEqual({
    since: '2026-02-28',
    until: '2026-02-28',
  });
});

test('days in the wrong order or half said are no period', () => {
  expect(isPeriod({ since: '2026-03-02', until: '2026-03-01' })).toBe(false);
  expect(isPeriod({ since: '', until: '2026-03-01' })).toBe(false);
  expect(isPeriod({ since: '2026-03-01', until: '2026-03-01' })).toBe(true);
});
