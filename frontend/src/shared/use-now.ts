/**
 * The moment, by the server's clock: a workstation's own may be wrong by minutes, and what is timed
 * (a call, a pause, a deadline) is written by the server.
 */
import { useSyncExternalStore } from 'react';

/** Below this the difference is the network's, not the clock's. */
const NOTICEABLE_MS = 2_000;

let skew = 0;

/** Takes the server's time from the Date header of one of its answers. */
export function hearServerTime(date: string | null): void {
  const heard = Date.parse(date ?? '') - Date.now();
  if (!Number.isNaN(heard)) skew = Math.abs(heard) > NOTICEABLE_MS ? heard : 0;
}

export function serverNow(): number {
  return Date.now() + skew;
}

const listeners = new Set<() => void>();
let timer: number | undefined;
let now = serverNow();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) {
    now = serverNow();
    timer = window.setInterval(() => {
      now = serverNow();
      for (const each of listeners) each();
    }, 1000);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.clearInterval(timer);
  };
}

/** The moment in milliseconds, once a second, one timer for the whole page. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}
