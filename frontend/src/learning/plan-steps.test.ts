import { expect, test } from 'vitest';
import { movedStep, tooEarly } from './plan-steps';
import type { PlanStep } from './queries';

const steps = (...modules: string[]): PlanStep[] =>
  modules.map((module) => ({ module, reason: 'added', competences: [] }));
const modules = [
  { code: 'bonjour', requires: [] },
  { code: 'ecouter', requires: ['bonjour'] },
  { code: 'calme', requires: ['ecouter'] },
];

test('a module before what it needs is found, unless that was done already', () => {
  expect(tooEarly(steps('bonjour', 'ecouter', 'calme'), modules, new Set())).toEqual(new Set());
  expect(tooEarly(steps('calme', 'bonjour', 'ecouter'), modules, new Set())).toEqual(
    new Set(['calme']),
  );
  expect(tooEarly(steps('calme'), modules, new Set(['ecouter']))).toEqual(new Set());
});

test('a step moves one place and never out of the plan', () => {
  expect(movedStep(steps('a', 'b'), 0, 1).map(({ module }) => module)).toEqual(['b', 'a']);
  expect(movedStep(steps('a', 'b'), 0, -1).map(({ module }) => module)).toEqual(['a', 'b']);
});
