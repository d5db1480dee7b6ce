/** Reports as the server makes them. */
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { api, read } from '../api/client';
import type { components } from '../api/schema';
import { useMe } from '../api/session';

type Schemas = components['schemas'];
export type Report = Schemas['ReportRead'];
export type ReportRow = Schemas['ReportRow'];
export type Figures = Schemas['Figures'];
export type Angle = Report['by'];
export type Kept = Schemas['KeptReportRead'];
export type FileKind = 'csv' | 'xlsx' | 'pdf';

export const angles: Angle[] = [
  'campaign',
  'list',
  'agent',
  'hour',
  'outcome',
  'day',
  'week',
  'month',
];

export interface Order {
  by: Angle;
  since: string;
  until: string;
  before_since?: string;
  before_until?: string;
  site_id?: string;
  campaign_id?: string;
  list_id?: string;
  agent_id?: string;
}

export const reportQuery = (order: Order | null) =>
  queryOptions({
    queryKey: ['reports', order],
    queryFn: () => read(api.GET('/api/reports', { params: { query: order ?? noOrder } })),
    enabled: order !== null,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });

const noOrder: Order = { by: 'day', since: '', until: '' };

export const choicesQuery = queryOptions({
  queryKey: ['reports', 'choices'],
  queryFn: () => read(api.GET('/api/reports/choices')),
});

export const keptQuery = queryOptions({
  queryKey: ['reports', 'kept'],
  queryFn: () => read(api.GET('/api/reports/kept')),
});

export const fileAddress = (order: Order, format: FileKind) =>
  `/api/reports/file?${new URLSearchParams({ ...order, format })}`;

export const keptAddress = (id: string, format: FileKind) =>
  `/api/reports/kept/${id}/file?format=${format}`;

/** A partner with a key of its own takes its reports away encrypted to it. */
export function useLeaving(): (address: string) => string {
  const partner = useMe().role === 'partner';
  const { data } = useQuery({ ...exchangeQuery, enabled: partner });
  return (address) => (data?.recipient ? `${address}&encrypted=true` : address);
}

const exchangeQuery = queryOptions({
  queryKey: ['partner', 'exchange'],
  queryFn: () => read(api.GET('/api/partner/exchange')),
});
