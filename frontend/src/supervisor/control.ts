/** The supervisor's control: teams, whose work something is, the order of campaigns. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import type { components } from '../api/schema';
import { toastDone, useErrorToast } from '../shared/ui/errors';
import { numbered } from './order';
import { type Campaign, campaignsQuery, listsQuery, snapshotQuery } from './queries';

type Schemas = components['schemas'];
export type Team = Schemas['TeamRead'];
export type Colleague = Schemas['Colleague'];
export type GivenTo = Schemas['GivenTo'];

export const teamsQuery = queryOptions({
  queryKey: ['teams'],
  queryFn: () => read(api.GET('/api/teams')),
});

/** The order shows at once; a refusal puts back what the server knows. */
export function useOrderCampaigns() {
  const client = useQueryClient();
  const toast = useErrorToast();
  return useMutation({
    mutationFn: (ranks: Campaign[][]) => {
      const body = { ranks: ranks.map((rank) => rank.map(({ id }) => id)) };
      return read(api.PUT('/api/campaigns/order', { body }));
    },
    onMutate: (ranks) =>
      client.setQueryData(
        campaignsQuery.queryKey,
        (known) =>
          known && [...numbered(ranks), ...known.filter(({ state }) => state === 'closed')],
      ),
    onError: toast,
    onSettled: () => {
      void client.invalidateQueries({ ...campaignsQuery, exact: true });
      void client.invalidateQueries(snapshotQuery);
    },
  });
}

export type Work = { kind: 'campaign' | 'list'; id: string };

export function useGive() {
  const { t } = useTranslation('control');
  const client = useQueryClient();
  const toast = useErrorToast();
  return useMutation({
    mutationFn: async ({ work, to }: { work: Work; to: GivenTo }) => {
      if (work.kind === 'campaign') {
        const params = { path: { campaign_id: work.id } };
        await api.PUT('/api/campaigns/{campaign_id}/given-to', { params, body: to });
      } else {
        const params = { path: { list_id: work.id } };
        await api.PUT('/api/call-lists/{list_id}/given-to', { params, body: to });
      }
    },
    onSuccess: () => toastDone(t('given.done')),
    onError: toast,
    onSettled: () => {
      void client.invalidateQueries(campaignsQuery);
      void client.invalidateQueries(listsQuery);
    },
  });
}
