import { expect, test } from 'vitest';
import { sessionGate } from './session-gate';

test('before anybody has signed in, an ended session just means not signed in', async () => {
  expect(await sessionGate.ended()).toBe(false);
  expect(sessionGate.isOpen()).toBe(false);
});

test('requests wait for the same person and then go on', async () => {
  sessionGate.enter('malika');
  const waiting = [sessionGate.ended(), sessionGate.ended()];
  expect(sessionGate.isOpen()).toBe(true);
  expect(sessionGate.signedInAgain('malika')).toBe(true);
  expect(await Promise.all(waiting)).toEqual([true, true]);
  expect(sessionGate.isOpen()).toBe(false);
});

test('somebody else does not send what the first person was about to send', async () => {
  sessionGate.enter('malika');
  const waiting = sessionGate.ended();
  expect(sessionGate.signedInAgain('boris')).toBe(false);
  expect(await waiting).toBe(false);
});
