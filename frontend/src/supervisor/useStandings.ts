import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { api, read } from '../api/client';
import type { components } from '../api/schema';
import type { Room } from './room';

export type Standing = components['schemas']['CampaignStanding'];
export type Standings = Record<string, Standing>;

/** The server looks at every contact for it: a busy room asks at most so often. */
const PAUSE_MS = 2_000;
/** Once things are quiet it asks once more: the vault goes on weighing contacts for a moment after an event. */
const AFTERWARDS_MS = 8_000;

/**
 * Progress, who may be called now and the coming hours of each campaign, by its id. Asked for again after what moves
 * contacts, and at the moment when time alone changes it; never at intervals.
 */
export function useStandings(room: Room | null): Standings {
  const moved = room?.moved ?? null;
  const newest = useRef(moved);
  const [asked, setAsked] = useState(moved);
  useEffect(() => {
    newest.current = moved;
  }, [moved]);
  const behind = asked !== moved;
  useEffect(() => {
    if (!behind) return;
    const timer = window.setTimeout(
      () => setAsked(newest.current),
      asked === null ? 0 : PAUSE_MS, // The first look is not kept waiting.
    );
    return () => window.clearTimeout(timer);
  }, [behind, asked]);
  const { data, refetch } = useQuery({
    queryKey: ['standings', asked],
    queryFn: () =>
      read(api.GET('/api/supervision/campaigns', { params: { query: { after: asked ?? 0 } } })),
    enabled: asked !== null,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  useEffect(() => {
    if (asked === null) return;
    const timer = window.setTimeout(() => void refetch(), AFTERWARDS_MS);
    return () => window.clearTimeout(timer);
  }, [asked, refetch]);
  const changesAt = data?.changes_at;
  useEffect(() => {
    if (!changesAt) return;
    const wait = Math.max(PAUSE_MS, Date.parse(changesAt) - Date.now() + 500);
    const timer = window.setTimeout(() => void refetch(), wait);
    return () => window.clearTimeout(timer);
  }, [changesAt, refetch]);
  return useMemo(
    () => Object.fromEntries((data?.campaigns ?? []).map((each) => [each.id, each])),
    [data],
  );
}
