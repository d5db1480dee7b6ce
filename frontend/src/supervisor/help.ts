/** Who needs somebody now, and which of it has been taken care of at this screen. */
import { useState } from 'react';
import type { HelpRequest, Room } from './room';

const STORED = 'callcenter.help-seen';

/** Requests told by the feed, and pauses “for help”, which also survive a reload of the page. */
export function openRequests(room: Room, seen: ReadonlySet<string>): HelpRequest[] {
  const paused = room.agents
    .filter(({ state, pause_reason }) => state === 'pause' && pause_reason === 'help')
    .map(
      (agent): HelpRequest => ({
        id: `pause:${agent.id}:${agent.since}`,
        at: agent.since,
        agent_id: agent.id,
        about: 'question',
        reference: null,
      }),
    );
  const urgent = (request: HelpRequest) => (request.about === 'question' ? 1 : 0);
  return [...room.help, ...paused]
    .filter(({ id }) => !seen.has(id))
    .sort((a, b) => urgent(a) - urgent(b) || a.at.localeCompare(b.at));
}

function stored(): string[] {
  const value: unknown = JSON.parse(sessionStorage.getItem(STORED) ?? '[]');
  return Array.isArray(value) ? value.filter((id) => typeof id === 'string') : [];
}

export function useSeen() {
  const [seen, setSeen] = useState<ReadonlySet<string>>(() => new Set(stored()));
  const see = (id: string) => {
    const next = [...seen, id].slice(-200);
    sessionStorage.setItem(STORED, JSON.stringify(next));
    setSeen(new Set(next));
  };
  return [seen, see] as const;
}
