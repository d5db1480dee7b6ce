/**
 * The live feed: one WebSocket that continues after the last journal entry the page has seen.
 * It reconnects with a growing pause and says whether what is on the screen is live.
 */
import { useEffect, useRef, useState } from 'react';
import { api } from './client';
import { paced } from './paced';
import { sessionGate } from './session-gate';
import type { FeedEvent, FeedFrame, Health } from './types';

/** The server's close code for a session that is over. */
const SESSION_ENDED = 4401;
/** The server sends at least an empty batch every 20 s: silence beyond this is a dead line. */
const SILENCE_MS = 45_000;

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

export type FeedStatus = 'connecting' | 'live' | 'not_live';

export interface FeedOptions {
  /** Continue after this entry; null = wait (the snapshot is still loading); what comes from now on. */
  after: number | 'now' | null;
  /** At most ten times a second, in order, each entry exactly once. */
  onBatch: (events: FeedEvent[]) => void;
  /** The server can't continue from where we are: load the snapshot again. */
  onReload: () => void;
  /** Staff are told whether the vault answers and the journal is sealed in time. */
  onHealth?: (health: Health) => void;
}

/** Pause before attempt n (0, 1, …): doubles, with some jitter so that pages don't come back all at once. */
export function pauseBefore(attempt: number, random: number = Math.random()): number {
  const full = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
  return full * (0.75 + random / 2);
}

/** What of a batch is new after `seen`. */
export function fresh(events: FeedEvent[], seen: number): FeedEvent[] {
  return events.filter((event) => event.seq > seen);
}

export function useFeed({ after, onBatch, onReload, onHealth }: FeedOptions): FeedStatus {
  const [status, setStatus] = useState<FeedStatus>('connecting');
  const handlers = useRef({ onBatch, onReload, onHealth });
  handlers.current = { onBatch, onReload, onHealth };
  const seen = useRef(0);
  const started = after !== null;
  if (typeof after === 'number' && after > seen.current) seen.current = after;
  const fromNow = after === 'now';

  useEffect(() => {
    if (!started) return;
    let socket: WebSocket | null = null;
    let timer: number | undefined;
    let silence: number | undefined;
    let attempt = 0;
    let stopped = false;

    const events = paced<FeedEvent>((batch) => handlers.current.onBatch(batch));

    const heard = () => {
      window.clearTimeout(silence);
      silence = window.setTimeout(() => socket?.close(), SILENCE_MS);
    };

    const receive = (frame: FeedFrame) => {
      switch (frame.type) {
        case 'hello':
          attempt = 0;
          if (fromNow && seen.current === 0) {
            // What was loaded before this moment may lack what happened until it.
            seen.current = frame.seq;
            handlers.current.onReload();
          }
          setStatus('live');
          return;
        case 'batch': {
          const news = fresh(frame.events, seen.current);
          seen.current = Math.max(seen.current, frame.seq);
          if (news.length > 0) events.put(news);
          return;
        }
        case 'health':
          handlers.current.onHealth?.(frame);
          return;
        case 'reload':
          events.flush();
          seen.current = frame.seq;
          handlers.current.onReload();
          return;
        default:
          frame satisfies never;
      }
    };

    const connect = () => {
      const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
      const place = fromNow && seen.current === 0 ? '' : `?after=${seen.current}`;
      socket = new WebSocket(`${scheme}://${location.host}/api/feed${place}`);
      socket.onmessage = (message) => {
        heard();
        receive(JSON.parse(message.data as string) as FeedFrame);
      };
      socket.onclose = (closed) => {
        window.clearTimeout(silence);
        if (stopped) return;
        setStatus('not_live');
        if (closed.code === SESSION_ENDED) {
          void sessionGate.ended().then((again) => again && !stopped && connect());
          return;
        }
        // A refused handshake tells a browser nothing: asking who we are finds out whether the session is over.
        if (attempt > 0 && !sessionGate.isOpen()) api.GET('/api/me').catch(() => undefined);
        timer = window.setTimeout(connect, pauseBefore(attempt));
        attempt += 1;
      };
    };

    const comeBackNow = () => {
      if (socket?.readyState !== WebSocket.CLOSED) return;
      window.clearTimeout(timer);
      attempt = 0;
      connect();
    };

    connect();
    window.addEventListener('online', comeBackNow);
    return () => {
      stopped = true;
      events.flush();
      window.clearTimeout(timer);
      window.clearTimeout(silence);
      window.removeEventListener('online', comeBackNow);
      socket?.close();
    };
  }, [started, fromNow]);

  return status;
}
