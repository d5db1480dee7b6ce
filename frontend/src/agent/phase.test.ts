import { expect, test } from 'vitest';
import { call, handOut, workstation } from '../../e2e/page/answers';
import type { Call } from '../api/types';
import { byGroup, fitting, mainActionOf, objectionOf, phaseOf, sinceOf, suggested } from './phase';

const withCall = (made: Call | null) => workstation({ hand_out: { ...handOut(), call: made } });
const state = (name: 'offline' | 'pause') =>
  workstation({
    state: {
      name,
      since: '2026-11-23T12:00:00Z',
      pause_reason: null,
      pause_due: null,
      paused_by_staff: false,
      next_at: null,
    },
  });

test.each([
  ['offline', state('offline'), 'start'],
  ['idle', workstation(), 'next'],
  ['pause', state('pause'), 'resume'],
  ['preparing', withCall(null), 'call'],
  ['calling', withCall(call('requested')), 'hang_up'],
  ['calling', withCall(call('ringing')), 'hang_up'],
  ['talking', withCall(call('answered')), 'hang_up'],
  ['wrap_up', withCall(call('ended', 'answered')), 'record'],
] as const)('%s is read from the snapshot and has its one action', (phase, snapshot, action) => {
  expect(phaseOf(snapshot)).toBe(phase);
  expect(mainActionOf(phase)).toBe(action);
});

test('the timer counts the talk from the answer, not from the dial', () => {
  const talking = call('answered');
  expect(sinceOf(withCall(talking))).toBe(talking.answered_at);
});

test('a call nobody answered offers only outcomes of that kind and suggests its own', () => {
  const missed = { ...handOut(), call: call('ended', 'busy') };
  expect(fitting(missed).every(({ reached }) => !reached)).toBe(true);
  expect(suggested(fitting(missed), missed.call)?.code).toBe('busy');
  expect(objectionOf(fitting(missed))).toBeUndefined();
});

test('an answered call offers no outcome for an unanswered one', () => {
  const answered = { ...handOut(), call: call('answered') };
  expect(fitting(answered).some(({ code }) => code === 'no_answer')).toBe(false);
  expect(objectionOf(fitting(answered))?.code).toBe('do_not_call');
});

test('before the call there is no outcome to choose', () => {
  expect(fitting(handOut())).toEqual([]);
});

test('groups keep the order of the catalogue', () => {
  expect(byGroup(handOut().outcomes).map(([group]) => group)[0]).toBe('appointment');
});
