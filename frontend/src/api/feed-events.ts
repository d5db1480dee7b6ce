/** The frames of the live feed. */
export interface FeedEvent {
  seq: number;
  id: string;
  at: string;
  action: string;
  [detail: string]: unknown;
}

export type FeedFrame =
  | { type: 'hello'; seq: number }
  | { type: 'batch'; seq: number; events: FeedEvent[] }
  | { type: 'reload'; seq: number };
