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

/** Each encoding with its name in the catalogue. */
export const encodingKeys = {
  'utf-8': 'reading.encoding.utf_8',
  cp1252: 'reading.encoding.cp1252',
  'iso8859-15': 'reading.encoding.iso8859_15',
  mac_roman: 'reading.encoding.mac_roman',
  cp850: 'reading.encoding.cp850',
  'utf-16': 'reading.encoding.utf_16',
  'utf-16-le': 'reading.encoding.utf_16_le',
  'utf-16-be': 'reading.encoding.utf_16_be',
  'utf-32': 'reading.encoding.utf_32',
  'utf-32-le': 'reading.encoding.utf_32_le',
  'utf-32-be': 'reading.encoding.utf_32_be',
  cp1250: 'reading.encoding.cp1250',
  'iso8859-2': 'reading.encoding.iso8859_2',
  cp1254: 'reading.encoding.cp1254',
  cp1251: 'reading.encoding.cp1251',
  'koi8-r': 'reading.encoding.koi8_r',
  cp1253: 'reading.encoding.cp1253',
  cp1255: 'reading.encoding.cp1255',
  cp1256: 'reading.encoding.cp1256',
  'utf-8-cp1252': 'reading.encoding.utf_8_cp1252',
  'utf-8-twice': 'reading.encoding.utf_8_twice',
  'utf-7': 'reading.encoding.utf_7',
} as const satisfies Record<NonNullable<ReadingChoice['encoding']>, string>;

export const encodings = Object.keys(encodingKeys) as (keyof typeof encodingKeys)[];

export const separators = [';', ',', '\t', '|'] as const;

/** The catalogue's name of a separator; one that is not in it stands for itself. */
export const separatorKeys: Record<string, 'semicolon' | 'comma' | 'tab' | 'bar'> = {
  ';': 'semicolon',
  ',': 'comma',
  '\t': 'tab',
  '|': 'bar',
};
