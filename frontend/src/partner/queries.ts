/** The partner's server state. Lists under way are asked for again until they stand still. */
import { infiniteQueryOptions, queryOptions, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { afresh } from '../api/afresh';
import { api, read } from '../api/client';
import { useFeed } from '../api/feed';
import type { CallList } from '../api/lists';
import type { components } from '../api/schema';
import type { FeedEvent } from '../api/types';

type Schemas = components['schemas'];
export type Campaign = Schemas['CampaignRead'];
export type Results = Schemas['CampaignResults'];
export type FileFormat = Schemas['ResultFileRead']['format'];
export type Slot = Schemas['SlotRead'];
export type SlotCreate = Schemas['SlotCreate'];
export type Agreement = Schemas['PartnerRead']['agreement'];
export type Declared = Schemas['ConsentDeclared'];
export type ExchangeSettings = Schemas['ExchangeRead'];
export type Token = Schemas['TokenRead'];
export type TokenScope = Schemas['TokenScope'];

const UNDER_WAY_MS = 800;
const underWay = new Set<CallList['state']>([
  'received',
  'inspecting',
  'importing',
  'forecasting',
  'merging',
  'shredding',
]);

export const companyQuery = queryOptions({
  queryKey: ['partner'],
  queryFn: () => read(api.GET('/api/partner')),
});

export const exchangeQuery = queryOptions({
  queryKey: ['partner', 'exchange'],
  queryFn: () => read(api.GET('/api/partner/exchange')),
});

/** How the catalogues call what a token may do. */
export const scopeKeys = {
  'lists.upload': 'upload',
  'state.read': 'read',
  'results.download': 'results',
  'appointments.read': 'appointments',
} as const satisfies Record<TokenScope, string>;

export const tokensQuery = queryOptions({
  queryKey: ['partner', 'tokens'],
  queryFn: () => read(api.GET('/api/partner/tokens')),
});

export const campaignsQuery = queryOptions({
  queryKey: ['campaigns'],
  queryFn: () => read(api.GET('/api/campaigns')),
});

export const resultsQuery = (id: string) =>
  queryOptions({
    queryKey: ['campaigns', id, 'results'],
    queryFn: () =>
      read(
        api.GET('/api/campaigns/{campaign_id}/results', { params: { path: { campaign_id: id } } }),
      ),
  });

export const listsQuery = queryOptions({
  queryKey: ['lists'],
  queryFn: () => read(api.GET('/api/call-lists')),
  refetchInterval: ({ state: { data } }) =>
    data?.some(({ state }) => underWay.has(state)) ? UNDER_WAY_MS : false,
});

const ofList = (id: string) => ({ params: { path: { list_id: id } } });

export const listQuery = (id: string) =>
  queryOptions({
    queryKey: ['lists', id],
    queryFn: () => read(api.GET('/api/call-lists/{list_id}', ofList(id))),
    staleTime: 0,
    refetchInterval: ({ state: { data } }) =>
      data && underWay.has(data.state) ? UNDER_WAY_MS : false,
  });

/** The files that were meant to change a list. */
export const filesQuery = (target: string) =>
  queryOptions({
    queryKey: ['lists', target, 'files'],
    queryFn: () => read(api.GET('/api/call-lists', { params: { query: { target_id: target } } })),
    staleTime: 0,
  });

export const previewQuery = (id: string) =>
  queryOptions({
    queryKey: ['lists', id, 'preview'],
    queryFn: () => read(api.GET('/api/call-lists/{list_id}/preview', ofList(id))),
    staleTime: Number.POSITIVE_INFINITY,
  });

export type Severity = Schemas['ReportLineRead']['severity'];

export const reportQuery = (id: string, severity: Severity | null) =>
  infiniteQueryOptions({
    queryKey: ['lists', id, 'report', severity],
    queryFn: ({ pageParam }) =>
      read(
        api.GET('/api/call-lists/{list_id}/report', {
          params: {
            path: { list_id: id },
            query: { after: pageParam, ...(severity && { severity: [severity] }) },
          },
        }),
      ),
    initialPageParam: 0,
    getNextPageParam: ({ next }) => next,
  });

export const slotsQuery = queryOptions({
  queryKey: ['slots'],
  queryFn: () => read(api.GET('/api/slots')),
});

export type Appointment = Schemas['AppointmentRead'];

/** Appointments from a day on; asked again while the vault still writes a reference. */
export const appointmentsQuery = (since: string) =>
  queryOptions({
    queryKey: ['appointments', since],
    queryFn: () => read(api.GET('/api/appointments', { params: { query: { since } } })),
    refetchInterval: ({ state: { data } }) =>
      data?.some(({ client_reference }) => client_reference === null) ? 3_000 : false,
  });

export const slotAppointmentsQuery = (id: string) =>
  queryOptions({
    queryKey: ['slots', id, 'appointments'],
    queryFn: () =>
      read(api.GET('/api/slots/{slot_id}/appointments', { params: { path: { slot_id: id } } })),
    staleTime: 0,
  });

export const listProgressQuery = queryOptions({
  queryKey: ['list-progress'],
  queryFn: () => read(api.GET('/api/list-progress')),
});

export type AccessLine = Schemas['AccessLine'];
export type AccessKind = AccessLine['kind'];
export interface Period {
  kind: AccessKind | null;
  since: string | null;
  until: string | null;
}

const queryOf = ({ kind, since, until }: Period) => ({
  ...(kind && { kind }),
  ...(since && { since }),
  ...(until && { until }),
});

const JOURNAL_PAGE = 100;

export const partnerJournalQuery = (period: Period) =>
  infiniteQueryOptions({
    queryKey: ['partner-journal', period],
    queryFn: ({ pageParam }) =>
      read(
        api.GET('/api/partner/journal', {
          params: {
            query: {
              ...queryOf(period),
              limit: JOURNAL_PAGE,
              ...(pageParam > 0 && { before: pageParam }),
            },
          },
        }),
      ),
    initialPageParam: 0,
    getNextPageParam: (lines) =>
      lines.length < JOURNAL_PAGE ? undefined : lines[lines.length - 1]?.seq,
  });

export const extractAddress = (period: Period) =>
  `/api/partner/journal/extract?${new URLSearchParams(queryOf(period))}`;

export const checkpointQuery = queryOptions({
  queryKey: ['partner-checkpoint'],
  queryFn: () => read(api.GET('/api/partner/journal/checkpoint')),
  retry: false,
});

const CALM_MS = 2_000;

/** The feed tells what is new of the partner's own; counts are read again then, at most every two seconds. */
export function useFreshNumbers(onEvents?: (events: FeedEvent[]) => void) {
  const client = useQueryClient();
  const timer = useRef<number | undefined>(undefined);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const again = () => {
    timer.current = undefined;
    for (const query of [campaignsQuery, listsQuery, slotsQuery, listProgressQuery]) {
      void afresh(client, query);
    }
    void afresh(client, { queryKey: ['appointments'] });
  };
  const soon = () => {
    timer.current ??= window.setTimeout(again, CALM_MS);
  };
  return useFeed({
    after: 0,
    onBatch: (events) => {
      soon();
      onEvents?.(events);
    },
    onReload: again,
  });
}
