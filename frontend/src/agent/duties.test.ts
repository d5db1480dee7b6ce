import { expect, test } from 'vitest';
import type { Call, HandOut } from '../api/types';
import { closesPositive, isSaid, nextDuty, openUntil } from './duties';

type Codes = HandOut['script']['steps'][number]['duties'];

const step = (id: string, duties: Codes) => ({ id, title: id, text: id, duties });
const steps = [
  step('hello', ['caller', 'principal']),
  step('why', ['commercial', 'objection']),
  step('need', []),
];
const handOut = (said: Codes, answered = true) =>
  ({
    script: { steps },
    call: {
      answered_at: answered ? '2026-11-24T11:00:00Z' : null,
      duties: said.map((code) => ({ code, at: '2026-11-24T11:00:09Z' })),
    } as Call,
  }) as HandOut;

test.each([
  [[], 0, ['caller', 'principal']],
  [['caller'], 0, ['principal']],
  [['caller', 'principal'], 1, ['commercial', 'objection']],
] as [Codes, number, Codes][])('after %j step %i is next', (said, at, codes) => {
  expect(nextDuty(handOut(said))).toEqual({ at, codes });
  expect(openUntil(handOut(said), 'talking')).toBe(at);
  expect(closesPositive(handOut(said))).toBe(true);
});

test('once all is said the script and every outcome are open', () => {
  const all = handOut(['caller', 'principal', 'commercial', 'objection']);
  expect(nextDuty(all)).toBeNull();
  expect(openUntil(all, 'talking')).toBe(2);
  expect(closesPositive(all)).toBe(false);
  expect(steps.every((each) => isSaid(all, each))).toBe(true);
});

test('outside the talk the whole script may be read; who did not answer is owed nothing', () => {
  expect(openUntil(handOut([]), 'preparing')).toBe(2);
  expect(openUntil(handOut([]), 'wrap_up')).toBe(2);
  expect(closesPositive(handOut([], false))).toBe(false);
});
