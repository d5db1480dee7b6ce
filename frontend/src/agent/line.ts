/**
 * What stands behind the desk: real calls, or a simulated customer. The parts of the desk that need more than the
 * hand-out itself (free times, recording, hanging up) ask the line; they are the same for both.
 */
import type { QueryKey } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { api, read } from '../api/client';
import type { CallbackTimes, HandOut, OutcomeCreate, OutcomeRead, Slot } from '../api/types';
import { hangUp, workstationQuery } from './queries';

export interface Line {
  slots: (id: string) => Promise<Slot[]>;
  callbackTimes: (id: string) => Promise<CallbackTimes>;
  hangUp: (handOut: HandOut) => Promise<void>;
  /** However often it is sent with the same key, it is recorded once. */
  record: (handOut: HandOut, body: OutcomeCreate, key: string) => Promise<OutcomeRead>;
  /** What is read anew after an outcome. */
  snapshot: QueryKey;
}

const of = (id: string) => ({ params: { path: { hand_out_id: id } } });

export const realLine: Line = {
  slots: (id) => read(api.GET('/api/hand-outs/{hand_out_id}/slots', of(id))),
  callbackTimes: (id) => read(api.GET('/api/hand-outs/{hand_out_id}/callback-times', of(id))),
  hangUp,
  record: (handOut, body, key) =>
    read(
      api.POST('/api/hand-outs/{hand_out_id}/outcome', {
        params: { path: { hand_out_id: handOut.id }, header: { 'Idempotency-Key': key } },
        body,
      }),
    ),
  snapshot: workstationQuery.queryKey,
};

const LineContext = createContext<Line>(realLine);

export const LineProvider = LineContext.Provider;

export const useLine = () => useContext(LineContext);
