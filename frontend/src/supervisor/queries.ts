/** The supervisor's server state: snapshot, campaigns, partners, lists, and what changes them. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import type { components } from '../api/schema';
import { useMe } from '../api/session';
import { toastDone, useErrorToast } from '../shared/ui/errors';

type Schemas = components['schemas'];
export type Alert = Schemas['AlertRead'];
export type Campaign = Schemas['CampaignRead'];
export type CampaignDetail = Schemas['CampaignDetail'];
export type CampaignCreate = Schemas['CampaignCreate'];
export type CampaignUpdate = Schemas['CampaignUpdate'];
export type Masking = Schemas['MaskingPolicy'];
export type Note = Schemas['NoteRead'];
export type Step = Schemas['ScriptStep'];

/** Events carry nearly everything; this brings the rest (contacts by state) and mends whatever was missed. */
const SNAPSHOT_EVERY_MS = 60_000;

export const snapshotQuery = queryOptions({
  queryKey: ['snapshot'],
  queryFn: () => read(api.GET('/api/supervision/snapshot')),
  staleTime: 0,
  refetchInterval: SNAPSHOT_EVERY_MS,
});

export const campaignsQuery = queryOptions({
  queryKey: ['campaigns'],
  queryFn: () => read(api.GET('/api/campaigns')),
});

export const campaignQuery = (id: string) =>
  queryOptions({
    queryKey: ['campaigns', id],
    queryFn: () =>
      read(api.GET('/api/campaigns/{campaign_id}', { params: { path: { campaign_id: id } } })),
  });

export const resultsQuery = (id: string) =>
  queryOptions({
    queryKey: ['campaigns', id, 'results'],
    queryFn: () =>
      read(
        api.GET('/api/campaigns/{campaign_id}/results', { params: { path: { campaign_id: id } } }),
      ),
  });

const REACH_EVERY_MS = 30_000;

export const reachQuery = (id: string) =>
  queryOptions({
    queryKey: ['campaigns', id, 'reachability'],
    queryFn: () =>
      read(
        api.GET('/api/campaigns/{campaign_id}/reachability', {
          params: { path: { campaign_id: id } },
        }),
      ),
    refetchInterval: REACH_EVERY_MS,
  });

export const partnersQuery = queryOptions({
  queryKey: ['partners'],
  queryFn: () => read(api.GET('/api/partners')),
});

const LISTS_EVERY_MS = 10_000;

export const recipientsQuery = queryOptions({
  queryKey: ['partners', 'recipients'],
  queryFn: () => read(api.GET('/api/partners/recipients')),
});

export const listsQuery = queryOptions({
  queryKey: ['lists'],
  queryFn: () => read(api.GET('/api/call-lists')),
  refetchInterval: LISTS_EVERY_MS,
});

const ALERTS_EVERY_MS = 30_000;

/** The feed says when there is a new one; this mends what was missed. */
export const alertsQuery = queryOptions({
  queryKey: ['alerts'],
  queryFn: () => read(api.GET('/api/alerts')),
  refetchInterval: ALERTS_EVERY_MS,
});

const FOLLOW_UP_EVERY_MS = 60_000;

/** The feed says when something of it changed; this mends what was missed. */
export const followUpQuery = queryOptions({
  queryKey: ['follow-up'],
  queryFn: () => read(api.GET('/api/supervision/follow-up')),
  refetchInterval: FOLLOW_UP_EVERY_MS,
});

const CANARIES_EVERY_MS = 10_000;

export const canariesQuery = queryOptions({
  queryKey: ['canaries'],
  queryFn: () => read(api.GET('/api/canaries')),
  refetchInterval: CANARIES_EVERY_MS,
});

const NOTES_EVERY_MS = 20_000;

export const notesQuery = queryOptions({
  queryKey: ['notes'],
  queryFn: () => read(api.GET('/api/notes')),
  refetchInterval: NOTES_EVERY_MS,
});

export const lateNotesQuery = queryOptions({
  queryKey: ['late-notes'],
  queryFn: () => read(api.GET('/api/late-notes')),
  refetchInterval: NOTES_EVERY_MS,
});

/** Trainers, administrators and auditors look; only the supervisor steers. */
export function useMaySteer(): boolean {
  return useMe().role === 'supervisor';
}

export type Move = 'open' | 'pause' | 'close';

export function useMoveCampaign() {
  const { t } = useTranslation('supervisor');
  const client = useQueryClient();
  const toast = useErrorToast();
  return useMutation({
    mutationFn: ({ id, move }: { id: string; move: Move }) =>
      read(
        api.POST(`/api/campaigns/{campaign_id}/${move}`, { params: { path: { campaign_id: id } } }),
      ),
    onSuccess: (campaign, { move }) => toastDone(t(`campaign.done.${move}`, campaign)),
    onError: toast,
    onSettled: () =>
      Promise.all([
        client.invalidateQueries(campaignsQuery),
        client.invalidateQueries(snapshotQuery),
      ]),
  });
}

export function useAttachList() {
  const { t } = useTranslation('supervisor');
  const client = useQueryClient();
  const toast = useErrorToast();
  return useMutation({
    mutationFn: ({ list, campaign }: { list: string; campaign: string }) =>
      read(
        api.PUT('/api/call-lists/{list_id}/campaign', {
          params: { path: { list_id: list } },
          body: { campaign_id: campaign },
        }),
      ),
    onSuccess: () => toastDone(t('lists.attached')),
    onError: toast,
    onSettled: () =>
      Promise.all([
        client.invalidateQueries(listsQuery),
        client.invalidateQueries(campaignsQuery),
        client.invalidateQueries(snapshotQuery),
      ]),
  });
}
