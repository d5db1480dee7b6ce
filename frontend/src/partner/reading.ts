/** What of a file's reading is still open, and the words for it. */
import type { Preview, Question, ReadingChoice } from '../api/lists';
import type { Draft } from './mapping';

const DATES = new Set(['consent_date', 'date']);

/** The questions to answer before the import: the order of dates matters only where a date is kept. */
export function openQuestions(preview: Preview, draft: Draft[]): Question[] {
  const dates = draft.some(({ field }) => DATES.has(field));
  return preview.questions.filter(({ about }) => dates || about !== 'date_order');
}

/** An answer as the server takes it: lines and sheets are counted, the rest is spelled. */
export function choiceOf(about: Question['about'], value: string): ReadingChoice {
  return { [about]: about === 'header_line' || about === 'sheet' ? Number(value) : value };
}

/** A text with its ISO dates as the reader writes them: `2026-04-03` → `3 avril 2026`. */
export function withDays(text: string, language: string): string {
  const days = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' });
  return text.replace(/(?<![\d-])\d{4}-\d{2}-\d{2}(?![\d-])/g, (day) => days.format(new Date(day)));
}

export const encodings = [
  'utf-8',
  'cp1252',
  'iso8859-15',
  'utf-16',
  'utf-16-le',
  'utf-16-be',
  'mac_roman',
  'cp850',
] as const;

export const separators = [';', ',', '\t', '|'] as const;

/** The catalogue's name of a separator; one that is not in it stands for itself. */
export const separatorKeys: Record<string, 'semicolon' | 'comma' | 'tab' | 'bar'> = {
  ';': 'semicolon',
  ',': 'comma',
  '\t': 'tab',
  '|': 'bar',
};
