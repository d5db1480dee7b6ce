import { expect, test } from 'vitest';
import { lastDays, totalsOf } from './numbers';
import { progressOf } from './upload';

test('rate and time left are only told once they mean something', () => {
  expect(progressOf(10, 100, 100)).toEqual({ sent: 10, total: 100, rate: null, left: null });
  expect(progressOf(50, 100, 2000)).toEqual({ sent: 50, total: 100, rate: 25, left: 2 });
});

test('the last days hold the empty ones too', () => {
  const days = [{ day: '2026-10-30', outcomes: 4, positive: 1 }];
  expect(lastDays(days, '2026-11-01', 3)).toEqual([
    { day: '2026-10-30', outcomes: 4, positive: 1 },
    { day: '2026-10-31', outcomes: 0, positive: 0 },
    { day: '2026-11-01', outcomes: 0, positive: 0 },
  ]);
});

test('totals add up contacts by state and outcomes by code', () => {
  const outcome = { group: 'x', label: 'x' };
  expect(
    totalsOf({
      campaign_id: 'c',
      contacts: { done: 3, ready: 7 },
      outcomes: [
        { ...outcome, code: 'booked', positive: true, count: 2 },
        { ...outcome, code: 'refused', positive: false, count: 3 },
      ],
      per_day: [],
      per_hour: [],
      figures: { counts: {}, values: {} },
      advisers: [],
      zone: 'Europe/Paris',
    }),
  ).toEqual({ contacts: 10, done: 3, outcomes: 5, positive: 2 });
});
