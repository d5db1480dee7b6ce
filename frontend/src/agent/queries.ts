/** The agent's server state: one snapshot, refreshed by the feed, and the actions that change it. */
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import { isApiError } from '../api/errors';
import { type FeedStatus, useFeed } from '../api/feed';
import type {
  Call,
  FeedEvent,
  HandOut,
  HelpAbout,
  NextContact,
  PauseReason,
  ReleaseReason,
  Workstation,
} from '../api/types';
import { toastDone, useErrorToast } from '../shared/ui/errors';
import type { Lapsed } from './lapsed';
import type { Line } from './line';

type Said = HandOut['script']['steps'][number]['duties'];

const POLL_WHILE_NOT_LIVE_MS = 4_000;
/** Four of them fit into the minute after which a silent page counts as left. */
const HEARTBEAT_MS = 15_000;

export const workstationQuery = queryOptions({
  queryKey: ['workstation'],
  queryFn: () => read(api.GET('/api/workstation')),
  staleTime: 0,
});

export const slotsQuery = (line: Line, handOutId: string) =>
  queryOptions({
    queryKey: ['slots', handOutId],
    queryFn: () => line.slots(handOutId),
    staleTime: 0,
  });

const APPOINTMENT_EVERY_MS = 10_000;

export const appointmentQuery = (handOutId: string) =>
  queryOptions({
    queryKey: ['appointment', handOutId],
    queryFn: () =>
      read(
        api.GET('/api/hand-outs/{hand_out_id}/appointment', {
          params: { path: { hand_out_id: handOutId } },
        }),
      ),
    staleTime: 0,
    // The centre or the partner may move it while the customer is on the line.
    refetchInterval: APPOINTMENT_EVERY_MS,
  });

export const callbackTimesQuery = (line: Line, handOutId: string) =>
  queryOptions({
    queryKey: ['callback-times', handOutId],
    queryFn: () => line.callbackTimes(handOutId),
  });

/** The snapshot, live; while it is not live, a light poll. */
export function useWorkstation() {
  const client = useQueryClient();
  const again = () => void client.invalidateQueries(workstationQuery);
  const news = (events: FeedEvent[]) => {
    again();
    if (events.some(({ action }) => action.startsWith('role_play.'))) {
      void client.invalidateQueries({ queryKey: ['role-play'], exact: true });
    }
  };
  const first = client.getQueryData(workstationQuery.queryKey)?.feed_after ?? null;
  const status: FeedStatus = useFeed({ after: first, onBatch: news, onReload: again });
  const query = useQuery({
    ...workstationQuery,
    refetchInterval: ({ state }) =>
      status === 'live' && state.status !== 'error' ? false : POLL_WHILE_NOT_LIVE_MS,
  });
  // A snapshot that can't be read again is as little live as a feed that is cut.
  return { ...query, status: query.isError ? ('not_live' as const) : status };
}

/** Tells the server that somebody is at this page, and that the contact is still in somebody's hands. */
export function useHeartbeat(present: boolean, handOutId: string | undefined): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!present) return;
    const beat = () =>
      (handOutId
        ? api.POST('/api/hand-outs/{hand_out_id}/heartbeat', {
            params: { path: { hand_out_id: handOutId } },
          })
        : api.POST('/api/workstation/heartbeat')
      ).catch(() => client.invalidateQueries(workstationQuery));
    const seen = () => document.visibilityState === 'visible' && void beat();
    const timer = window.setInterval(() => void beat(), HEARTBEAT_MS);
    document.addEventListener('visibilitychange', seen); // a hidden page is allowed few timers
    return () => {
      window.clearInterval(timer);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [present, handOutId, client]);
}

const ofHandOut = (handOut: HandOut) => ({ params: { path: { hand_out_id: handOut.id } } });

