/** The board of callbacks and what the supervisor does to one. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import type { components } from '../api/schema';
import { toastDone, useErrorToast } from '../shared/ui/errors';

type Schemas = components['schemas'];
export type Promised = Schemas['PromisedCallback'];
export type Colleague = Schemas['ColleagueRead'];
export type Ended = Schemas['EndedCallback'];

const EVERY_MS = 10_000;

export const callbacksQuery = queryOptions({
  queryKey: ['callbacks'],
  queryFn: () => read(api.GET('/api/callbacks')),
  refetchInterval: EVERY_MS,
});

const of = (id: string) => ({ params: { path: { callback_id: id } } });

export function useHandOver() {
  const { t } = useTranslation('callbacks');
  const client = useQueryClient();
  const toast = useErrorToast();
  return useMutation({
    mutationFn: ({ id, to }: { id: string; to: string | null }) =>
      api.POST('/api/callbacks/{callback_id}/hand-over', { ...of(id), body: { agent_id: to } }),
    onSuccess: () => toastDone(t('done.handed_over')),
    onError: toast,
    onSettled: () => client.invalidateQueries(callbacksQuery),
  });
}

export function useMoveCallback(onDone: () => void) {
  const { t } = useTranslation('callbacks');
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, at }: { id: string; at: string }) =>
      api.POST('/api/callbacks/{callback_id}/move', { ...of(id), body: { at } }),
    onSuccess: async () => {
      await client.invalidateQueries(callbacksQuery);
      toastDone(t('done.moved'));
      onDone();
    },
  });
}
