/** Role-plays: the apprentice's invitation and desk, the trainer's stage, and what both sides do. */
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Line } from '../agent/line';
import { debriefQuery } from '../agent/practice/queries';
import { api, read } from '../api/client';
import { isApiError } from '../api/errors';
import { type FeedStatus, useFeed } from '../api/feed';
import type { components } from '../api/schema';
import type { FeedEvent } from '../api/types';
import { useErrorToast } from '../shared/ui/errors';

type Schemas = components['schemas'];
export type RolePlayDesk = Schemas['RolePlayDesk'];
export type RolePlay = Schemas['RolePlayRead'];
export type RolePlayBrief = Schemas['RolePlayBrief'];
export type Mood = RolePlay['mood'];
export type Mark = Schemas['RolePlayMarks']['marks'][string];
type ApprenticeAct = Schemas['ApprenticeAct'];
type CustomerAct = Schemas['CustomerAct'];

const HEARTBEAT_MS = 20_000;

const of = (id: string) => ({ params: { path: { role_play_id: id } } });

/** Whether something in a batch is about role-plays. */
export const aboutRolePlay = (events: FeedEvent[]) =>
  events.some(({ action }) => action.startsWith('role_play.'));

// --- the apprentice ---------------------------------------------------------------------------------

export const callQuery = queryOptions({
  queryKey: ['role-play'],
  queryFn: () => read(api.GET('/api/role-play')),
  staleTime: 0,
});

const deskQuery = (id: string) =>
  queryOptions({
    queryKey: ['role-play', id],
    queryFn: () => read(api.GET('/api/role-play/{role_play_id}', of(id))),
    staleTime: 0,
  });

/** Accepts or declines. */
export function useJoin(id: string | undefined) {
  const client = useQueryClient();
  const toast = useErrorToast();
  return useMutation({
    mutationFn: (accept: boolean) =>
      read(api.POST('/api/role-play/{role_play_id}/join', { ...of(id ?? ''), body: { accept } })),
    onSuccess: (now) => client.setQueryData(callQuery.queryKey, now),
    onError: (error) => {
      toast(error);
      void client.invalidateQueries({ ...callQuery, exact: true });
    },
  });
}

/** The desk, live: what the trainer says as the customer comes by the feed. */
export function useRolePlayDesk(id: string) {
  const client = useQueryClient();
  const again = () => {
    void client.invalidateQueries(deskQuery(id));
    // The marks may come while this page still stands.
    void client.invalidateQueries(debriefQuery(id));
  };
  const status = useFeed({
    after: 'now',
    onBatch: (events) => aboutRolePlay(events) && again(),
    onReload: again,
  });
  useBeat(() => api.POST('/api/role-play/{role_play_id}/heartbeat', of(id)));
  return { ...useQuery(deskQuery(id)), status };
}

export type Doing = Omit<ApprenticeAct, 'id' | 'codes'> & {
  id?: string;
  codes?: ApprenticeAct['codes'];
};

/** What the apprentice does; each answer is the whole desk anew. Sent again with its id it is done once. */
export function useTurns(id: string) {
  const client = useQueryClient();
  const toast = useErrorToast();
  const key = deskQuery(id).queryKey;
  const one = {
    scope: { id: `role-play ${id}` },
    onSuccess: (desk: RolePlayDesk) => client.setQueryData(key, desk),
    onError: (error: Error) => {
      toast(error);
      void client.invalidateQueries({ queryKey: key, exact: true });
    },
  };
  const send = ({ id: own, codes, ...body }: Doing) => turn(id, own, { ...body, codes });
  return {
    act: useMutation({ mutationFn: send, ...one }),
    say: useMutation({ mutationFn: send, ...one }),
    // What was refused stands under the words themselves.
    own: useMutation({ mutationFn: send, scope: one.scope, onSuccess: one.onSuccess }),
    tick: useMutation({
      mutationFn: (codes: ApprenticeAct['codes']) => turn(id, undefined, { kind: 'tick', codes }),
      ...one,
    }),
    leave: useMutation({
      mutationFn: () => api.POST('/api/role-play/{role_play_id}/leave', of(id)),
      onSuccess: () => {
        client.removeQueries({ queryKey: key, exact: true });
        client.setQueryData(callQuery.queryKey, { call: null });
      },
      onError: toast,
    }),
  };
}

