import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { afresh } from '../api/afresh';
import { useFeed } from '../api/feed';
import type { FeedEvent, Health } from '../api/types';
import { messagesQuery } from './Messages';
import { alertsQuery, campaignsQuery, followUpQuery, listsQuery, snapshotQuery } from './queries';
import { fold, type Room, start } from './room';

/** A burst of changes asks for one snapshot, not for one each. */
const REFRESH_PAUSE_MS = 1_000;

const toldOfMessages = new Set(['message.sent', 'message.read']);
const toldOfAlerts = new Set(['alert.raised', 'alert.seen', 'quota.lifted']);

/** Promises and supervisors' acts; every one of them is rare beside calls and outcomes. */
const toldOfActs =
  /^(callback|team|site|contacts|quota)\.|^campaign\.(ordered|given|state_changed)$|^call_list\.(given|attached)$|^hand_out\.ended$/;

/** The room, live. Events that came while a snapshot was under way are folded into it again. */
export function useRoom() {
  const client = useQueryClient();
  const { data: snapshot, error, refetch, dataUpdatedAt } = useQuery(snapshotQuery);
  const [room, setRoom] = useState<Room | null>(null);
  const [health, setHealth] = useState<Health | null>(null);
  const log = useRef<FeedEvent[]>([]);

  useEffect(() => {
    if (!snapshot) return;
    log.current = log.current.filter(({ seq }) => seq > snapshot.after);
    setRoom(fold(start(snapshot, Date.now()), log.current));
  }, [snapshot]);

  const status = useFeed({
    after: snapshot?.after ?? null,
    onBatch: (events) => {
      log.current.push(...events);
      setRoom((before) => before && fold(before, events));
      if (events.some(({ action }) => toldOfAlerts.has(action))) {
        void afresh(client, alertsQuery);
      }
      if (events.some(({ action }) => toldOfActs.test(action))) {
        void afresh(client, followUpQuery);
      }
      if (events.some(({ action }) => toldOfMessages.has(action))) {
        void afresh(client, messagesQuery);
      }
    },
    onReload: () => void client.invalidateQueries(snapshotQuery),
    onHealth: (told) => {
      setHealth(told);
      void afresh(client, alertsQuery);
    },
  });

  const stale = room?.stale ?? false;
  useEffect(() => {
    if (!stale) return;
    const timer = window.setTimeout(() => {
      void client.invalidateQueries(snapshotQuery);
      void client.invalidateQueries(campaignsQuery);
      void client.invalidateQueries(listsQuery);
    }, REFRESH_PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [stale, client]);

  return { room, status, health, error, refetch, updatedAt: dataUpdatedAt };
}
