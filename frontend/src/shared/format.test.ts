import { expect, test } from 'vitest';
import { dayKey, duration, formatsFor } from './format';

test.each([
  [0, '0:00'],
  [75, '1:15'],
  [3675, '1:01:15'],
  [-3, '0:00'],
])('%i seconds read %s', (seconds, expected) => {
  expect(duration(seconds)).toBe(expected);
});

test('the same instant is told in the zone asked for', () => {
  const fr = formatsFor('fr');
  const at = '2026-11-23T14:05:00Z';
  expect(fr.time(at, 'America/Guadeloupe')).toBe('10:05');
  expect(fr.time(at, 'Europe/Paris')).toBe('15:05');
  expect(fr.day(at, 'Europe/Paris')).toBe('lundi 23 novembre');
  expect(formatsFor('en').day(at, 'Europe/Paris')).toContain('November');
});

test('midnight belongs to the zone, not to the reader', () => {
  expect(dayKey('2026-11-24T02:00:00Z', 'America/Guadeloupe')).toBe('2026-11-23');
  expect(dayKey('2026-11-24T02:00:00Z', 'Indian/Reunion')).toBe('2026-11-24');
});

test('a zone is called by its place as people say it, another one by its city', () => {
  expect(formatsFor('fr').zonePlace('Indian/Reunion')).toBe('La Réunion');
  expect(formatsFor('en').zonePlace('America/Cayenne')).toBe('French Guiana');
  expect(formatsFor('fr').zonePlace('America/New_York')).toBe('New York');
});
