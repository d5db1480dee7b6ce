import { expect, test } from 'vitest';
import { fill, freshId, hasUnknownPlaceholder, maskWord, swapped } from './script';

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
  const step = { title: 'a', text: 'b', required: false };
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
