import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { afresh } from '../api/afresh';
import { useFeed } from '../api/feed';
import { campaignQuery } from './queries';

/** A busy campaign asks for its figures at most so often. */
const PAUSE_MS = 1_000;
const TOUCHES = /^(outcome|hand_out|call_list|callback|campaign|appointment)\./;

/** Progress, reasons, forecast and results of a campaign follow what happens in it. */
export function useLiveCampaign(id: string) {
  const client = useQueryClient();
  const timer = useRef<number | undefined>(undefined);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const again = () => {
    if (timer.current !== undefined) return;
    timer.current = window.setTimeout(() => {
      timer.current = undefined;
      void afresh(client, campaignQuery(id));
      void afresh(client, { queryKey: ['appointments', id] });
    }, PAUSE_MS);
  };
  return useFeed({
    after: 'now',
    onBatch: (events) => {
      const mine = (event: (typeof events)[number]) =>
        !('campaign_id' in event) || event.campaign_id === id;
      if (events.some((event) => TOUCHES.test(event.action) && mine(event))) again();
    },
    onReload: again,
  });
}
