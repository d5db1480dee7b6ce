import { expect, test } from 'vitest';
import { addDays, minutesOf, minutesOfClock, momentOf, mondayOf, slotsOf } from './week';

test('a week begins on Monday', () => {
  expect(mondayOf('2026-11-23')).toBe('2026-11-23');
  expect(mondayOf('2026-11-29')).toBe('2026-11-23');
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
});

test.each([
  ['2026-11-23', 540, 'America/Guadeloupe', '2026-11-23T13:00:00.000Z'],
  ['2026-11-23', 540, 'Europe/Paris', '2026-11-23T08:00:00.000Z'],
  ['2026-07-01', 0, 'Europe/Paris', '2026-06-30T22:00:00.000Z'],
  ['2026-10-25', 600, 'Europe/Paris', '2026-10-25T09:00:00.000Z'],
  ['2026-11-23', 1410, 'Indian/Reunion', '2026-11-23T19:30:00.000Z'],
])('%s at minute %i in %s', (day, minutes, zone, moment) => {
  expect(new Date(momentOf(day, minutes, zone)).toISOString()).toBe(moment);
  expect(minutesOf(moment, zone)).toBe(minutes);
});

test('a clock that is none gives nothing', () => {
  expect(minutesOfClock('09:30')).toBe(570);
  expect(minutesOfClock('')).toBeNull();
});

test('a series gives whole slots on the chosen days and none in the past', () => {
  const series = {
    monday: '2026-11-23',
    weekdays: [1, 0],
    weeks: 2,
    from: 540,
    to: 650,
    length: 30,
    place: 'Jarry',
    capacity: 1,
    notice: 120,
    zone: 'America/Guadeloupe',
  };
  const slots = slotsOf(series, Date.parse('2026-11-23T13:40:00Z'));
  expect(slots.map(({ starts_at }) => starts_at.slice(5, 16))).toEqual([
    '11-23T14:00',
    '11-24T13:00',
    '11-24T13:30',
    '11-24T14:00',
    '11-30T13:00',
    '11-30T13:30',
    '11-30T14:00',
    '12-01T13:00',
    '12-01T13:30',
    '12-01T14:00',
  ]);
  expect(slots[0]?.ends_at).toBe('2026-11-23T14:30:00.000Z');
});
