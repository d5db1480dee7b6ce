/** What of a campaign is closed, and the orders to open it again. */
import { queryOptions } from '@tanstack/react-query';
import { api, read } from '../api/client';
import type { components } from '../api/schema';

export type Order = components['schemas']['ReopeningRead'];

export const closedQuery = (campaign: string) =>
  queryOptions({
    queryKey: ['campaigns', campaign, 'closed'],
    queryFn: () =>
      read(
        api.GET('/api/campaigns/{campaign_id}/closed-contacts', {
          params: { path: { campaign_id: campaign } },
        }),
      ),
  });

const WORKING_EVERY_MS = 1_000;

export const ordersQuery = (campaign: string) =>
  queryOptions({
    queryKey: ['campaigns', campaign, 'reopenings'],
    queryFn: () =>
      read(
        api.GET('/api/campaigns/{campaign_id}/reopenings', {
          params: { path: { campaign_id: campaign } },
        }),
      ),
    refetchInterval: ({ state }) =>
      state.data?.some(({ finished_at }) => finished_at === null) ? WORKING_EVERY_MS : false,
  });
