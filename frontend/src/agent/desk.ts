/** Which page the agent works at: one at a time, whatever windows and workstations are open. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { api } from '../api/client';
import { isApiError } from '../api/errors';
import type { Workstation } from '../api/types';
import { useErrorToast } from '../shared/ui/errors';
import { workstationQuery } from './queries';

/** Made anew at each load, so that a window that was duplicated is another page. */
const here = crypto.randomUUID();
const PLACE = 'desk';

/** What moves a contact is taken from the page where the work is, and from no other. */
api.use({
  onRequest({ request }) {
    request.headers.set('X-Desk', here);
  },
});

export interface Place {
  elsewhere: boolean;
  takeOver: () => void;
  busy: boolean;
}

/**
 * Sits down by itself where nobody sits, and at its first look also where this very window sat before it was loaded
 * again or where nothing is in hand. Elsewhere it waits to be told.
 */
export function usePlace({ desk, hand_out: handOut }: Workstation): Place {
  const client = useQueryClient();
  const toast = useErrorToast();
  const looked = useRef(false);
  const holding = handOut !== null;
  const { mutate, isPending } = useMutation({
    mutationFn: (instead: string | null) =>
      api.POST('/api/workstation/desk', { body: { desk: here, instead } }),
    onSuccess: () => sessionStorage.setItem(PLACE, here),
    // Another window was quicker: the next snapshot says so.
    onError: (error) => isApiError(error, 'desk_taken') || toast(error),
    onSettled: () => client.invalidateQueries(workstationQuery),
  });
  useEffect(() => {
    const first = !looked.current;
    looked.current = true;
    const free = desk === null || (first && (!holding || desk === sessionStorage.getItem(PLACE)));
    if (desk !== here && free) mutate(desk);
  }, [desk, holding, mutate]);
  return {
    elsewhere: desk !== null && desk !== here && !isPending,
    takeOver: () => mutate(desk),
    busy: isPending,
  };
}
