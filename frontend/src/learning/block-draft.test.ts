import { describe, expect, it } from 'vitest';
import { blockOf, draftBlock, emptyBlock, whole } from './block-draft';
import type { BlockContent } from './queries';

const observed: BlockContent = {
  code: 'jeu-2',
  title: 'Jouer un appel',
  kind: 'observed',
  about: 'Un appel à deux.',
  minutes: 15,
  text: 'Vous appelez un client.',
  card: 'Vous êtes pressé.',
  exercises: [],
  statements: [],
  criteria: [{ id: 'critere-1', title: 'Se présente', competence: 'c1' }],
};

describe('a block that is written', () => {
  it('comes back as it was', () => {
    expect(blockOf(draftBlock(observed))).toEqual(observed);
  });

  it('is published with what its kind asks for, and nothing else', () => {
    const turned = blockOf({
      ...draftBlock(observed),
      kind: 'self',
      statements: [{ id: 'phrase-1', words: ' Je lis bien ', competence: '' }],
    });
    expect(turned.card).toBeNull();
    expect(turned.criteria).toEqual([]);
    expect(turned.statements).toEqual([{ id: 'phrase-1', text: 'Je lis bien', competence: null }]);
  });

  it('is not whole while something is empty', () => {
    expect(whole(emptyBlock())).toBe(false);
    expect(whole(draftBlock(observed))).toBe(true);
    expect(whole({ ...draftBlock(observed), kind: 'self' })).toBe(false);
  });
});
