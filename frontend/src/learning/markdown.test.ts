import { expect, test } from 'vitest';
import { inline, parse, spoken } from './markdown';

test('a text of a module is a tree of few kinds', () => {
  const source =
    '![Un casque](picture:headset)\n\n### Titre\nDeux lignes\nqui font une phrase **forte**.\n\n1. un\n   encore un\n2. *deux*\n\n> Dit\n> ainsi.';
  expect(parse(source)).toEqual([
    { kind: 'picture', alt: 'Un casque', name: 'headset' },
    { kind: 'heading', words: [{ kind: 'text', text: 'Titre' }] },
    {
      kind: 'paragraph',
      words: [
        { kind: 'text', text: 'Deux lignes qui font une phrase ' },
        { kind: 'strong', text: 'forte' },
        { kind: 'text', text: '.' },
      ],
    },
    {
      kind: 'list',
      ordered: true,
      items: [
        [
          { kind: 'text', text: 'un' },
          { kind: 'text', text: ' ' },
          { kind: 'text', text: 'encore un' },
        ],
        [{ kind: 'em', text: 'deux' }],
      ],
    },
    {
      kind: 'quote',
      words: [
        { kind: 'text', text: 'Dit' },
        { kind: 'text', text: ' ' },
        { kind: 'text', text: 'ainsi.' },
      ],
    },
  ]);
});

test('HTML, addresses and lone stars are words like others', () => {
  const hostile =
    '<img src=x onerror=alert(1)> [ici](https://example.org) ![x](https://example.org) 2 * 3';
  expect(parse(hostile)).toEqual([{ kind: 'paragraph', words: [{ kind: 'text', text: hostile }] }]);
  expect(inline('****')).toEqual([{ kind: 'text', text: '****' }]);
});

test('what is read aloud has no signs in it', () => {
  expect(spoken('![Image](picture:ear)\n\n**Dites** bonjour\n\n- un\n- deux')).toBe(
    'Dites bonjour. un. deux',
  );
});