/** Every action that needs no form. A refusal shows its sentence; either way the truth is read again. */
export function useActions() {
  const client = useQueryClient();
  const toast = useErrorToast();
  const settled = {
    onError: toast,
    onSettled: () => client.invalidateQueries(workstationQuery),
  };
  const patch = (change: (known: Workstation) => Workstation) =>
    client.setQueryData(workstationQuery.queryKey, (known) => known && change(known));

  return {
    next: useMutation({
      mutationFn: (): Promise<NextContact> => read(api.POST('/api/workstation/next')),
      onSuccess: ({ hand_out }) => patch((known) => ({ ...known, hand_out })),
      ...settled,
    }),
    pause: useMutation({
      mutationFn: (reason: PauseReason) => api.POST('/api/workstation/pause', { body: { reason } }),
      ...settled,
    }),
    resume: useMutation({ mutationFn: () => api.POST('/api/workstation/resume'), ...settled }),
    leave: useMutation({ mutationFn: () => api.POST('/api/workstation/leave'), ...settled }),
    help: useMutation({
      mutationFn: (about: HelpAbout) => api.POST('/api/workstation/help', { body: { about } }),
      ...settled,
    }),
    call: useMutation({
      mutationFn: (handOut: HandOut) =>
        read(api.POST('/api/hand-outs/{hand_out_id}/call', ofHandOut(handOut))),
      onSuccess: (call) =>
        patch((known) => ({ ...known, hand_out: known.hand_out && { ...known.hand_out, call } })),
      ...settled,
    }),
    say: useMutation({
      mutationFn: ({ call, codes }: { call: Call; codes: Said }) =>
        read(
          api.POST('/api/calls/{call_id}/duties', {
            params: { path: { call_id: call.id } },
            body: { codes },
          }),
        ),
      onSuccess: (call) =>
        patch((known) => ({ ...known, hand_out: known.hand_out && { ...known.hand_out, call } })),
      ...settled,
    }),
    hold: useMutation({
      mutationFn: ({ call, held }: { call: Call; held: boolean }) => {
        const params = { path: { call_id: call.id } };
        return read(
          held
            ? api.POST('/api/calls/{call_id}/hold', { params })
            : api.POST('/api/calls/{call_id}/retrieve', { params }),
        );
      },
      onSuccess: (call) =>
        patch((known) => ({ ...known, hand_out: known.hand_out && { ...known.hand_out, call } })),
      ...settled,
    }),
    readMessage: useMutation({
      mutationFn: (id: string) =>
        api.POST('/api/workstation/messages/{message_id}/read', {
          params: { path: { message_id: id } },
        }),
      onSuccess: (_, id) =>
        patch((known) => ({
          ...known,
          messages: known.messages.filter((message) => message.id !== id),
        })),
      ...settled,
    }),
    hangUp: useMutation({ mutationFn: hangUp, ...settled }),
    release: useMutation({
      mutationFn: ({ handOut, reason }: { handOut: HandOut; reason: ReleaseReason }) =>
        api.POST('/api/hand-outs/{hand_out_id}/release', {
          ...ofHandOut(handOut),
          body: { reason },
        }),
      ...settled,
    }),
  };
}

/** Ends the call if there is a live one; one that ended meanwhile is as good. */
export async function hangUp(handOut: HandOut): Promise<void> {
  const { call } = handOut;
  if (!call || call.state === 'ended') return;
  try {
    await api.POST('/api/calls/{call_id}/hang-up', { params: { path: { call_id: call.id } } });
  } catch (error) {
    if (!isApiError(error, 'call_over')) throw error;
  }
}

/** What was typed too late goes to the supervisor; until the server has it, it stays where it is. */
export function useSendLapsed(onSent: () => void) {
  const { t } = useTranslation('network');
  const toast = useErrorToast();
  return useMutation({
    mutationFn: ({ handOut, code, note }: Lapsed) =>
      api.POST('/api/hand-outs/{hand_out_id}/late-note', {
        params: { path: { hand_out_id: handOut } },
        body: { code, note: note || null },
      }),
    onSuccess: () => {
      onSent();
      toastDone(t('lapsed.sent'));
    },
    onError: toast,
  });
}
