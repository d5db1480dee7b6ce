import { describe, expect, test } from 'vitest';
import { instantOf, nextDays, timesOn } from './callback-times';

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

test('a day has the half hours of the legal windows only (D.223-9)', () => {
  const times = timesOn('2026-11-24', 'America/Guadeloupe', Date.parse('2026-11-23T12:00:00Z'));
  const clock = new Intl.DateTimeFormat('fr', {
    timeZone: 'America/Guadeloupe',
    hour: '2-digit',
    minute: '2-digit',
  });
  const shown = times.map((time) => clock.format(time));
  expect(shown).toHaveLength(18);
  expect([shown[0], shown[5], shown[6], shown[17]]).toEqual(['10:00', '12:30', '14:00', '19:30']);
});

test('times that have passed are not offered', () => {
  const now = Date.parse('2026-11-24T15:20:00Z'); // 11:20 in Guadeloupe
  expect(timesOn('2026-11-24', 'America/Guadeloupe', now)[0]?.toISOString()).toBe(
    '2026-11-24T16:00:00.000Z',
  );
});

test('days are working days of the customer, today only while it has times left', () => {
  const fridayEvening = Date.parse('2026-11-27T23:50:00Z'); // 19:50 in Guadeloupe
  expect(nextDays('America/Guadeloupe', fridayEvening, 2)).toEqual(['2026-11-30', '2026-12-01']);
  // The same instant is already Saturday in Réunion.
  expect(nextDays('Indian/Reunion', fridayEvening, 1)).toEqual(['2026-11-30']);
});
