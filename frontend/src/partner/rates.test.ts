import { expect, test } from 'vitest';
import { ratesOf } from './rates';

const none = {
  called: 0,
  reached: 0,
  argued: 0,
  positive: 0,
  hours: 0,
  talks: 0,
  talk_seconds: 0,
  scores: {},
  satisfactions: {},
};

test('nothing is divided by nothing', () => {
  const { scored, marked, ...rates } = ratesOf(none);
  expect([scored, marked]).toEqual([0, 0]);
  expect(Object.values(rates).every((value) => value === null)).toBe(true);
});

test('rates follow the definitions of the trade', () => {
  const rates = ratesOf({
    ...none,
    called: 10,
    reached: 5,
    argued: 4,
    positive: 1,
    hours: 2,
    talks: 5,
    talk_seconds: 600,
    scores: { 10: 3, 9: 1, 8: 2, 6: 1, 0: 1 },
    satisfactions: { 5: 1, 4: 1, 3: 1, 1: 1 },
  });
  expect(rates).toEqual({
    reach: 0.5,
    argument: 0.8,
    transform: 0.25,
    pace: 0.5,
    talk: 120,
    nps: 0.25,
    csat: 0.5,
    scored: 8,
    marked: 4,
  });
});
