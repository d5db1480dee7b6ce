import { expect, test } from 'vitest';
import { freeId, isWhole, markOfKey, outOfTwenty } from './marks';

const criterion = (id: string) => ({ id, label: id, glossary: '', weight: 1, competences: [] });

test('keys 1 to 4 are the four steps, others nothing', () => {
  expect(markOfKey('1')).toBe('met');
  expect(markOfKey('4')).toBe('unacceptable');
  expect(markOfKey('5')).toBeUndefined();
  expect(markOfKey('a')).toBeUndefined();
});

test('a grid is whole when each criterion has its mark', () => {
  const criteria = [criterion('a'), criterion('b')];
  expect(isWhole(criteria, { a: 'met' })).toBe(false);
  expect(isWhole(criteria, { a: 'met', b: 'missed' })).toBe(true);
});

test('a score is said out of twenty', () => {
  expect(outOfTwenty(187, 'fr')).toBe('18,7');
  expect(outOfTwenty(200, 'en')).toBe('20');
});

test('a new criterion has a name of its own', () => {
  expect(freeId([criterion('k1'), criterion('k3')])).toBe('k4');
});
