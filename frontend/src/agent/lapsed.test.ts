import { beforeEach, expect, test } from 'vitest';
import type { HandOut, Workstation } from '../api/types';
import { emptyDraft, keepDraft } from './draft';
import { keepIfLapsed, keptLapsed, lapsedOf } from './lapsed';

const left = {
  id: 'h1',
  card: { reference: 'C-7F3K-92QM' },
  outcomes: [{ code: 'absent', label: 'Absent pour le moment' }],
} as HandOut;
const desk = (name: string, withdrawn: string | null = null) =>
  ({ state: { name }, withdrawn, hand_out: null }) as Workstation;
const typed = { ...emptyDraft(), code: 'absent', note: ' Rappeler le soir. ' };

beforeEach(() => sessionStorage.clear());

test('what was typed is kept when the time ran out, and only then', () => {
  keepDraft('h1', typed);
  expect(keepIfLapsed(left, desk('available'))).toBeNull(); // recorded elsewhere, or given back
  expect(keepIfLapsed(left, desk('offline', 'Liste détruite.'))).toBeNull();
  expect(keptLapsed()).toBeNull();
  expect(keepIfLapsed(left, desk('offline'))).toEqual({
    handOut: 'h1',
    code: 'absent',
    reference: 'C-7F3K-92QM',
    label: 'Absent pour le moment',
    note: 'Rappeler le soir.',
  });
  expect(keptLapsed()?.note).toBe('Rappeler le soir.');
});

test('an untouched form leaves nothing to tell', () => {
  expect(lapsedOf(left, emptyDraft())).toBeNull();
});
