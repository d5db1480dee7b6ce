/** Do-not-call lists: what was ordered, and orders under way asked for again until they stand still. */
import { queryOptions } from '@tanstack/react-query';
import { api, read } from '../api/client';
import type { components } from '../api/schema';

type Schemas = components['schemas'];
export type NumberList = Schemas['NumberList'];
export type Order = Schemas['OrderRead'];
export type Act = Schemas['Act'];
export type Reason = Schemas['NumberReason'];

const UNDER_WAY_MS = 600;
export const underWay = ({ state }: Order) => state === 'received' || state === 'working';

export const numbersQuery = (list: NumberList) =>
  queryOptions({
    queryKey: ['numbers', list],
    queryFn: () => read(api.GET('/api/do-not-call', { params: { query: { list } } })),
    refetchInterval: ({ state: { data } }) => (data?.orders.some(underWay) ? UNDER_WAY_MS : false),
  });

export const agentsQuery = queryOptions({
  queryKey: ['numbers', 'agents'],
  queryFn: () => read(api.GET('/api/do-not-call/agents')),
});

export const orderQuery = (id: string) =>
  queryOptions({
    queryKey: ['numbers', 'order', id],
    queryFn: () =>
      read(api.GET('/api/do-not-call/{order_id}', { params: { path: { order_id: id } } })),
    refetchInterval: ({ state: { data } }) => (data && !underWay(data) ? false : UNDER_WAY_MS),
  });

/** The reasons that fit, as the server checks them. */
export function reasonsOf(list: NumberList, act: Act): Reason[] {
  if (act === 'check') return [];
  if (act === 'add') {
    return list === 'conflict'
      ? ['victim', 'witness', 'staff', 'related', 'other']
      : ['objection', 'register', 'deceased', 'other'];
  }
  return list === 'conflict' ? ['mistake', 'ended'] : ['mistake', 'consent_again', 'reassigned'];
}
