import { expect, test } from 'vitest';
import { codeOf, draftOf, type Exercise, exerciseOf, freeName } from './notation';

const common = {
  id: 'x',
  competence: 'c1',
  ask: 'Que dire ?',
  simple: null,
  hint: null,
  why: 'Car.',
};
const exercises: Exercise[] = [
  {
    ...common,
    kind: 'choice',
    options: [
      { text: 'a', right: true },
      { text: 'b', right: false },
    ],
  },
  {
    ...common,
    kind: 'listen',
    said: 'Allô ?',
    options: [
      { text: 'a', right: false },
      { text: 'b', right: true },
    ],
  },
  { ...common, kind: 'order', items: ['un', 'deux', 'trois'] },
  { ...common, kind: 'mistake', lines: ['un', 'deux', 'trois'], wrong: 2 },
  { ...common, kind: 'fill', text: 'Je [suis|m’appelle] Léa.' },
  {
    ...common,
    kind: 'rewrite',
    original: 'Slt',
    model: 'Bonjour',
    must: [{ say: 'Saluer', any: ['bonjour', 'bonsoir'] }],
    never: [{ say: 'Familier', any: ['slt'] }],
    most_words: 120,
  },
];

test.each(exercises)(
  'an exercise of the kind $kind is written in lines and read back',
  (exercise) => {
    expect(exerciseOf(draftOf(exercise))).toEqual(exercise);
  },
);

test('names and codes are made so that nobody has to think of one', () => {
  expect(freeName('ex', ['ex-1', 'ex-3'])).toBe('ex-2');
  expect(codeOf('  L’été à Saint-Élie ! ')).toBe('l-ete-a-saint-elie');
});
