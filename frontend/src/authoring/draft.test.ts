import { expect, test } from 'vitest';
import {
  addCriterion,
  addLine,
  changeLine,
  emptyChoice,
  emptyLine,
  removeCriterion,
  removeLine,
  same,
  setPatience,
  verdictOf,
} from './draft';
import type { Content } from './queries';

const content: Content = {
  language: 'fr',
  purpose: 'appointment',
  level: 1,
  title: '',
  about: '',
  goal: '',
  partner: '',
  persona: {
    civility: '',
    last_name: '',
    first_name: '',
    town: '',
    department: '',
    zone: 'Europe/Paris',
    points: {},
    mood: '',
    need: '',
    objections: [],
  },
  script: [],
  rubric: [{ code: 'c1', competence: '', weight: 1, text: '', tip: '' }],
  pass_at: 70,
  patience: null,
  start: 'start',
  nodes: [
    {
      ...emptyLine('start'),
      choices: [{ ...emptyChoice(), to: 'l1', good: ['c1'] }],
      cut: { outcomes: [], good: ['c1'], why: '' },
    },
    emptyLine('l1'),
  ],
};

test('a line that is taken away leaves answers that lead nowhere, and no other line', () => {
  const left = removeLine(content, 'l1');
  expect(left.nodes.map(({ name }) => name)).toEqual(['start']);
  expect(left.nodes[0]?.choices[0]?.to).toBe('');
  expect(content.nodes).toHaveLength(2);
});

test('a new line takes a name of its own', () => {
  const { content: more, name } = addLine(content);
  expect(name).toBe('l2');
  expect(changeLine(more, name, { mood: 'sad' }).nodes[2]?.mood).toBe('sad');
});

test('a criterion that is taken away is marked nowhere', () => {
  const left = removeCriterion(content, 'c1');
  expect(left.rubric).toEqual([]);
  expect(left.nodes[0]?.choices[0]?.good).toEqual([]);
  expect(left.nodes[0]?.cut?.good).toEqual([]);
  expect(addCriterion(content).rubric.map(({ code }) => code)).toEqual(['c1', 'c2']);
});

test('who may lose patience has a line for it, once', () => {
  const twice = setPatience(setPatience(content, 2), 3);
  expect(twice.nodes.filter(({ name }) => name === 'impatient')).toHaveLength(1);
  expect(setPatience(twice, null).patience).toBeNull();
});

test('an answer is judged as the debrief judges it', () => {
  const choice = emptyChoice();
  expect(verdictOf(choice)).toBe('neutral');
  expect(verdictOf({ ...choice, good: ['a'] })).toBe('good');
  expect(verdictOf({ ...choice, good: ['a'], miss: ['b'] })).toBe('part');
  expect(verdictOf({ ...choice, part: ['a'] })).toBe('part');
  expect(verdictOf({ ...choice, miss: ['a'] })).toBe('missed');
  expect(verdictOf({ ...choice, good: ['a'], forbidden: '' })).toBe('forbidden');
});

test('two contents are the same whatever the order of their names', () => {
  expect(same({ a: 1, b: [{ c: 2, d: 3 }] }, { b: [{ d: 3, c: 2 }], a: 1 })).toBe(true);
  expect(same({ a: [1, 2] }, { a: [2, 1] })).toBe(false);
});
