/** Hands on what comes at most so often, in order and without loss: the first at once, what follows together. */

/** A slow PC draws a room of five hundred smoothly at ten changes a second, and not at a hundred. */
export const BEAT_MS = 100;

export interface Paced<T> {
  put: (items: readonly T[]) => void;
  /** Hands on what waits now. */
  flush: () => void;
}

export function paced<T>(deliver: (items: T[]) => void, beat = BEAT_MS): Paced<T> {
  let waiting: T[] = [];
  let last = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length === 0) return;
    const items = waiting;
    waiting = [];
    last = performance.now();
    deliver(items);
  };
  const put = (items: readonly T[]) => {
    waiting.push(...items);
    if (timer !== undefined) return;
    const wait = last + beat - performance.now();
    if (wait <= 0) flush();
    else timer = setTimeout(flush, wait);
  };
  return { put, flush };
}
