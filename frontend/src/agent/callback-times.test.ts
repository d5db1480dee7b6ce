import { describe, expect, test } from 'vitest';
import type { CallbackTimes } from '../api/types';
import { instantOf } from '../shared/callbacks/instant';
import { insteadOf, nextDays, timesOn } from './callback-times';

/** Friday 27 and Monday 30 November on the clock of Guadeloupe (UTC−4): 10–13 and 14–20. */
const times = (change: Partial<CallbackTimes> = {}): CallbackTimes => ({
  zone: 'America/Guadeloupe',
  from_at: '2026-11-27T12:00:00Z',
  until_at: '2027-01-26T12:00:00Z',
  legal_hours: true,
  windows: [
    { starts_at: '2026-11-27T14:00:00Z', ends_at: '2026-11-27T17:00:00Z' },
    { starts_at: '2026-11-27T18:00:00Z', ends_at: '2026-11-28T00:00:00Z' },
    { starts_at: '2026-11-30T14:00:00Z', ends_at: '2026-11-30T17:00:00Z' },
    { starts_at: '2026-11-30T18:00:00Z', ends_at: '2026-12-01T00:00:00Z' },
  ],
  ...change,
});
const NOW = Date.parse('2026-11-27T12:00:00Z');

describe('the instant of a wall clock', () => {
  test.each([
    ['America/Guadeloupe', '2026-11-24', 600, '2026-11-24T14:00:00.000Z'],
    ['Europe/Paris', '2026-11-24', 600, '2026-11-24T09:00:00.000Z'],
    ['Europe/Paris', '2026-07-14', 600, '2026-07-14T08:00:00.000Z'],
    ['Indian/Reunion', '2026-11-24', 600, '2026-11-24T06:00:00.000Z'],
    // The day on which summer time ends: ten in the morning is already winter time.
    ['Europe/Paris', '2026-10-25', 600, '2026-10-25T09:00:00.000Z'],
  ])('%s %s', (zone, day, minutes, expected) => {
    expect(instantOf(day, minutes, zone).toISOString()).toBe(expected);
  });
});

test('a day has the half hours of the windows that the server gives, and no other', () => {
  const found = timesOn('2026-11-27', times(), NOW).map((time) => time.toISOString());
  expect(found).toHaveLength(18);
  expect([found[0], found[5], found[6], found[17]]).toEqual([
    '2026-11-27T14:00:00.000Z',
    '2026-11-27T16:30:00.000Z',
    '2026-11-27T18:00:00.000Z',
    '2026-11-27T23:30:00.000Z',
  ]);
});

test('times that have passed are not offered, nor a day without any', () => {
  const late = Date.parse('2026-11-27T15:20:00Z');
  expect(timesOn('2026-11-27', times(), late)[0]?.toISOString()).toBe('2026-11-27T16:00:00.000Z');
  expect(nextDays(times(), NOW, 9)).toEqual(['2026-11-27', '2026-11-30']);
  expect(nextDays(times(), Date.parse('2026-11-27T23:50:00Z'), 9)).toEqual(['2026-11-30']);
});

test.each([
  ['inside the hours', '2026-11-27T15:07:00Z', null],
  ['at noon', '2026-11-27T17:10:00Z', '2026-11-27T18:00:00.000Z'],
  ['on a Saturday', '2026-11-28T15:00:00Z', '2026-11-30T14:00:00.000Z'],
  ['in the past', '2026-11-26T15:00:00Z', '2026-11-27T14:00:00.000Z'],
  ['after 60 days', '2027-02-01T15:00:00Z', undefined],
])('a moment %s', (_, at, instead) => {
  const found = insteadOf(Date.parse(at), times(), NOW);
  expect(found instanceof Date ? found.toISOString() : found).toBe(instead);
});

test('an exercise takes any moment ahead, but not before the law frees the number', () => {
  const exercise = times({ legal_hours: false, from_at: '2026-12-19T15:00:00Z' });
  const at = (moment: string) => insteadOf(Date.parse(moment), exercise, NOW);
  expect(at('2026-12-20T03:00:00Z')).toBeNull();
  expect(at('2026-11-28T15:00:00Z')?.toISOString()).toBe('2026-12-19T15:00:00.000Z');
});
