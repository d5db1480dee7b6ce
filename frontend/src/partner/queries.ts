/** The partner's server state. Lists under way are asked for again until they stand still. */
import { infiniteQueryOptions, queryOptions, useQueryClient } from '@tanstack/react-query';
import { api, read } from '../api/client';
import { useFeed } from '../api/feed';
import type { CallList } from '../api/lists';
import type { components } from '../api/schema';

type Schemas = components['schemas'];
export type Campaign = Schemas['CampaignRead'];
export type Results = Schemas['CampaignResults'];
export type FileFormat = Schemas['ResultFileRead']['format'];
export type Slot = Schemas['SlotRead'];
export type SlotCreate = Schemas['SlotCreate'];
export type Agreement = Schemas['PartnerRead']['agreement'];
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

/** The feed only tells a partner that something of theirs changed: then the numbers are read again. */
export function useFreshNumbers() {
  const client = useQueryClient();
  const again = () => {
    void client.invalidateQueries(campaignsQuery);
    void client.invalidateQueries(listsQuery);
    void client.invalidateQueries(slotsQuery);
  };
  return useFeed({ after: 0, onBatch: again, onReload: again });
}