const turn = (
  id: string,
  own: string | undefined,
  body: Omit<Doing, 'id'>,
): Promise<RolePlayDesk> =>
  read(
    api.POST('/api/role-play/{role_play_id}/turn', {
      ...of(id),
      body: { ...body, codes: body.codes ?? [], id: own ?? crypto.randomUUID() },
    }),
  );

/** The desk's line to a customer whom the trainer plays. */
export const rolePlayLine: Line = {
  slots: (id) => read(api.GET('/api/role-play/{role_play_id}/slots', of(id))),
  callbackTimes: (id) => read(api.GET('/api/role-play/{role_play_id}/callback-times', of(id))),
  hangUp: async ({ id, call }) => {
    if (!call || call.state === 'ended') return;
    try {
      await turn(id, undefined, { kind: 'hang_up' });
    } catch (error) {
      if (!isApiError(error, 'role_play_state')) throw error;
    }
  },
  record: ({ id }, body, key) =>
    read(
      api.POST('/api/role-play/{role_play_id}/outcome', {
        params: { path: { role_play_id: id }, header: { 'Idempotency-Key': key } },
        body,
      }),
    ),
  snapshot: ['role-play'],
};

// --- the trainer ------------------------------------------------------------------------------------

export const rolePlaysQuery = queryOptions({
  queryKey: ['role-plays'],
  queryFn: () => read(api.GET('/api/role-plays')),
  staleTime: 0,
});

const stageQuery = (id: string) =>
  queryOptions({
    queryKey: ['role-plays', id],
    queryFn: () => read(api.GET('/api/role-plays/{role_play_id}', of(id))),
    staleTime: 0,
  });

export const invite = (id: string, agent: string, scenario: string): Promise<RolePlay> =>
  read(api.POST('/api/role-plays', { body: { id, agent_id: agent, scenario } }));

/** The stage, live: what the apprentice says and does comes by the feed. */
export function useStage(id: string): {
  data: RolePlay | undefined;
  error: Error | null;
  refetch: () => void;
  status: FeedStatus;
} {
  const client = useQueryClient();
  const again = () => void client.invalidateQueries(stageQuery(id));
  const status = useFeed({
    after: 'now',
    onBatch: (events) =>
      events.some((event) => 'role_play_id' in event && event.role_play_id === id) && again(),
    onReload: again,
  });
  useBeat(() => api.POST('/api/role-plays/{role_play_id}/heartbeat', of(id)));
  const { data, error, refetch } = useQuery(stageQuery(id));
  return { data, error, refetch: () => void refetch(), status };
}

export type Playing = Omit<CustomerAct, 'id' | 'wording'> & { id?: string; wording?: number };

/** What the trainer does; each answer is the whole stage anew. */
export function usePlays(id: string) {
  const client = useQueryClient();
  const toast = useErrorToast();
  const key = stageQuery(id).queryKey;
  const one = {
    scope: { id: `stage ${id}` },
    onSuccess: (stage: RolePlay) => client.setQueryData(key, stage),
    onError: (error: Error) => {
      toast(error);
      void client.invalidateQueries({ queryKey: key, exact: true });
    },
  };
  const send = ({ id: own, wording, ...body }: Playing) =>
    read(
      api.POST('/api/role-plays/{role_play_id}/act', {
        ...of(id),
        body: { ...body, wording: wording ?? 0, id: own ?? crypto.randomUUID() },
      }),
    );
  return {
    act: useMutation({ mutationFn: send, ...one }),
    own: useMutation({ mutationFn: send, scope: one.scope, onSuccess: one.onSuccess }),
    mark: useMutation({
      mutationFn: (body: { marks: Record<string, Mark>; comment: string | null }) =>
        read(api.PUT('/api/role-plays/{role_play_id}/marks', { ...of(id), body })),
      ...one,
    }),
    withdraw: useMutation({
      mutationFn: () => read(api.POST('/api/role-plays/{role_play_id}/withdraw', of(id))),
      ...one,
    }),
    give: useMutation({
      mutationFn: () => read(api.POST('/api/role-plays/{role_play_id}/give', of(id))),
      ...one,
    }),
  };
}

/** Says every few seconds that this side is there: a talk that one side has left ends by itself. */
function useBeat(beat: () => Promise<unknown>): void {
  const current = useRef(beat);
  useEffect(() => {
    const say = () => void current.current().catch(() => undefined);
    say();
    const timer = window.setInterval(say, HEARTBEAT_MS);
    return () => window.clearInterval(timer);
  }, []);
}
