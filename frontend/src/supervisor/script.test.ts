import { expect, test } from 'vitest';
import type { Step } from './queries';
import { fill, freshId, gapsOf, hasUnknownPlaceholder, maskWord, opened, swapped } from './script';

test.each([
  ['Bonjour {name}, je suis {agent}.', false],
  ['Bonjour {prenom}.', true],
  ['Bonjour {name.', true],
  ['Bonjour name}.', true],
  ['Bonjour.', false],
])('%s holds an unknown placeholder: %s', (text, unknown) => {
  expect(hasUnknownPlaceholder(text)).toBe(unknown);
});

test('known placeholders are filled, others are left to be seen', () => {
  const values = { agent: 'Malika', partner: 'Soleil', civility: 'Mme', name: 'C.', town: 'Jarry' };
  expect(fill('{civility} {name}, {agent} pour {partner}. {who}', values)).toBe(
    'Mme C., Malika pour Soleil. {who}',
  );
});

test('a masked word keeps its initials and nothing of its length', () => {
  expect(maskWord('Dupont-Martin')).toBe('D•••-M•••');
  expect(maskWord('Baie Mahault')).toBe('B••• M•••');
});

test('a new step gets a name of its own', () => {
  const step = { title: 'a', text: 'b', duties: [] };
  expect(
    freshId([
      { ...step, id: 'hello' },
      { ...step, id: 'step-3' },
    ]),
  ).toBe('step-4');
});

test('a step moves by one place', () => {
  expect(swapped(['a', 'b', 'c'], 1, -1)).toEqual(['b', 'a', 'c']);
  expect(swapped(['a', 'b', 'c'], 1, 1)).toEqual(['a', 'c', 'b']);
});

const at = (id: string, duties: Step['duties']): Step => ({ id, title: id, text: id, duties });
const due = (gap: 'words' | null = null) => [
  { code: 'caller' as const, label: 'Qui', source: 'L.221-16', gap },
  { code: 'objection' as const, label: 'Non', source: 'RGPD', gap: null },
];

test.each([
  [[at('a', ['caller', 'objection'])], {}],
  [[at('a', ['caller'])], { objection: 'missing' }],
  [[at('a', ['caller']), at('x', []), at('b', ['objection'])], { objection: 'late' }],
  [[at('x', []), at('a', ['caller', 'objection'])], { caller: 'late', objection: 'late' }],
])('the duties that %j lacks', (steps, expected) => {
  expect(Object.fromEntries(gapsOf(steps, due()))).toEqual(expected);
});

test('that words lack a placeholder is said until the duty goes elsewhere', () => {
  expect(gapsOf([at('a', ['caller', 'objection'])], due('words')).get('caller')).toBe('words');
});

test('a proposed opening takes the place of the old one and keeps the other steps', () => {
  const script = [at('a', ['caller']), at('why', []), at('end', [])];
  const found = opened(script, [at('hello', ['caller']), at('why', ['objection'])]);
  expect(found.map(({ id }) => id)).toEqual(['hello', 'why-duty', 'why', 'end']);
});
