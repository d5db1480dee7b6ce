import { expect, test } from 'vitest';
import type { Preview } from '../api/lists';
import { type Draft, resumed } from './mapping';
import { choiceOf, openQuestions, withDays } from './reading';

const column = (field: Draft['field'], header = ''): Draft => ({
  index: 0,
  field,
  use: 'sealed',
  header,
});

const asked = { questions: [{ about: 'sheet' }, { about: 'date_order' }] } as Preview;

test('the order of dates is asked only where a date is kept', () => {
  expect(openQuestions(asked, [column('phone')]).map(({ about }) => about)).toEqual(['sheet']);
  expect(openQuestions(asked, [column('consent_date')])).toHaveLength(2);
  expect(openQuestions(asked, [column('date')])).toHaveLength(2);
});

test('lines and sheets are numbers, the rest is spelled', () => {
  expect(choiceOf('header_line', '3')).toEqual({ header_line: 3 });
  expect(choiceOf('sheet', '0')).toEqual({ sheet: 0 });
  expect(choiceOf('separator', ';')).toEqual({ separator: ';' });
});

test('dates are shown in the reader’s language, other figures as they are', () => {
  expect(withDays('03/04/2026 → 2026-04-03', 'fr')).toBe('03/04/2026 → 3 avril 2026');
  expect(withDays('REF-2026-04-03-7', 'fr')).toBe('REF-2026-04-03-7');
});

test('what was made of the columns outlives a second reading of the same columns only', () => {
  const before = [column('point', 'Humeur')];
  expect(resumed([column('ignore', 'Humeur')], before)).toBe(before);
  const other = [column('ignore', 'Nom')];
  expect(resumed(other, before)).toBe(other);
  expect(resumed(other, undefined)).toBe(other);
});
