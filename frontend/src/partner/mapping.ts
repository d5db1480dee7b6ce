/** What a column may be and what may become of it: the same rules as the server's, to offer only what holds. */
import type { ColumnChoice, ListField, ListUse, PreviewColumn } from '../api/lists';

const SEALED: ListUse[] = ['sealed'];
const CARD: ListUse[] = ['card', 'sealed'];

export const uses: Record<ListField, ListUse[]> = {
  phone: ['dial'],
  phone_2: ['dial'],
  civility: CARD,
  last_name: CARD,
  first_name: CARD,
  full_name: CARD,
  company: CARD,
  postcode: CARD,
  town: CARD,
  language: CARD,
  product: ['point', 'sealed'],
  date: ['point', 'sealed'],
  point: ['point'],
  client_reference: SEALED,
  email: SEALED,
  street: SEALED,
  consent_basis: SEALED,
  consent_date: SEALED,
  consent_channel: SEALED,
  consent_proof: SEALED,
  opposition: SEALED,
  extra: SEALED,
  ignore: ['ignore'],
};

const REPEATABLE = new Set<ListField>([
  'phone_2',
  'date',
  'opposition',
  'point',
  'extra',
  'ignore',
]);

export interface Draft extends ColumnChoice {
  header: string;
}

export function draftOf(columns: PreviewColumn[]): Draft[] {
  return columns.map(({ index, field, use, header }) => ({ index, field, use, header }));
}

/** What was made of the columns before the file was read again, if they are still the same columns. */
export function resumed(now: Draft[], before: Draft[] | undefined): Draft[] {
  const same =
    before?.length === now.length && now.every(({ header }, i) => before[i]?.header === header);
  return same ? before : now;
}

/** The columns with one of them changed to another field: its use follows, the field leaves its old place. */
export function withField(draft: Draft[], index: number, field: ListField): Draft[] {
  return draft.map((column) => {
    if (column.index === index) return { ...column, field, use: uses[field][0] ?? 'ignore' };
    const taken = column.field === field && !REPEATABLE.has(field);
    return taken ? { ...column, field: 'ignore', use: 'ignore' } : column;
  });
}

export function withUse(draft: Draft[], index: number, use: ListUse): Draft[] {
  return draft.map((column) => (column.index === index ? { ...column, use } : column));
}

export const has = (draft: Draft[], field: ListField) =>
  draft.some((column) => column.field === field);
