import { expect, test } from 'vitest';
import { type Draft, withField } from './mapping';

const column = (index: number, field: Draft['field'], use: Draft['use']): Draft => ({
  index,
  field,
  use,
  header: `column ${index}`,
});

test('a field has one column: giving it to another takes it from the first', () => {
  const draft = [column(0, 'phone', 'dial'), column(1, 'ignore', 'ignore')];
  expect(withField(draft, 1, 'phone').map(({ field, use }) => [field, use])).toEqual([
    ['ignore', 'ignore'],
    ['phone', 'dial'],
  ]);
});

test('several columns can be talking points', () => {
  const draft = [column(0, 'point', 'point'), column(1, 'ignore', 'ignore')];
  expect(withField(draft, 1, 'point').map(({ field }) => field)).toEqual(['point', 'point']);
});
