/** Practice calls: what can be chosen, the call that runs, its debrief, and the line behind the desk. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, read } from '../../api/client';
import { isApiError } from '../../api/errors';
import type { components } from '../../api/schema';
import type { Practice } from '../../api/types';
import { useErrorToast } from '../../shared/ui/errors';
import type { Line } from '../line';

export type Act = components['schemas']['PracticeAct'];

export const homeQuery = queryOptions({
  queryKey: ['practice'],
  queryFn: () => read(api.GET('/api/practice')),
  staleTime: 0,
});

const of = (id: string) => ({ params: { path: { practice_id: id } } });

export const practiceQuery = (id: string) =>
  queryOptions({
    queryKey: ['practice', id],
    queryFn: () => read(api.GET('/api/practice/{practice_id}', of(id))),
    staleTime: 0,
  });

export const debriefQuery = (id: string) =>
  queryOptions({
    queryKey: ['practice', id, 'debrief'],
    queryFn: () => read(api.GET('/api/practice/{practice_id}/debrief', of(id))),
  });

export const myTrainingQuery = queryOptions({
  queryKey: ['my-training'],
  queryFn: () => read(api.GET('/api/my-training')),
  staleTime: 0,
});

export const start = (scenario: string, guided: boolean): Promise<Practice> =>
  read(api.POST('/api/practice', { body: { scenario, guided } }));

const act = (id: string, body: Act): Promise<Practice> =>
  read(api.POST('/api/practice/{practice_id}/act', { ...of(id), body }));

/** Everything that is done in a practice call; each answer is the whole call anew. */
export function usePractice(id: string) {
  const client = useQueryClient();
  const toast = useErrorToast();
  const key = practiceQuery(id).queryKey;
  const one = {
    scope: { id: `practice ${id}` }, // one after the other: an answer may come while a phrase is being ticked
    onSuccess: (practice: Practice) => client.setQueryData(key, practice),
    onError: (error: Error) => {
      toast(error);
      void client.invalidateQueries({ queryKey: key, exact: true });
    },
  };
  return {
    act: useMutation({ mutationFn: (body: Act) => act(id, body), ...one }),
    tick: useMutation({
      mutationFn: (codes: Act['codes']) => act(id, { kind: 'tick', codes }),
      ...one,
    }),
    leave: useMutation({
      mutationFn: () => api.POST('/api/practice/{practice_id}/leave', of(id)),
      onSuccess: () => client.removeQueries({ queryKey: key, exact: true }),
      onError: toast,
    }),
  };
}

/** The desk's line to a simulated customer. */
export const practiceLine: Line = {
  slots: (id) => read(api.GET('/api/practice/{practice_id}/slots', of(id))),
  callbackTimes: (id) => read(api.GET('/api/practice/{practice_id}/callback-times', of(id))),
  hangUp: async ({ id, call }) => {
    if (!call || call.state === 'ended') return;
    try {
      await act(id, { kind: 'hang_up', codes: [] });
    } catch (error) {
      if (!isApiError(error, 'practice_state')) throw error;
    }
  },
  record: ({ id }, body, key) =>
    read(
      api.POST('/api/practice/{practice_id}/outcome', {
        params: { path: { practice_id: id }, header: { 'Idempotency-Key': key } },
        body,
      }),
    ),
  snapshot: ['practice'],
};
