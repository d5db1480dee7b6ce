/** The shapes of call lists, and the client that knows their routes. */
import type { Client } from 'openapi-fetch';
import { api } from './client';
import type { components } from './schema';

type Schemas = components['schemas'];

export type ListState =
  | 'uploading'
  | 'received'
  | 'inspecting'
  | 'needs_mapping'
  | 'importing'
  | 'ready'
  | 'failed'
  | 'cancelled';
export type ListField =
  | 'civility'
  | 'last_name'
  | 'first_name'
  | 'full_name'
  | 'company'
  | 'phone'
  | 'phone_2'
  | 'email'
  | 'street'
  | 'postcode'
  | 'town'
  | 'language'
  | 'client_reference'
  | 'product'
  | 'consent_basis'
  | 'consent_date'
  | 'consent_channel'
  | 'consent_proof'
  | 'point'
  | 'extra'
  | 'ignore';
export type ListUse = 'dial' | 'card' | 'point' | 'sealed' | 'ignore';

export interface ListCounts {
  lines: number;
  accepted: number;
  warned: number;
  not_callable: number;
  refused: number;
  duplicate: number;
}

export interface CallList {
  id: string;
  name: string;
  purpose: Schemas['Purpose'];
  file_name: string;
  state: ListState;
  failure: { code: string; message: string } | null;
  bytes: number;
  counts: ListCounts | null;
  progress: { done: number; total: number; rate: number } | null;
  campaign_id: string | null;
  campaign_name: string | null;
  partner_id: string;
  partner_name: string;
  created_at: string;
  imported_at: string | null;
}

export interface PreviewColumn {
  index: number;
  header: string;
  field: ListField;
  use: ListUse;
  samples: string[];
  filled: number;
}

export interface Preview {
  kind: string;
  encoding: string;
  separator: string;
  header_line: number;
  sheet: string;
  lines_estimate: number;
  columns: PreviewColumn[];
}

export interface ColumnChoice {
  index: number;
  field: ListField;
  use: ListUse;
}

export interface ImportOrder {
  columns: ColumnChoice[];
  encoding?: string | null;
  separator?: string | null;
  header_line?: number | null;
  consent?: {
    basis: Schemas['ConsentBasis'];
    on?: string | null;
    channel?: string;
    proof?: string;
  } | null;
}

export interface ReportLine {
  line: number;
  severity: 'refused' | 'duplicate' | 'not_callable' | 'warning';
  field: string | null;
  code: string;
  message: string;
}

export interface Report {
  lines: ReportLine[];
  next: number | null;
}

interface Answer<T, Status extends number = 200> {
  responses: Record<
    Status,
    { headers: Record<string, unknown>; content: { 'application/json': T } }
  >;
}
type OfList = { path: { list_id: string } };
interface Body<T> {
  requestBody: { content: { 'application/json': T } };
}
interface NoParameters {
  parameters: { query?: never; header?: never; path?: never; cookie?: never };
}
interface InList {
  parameters: OfList & { query?: never; header?: never; cookie?: never };
}

interface ListPaths {
  '/api/call-lists': {
    get: NoParameters & Answer<CallList[]>;
    post: NoParameters &
      Body<{ name: string; purpose: Schemas['Purpose']; file_name: string }> &
      Answer<CallList, 201>;
  };
  '/api/call-lists/{list_id}': {
    get: InList & Answer<CallList>;
    delete: InList & Answer<never, 204>;
  };
  '/api/call-lists/{list_id}/preview': { get: InList & Answer<Preview> };
  '/api/call-lists/{list_id}/import': { post: InList & Body<ImportOrder> & Answer<CallList, 202> };
  '/api/call-lists/{list_id}/cancel': { post: InList & Answer<CallList> };
  '/api/call-lists/{list_id}/report': {
    get: {
      parameters: OfList & { query?: { after?: number }; header?: never; cookie?: never };
    } & Answer<Report>;
  };
  '/api/call-lists/{list_id}/campaign': {
    post: InList & Body<{ campaign_id: string }> & Answer<CallList>;
  };
}

export const listsApi = api as unknown as Client<ListPaths>;
