import { expect, test } from 'vitest';
import { outcomes } from '../../e2e/page/answers';
import type { OutcomeChoice } from '../api/types';
import { bodyOf, choose, dropDraft, emptyDraft, keepDraft, keptDraft, missing } from './draft';

const base = outcomes('fr')[0] as OutcomeChoice;
const choice = (code: string, needs: OutcomeChoice['needs'] = []): OutcomeChoice =>
  outcomes('fr').find((each) => each.code === code) ?? { ...base, code, needs };

test('an appointment needs its slot', () => {
  const draft = choose(emptyDraft(), choice('booked'));
  expect(missing(draft, choice('booked'))).toEqual(['slot']);
  const full = { ...draft, slotId: 's1' };
  expect(missing(full, choice('booked'))).toEqual([]);
  expect(bodyOf(full, choice('booked'))).toMatchObject({ appointment: { slot_id: 's1' } });
});

test('an outcome that names the decision is not asked for it, nor for an optional figure', () => {
  const kept = choice('kept', ['loyalty']);
  const draft = choose(emptyDraft(), kept);
  expect(missing(draft, kept)).toEqual([]);
  expect(bodyOf(draft, kept).loyalty).toEqual({ decision: 'kept', score: null });
});

test('an opinion without its figure is no opinion', () => {
  const satisfied = choice('satisfied', ['loyalty']);
  expect(missing({ ...emptyDraft(), decision: 'kept' }, satisfied)).toEqual(['score']);
});

test('only what the outcome needs is sent, whatever was filled in before', () => {
  const draft = { ...emptyDraft(), slotId: 's1', callbackAt: '2026-11-24T14:00:00Z', score: 9 };
  expect(bodyOf(choose(draft, choice('absent')), choice('absent'))).toEqual({
    code: 'absent',
    callback_for: 'me',
  });
});

test('a blank note is not sent', () => {
  expect(bodyOf({ ...emptyDraft(), note: '   ' }, choice('absent'))).not.toHaveProperty('note');
});

test('a reason of another outcome is forgotten, its own is kept', () => {
  const refused = choice('refused');
  expect(choose({ ...emptyDraft(), reason: 'price' }, refused).reason).toBe('price');
  expect(choose({ ...emptyDraft(), reason: 'price' }, choice('absent')).reason).toBeNull();
});

test('a draft comes back after a reload with the same key, and is gone once sent', () => {
  const draft = { ...emptyDraft(), note: 'Préfère le matin.' };
  keepDraft('h1', draft);
  expect(keptDraft('h1')).toEqual(draft);
  expect(keptDraft('h2').key).not.toBe(draft.key);
  dropDraft('h1');
  expect(keptDraft('h1').note).toBe('');
});
