/** The end of data as the server tells it: until when lists are kept, who has to approve, customers' requests. */
import { queryOptions } from '@tanstack/react-query';
import { api, read } from '../../api/client';
import type { components } from '../../api/schema';

type Schemas = components['schemas'];
export type ListEnd = Schemas['RetentionRead'];
export type Approval = Schemas['ApprovalRead'];
export type Customer = Schemas['PersonRead'];

const SOON_MS = 1_500;

/** A destruction is under way until its certificate is signed, some seconds after the last row is gone. */
export const isEnding = (end: ListEnd) => end.ordered_at !== null && end.certificate_id === null;

export const endsQuery = queryOptions({
  queryKey: ['retention'],
  queryFn: () => read(api.GET('/api/retention')),
  staleTime: 0,
  refetchInterval: ({ state: { data } }) => (data?.some(isEnding) ? SOON_MS : false),
});

export const endQuery = (listId: string) =>
  queryOptions({
    queryKey: ['retention', listId],
    queryFn: () =>
      read(api.GET('/api/retention/{list_id}', { params: { path: { list_id: listId } } })),
    staleTime: 0,
    refetchInterval: ({ state: { data } }) => (data && isEnding(data) ? SOON_MS : false),
  });

export const approvalsQuery = queryOptions({
  queryKey: ['approvals'],
  queryFn: () => read(api.GET('/api/approvals')),
  staleTime: 0,
});

const moving = new Set<Customer['state']>(['searching', 'writing', 'erasing']);

export const customersQuery = queryOptions({
  queryKey: ['person-requests'],
  queryFn: () => read(api.GET('/api/person-requests')),
  staleTime: 0,
  refetchInterval: ({ state: { data } }) =>
    data?.some(
      ({ state, certificate_id }) => moving.has(state) || (state === 'erased' && !certificate_id),
    )
      ? SOON_MS
      : false,
});
