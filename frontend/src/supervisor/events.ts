/** What the feed tells staff, by the names of the journal. Anything else only moves the place forward. */
import type { components } from '../api/schema';
import type { FeedEvent } from '../api/types';

type Schemas = components['schemas'];
export type Snapshot = Schemas['Snapshot'];
export type AgentTile = Schemas['AgentTile'];
export type CampaignTile = Schemas['CampaignTile'];

interface Place {
  seq: number;
  id: number;
  at: string;
}

export interface AgentMoved extends Place {
  action: 'agent.state_changed';
  agent_id: string;
  state: AgentTile['state'];
  pause_reason: AgentTile['pause_reason'];
  campaign_id: string | null;
  reference: string | null;
}

export interface PauseAsked extends Place {
  action: 'agent.pause_asked';
  agent_id: string;
  reason: AgentTile['pause_due'];
  at_once: boolean;
}

export interface PauseLifted extends Place {
  action: 'agent.pause_lifted';
  agent_id: string;
}

export interface AccountLocked extends Place {
  action: 'account.locked';
  agent_id: string;
  locked: boolean;
}

export interface TimeWarned extends Place {
  action: 'agent.time_warned';
  agent_id: string;
  warnings: AgentTile['warned'];
}

/** Who is on shift, and who sits beside whom, is in the snapshot alone. */
export interface ShiftMoved extends Place {
  action:
    | 'shift.opened'
    | 'shift.closed'
    | 'site.options_changed'
    | 'companion.began'
    | 'companion.ended'
    | 'companion.wanted';
}

export interface StepShown extends Place {
  action: 'script.step_shown';
  agent_id: string;
  title: string;
}

export interface AlertMoved extends Place {
  action: 'alert.raised' | 'alert.seen';
  agent_id: string | null;
  kind: AgentTile['alerts'][number];
}

export interface CallMoved extends Place {
  action: 'call.state_changed';
  agent_id: string;
  campaign_id: string;
  state: 'requested' | 'ringing' | 'answered' | 'ended';
  result: string | null;
  /** Talking time, once it ended. */
  seconds: number | null;
}

export interface OutcomeRecorded extends Place {
  action: 'outcome.recorded';
  outcome_id: string;
  agent_id: string;
  campaign_id: string;
  code: string;
  group: string;
  positive: boolean;
  reached: boolean;
  reference: string;
  talk_seconds: number;
  wrap_seconds: number;
  work_seconds: number;
  corrects: string | null;
  corrected_positive: boolean | null;
}

export interface CampaignMoved extends Place {
  action: 'campaign.state_changed';
  campaign_id: string;
  state: CampaignTile['state'];
}

export interface RoomChanged extends Place {
  action:
    | 'campaign.changed'
    | 'campaign.ordered'
    | 'contacts.reopened'
    | 'call_list.imported'
    | 'call_list.attached'
    | 'call_list.failed'
    | 'call_list.cancelled'
    | 'call_list.removed';
}

/** They are told by the agent's own change of state as well. */
export interface HandOutMoved extends Place {
  action: 'hand_out.started' | 'hand_out.ended';
}

export type RoomEvent =
  | AgentMoved
  | PauseAsked
  | PauseLifted
  | AccountLocked
  | TimeWarned
  | ShiftMoved
  | StepShown
  | AlertMoved
  | CallMoved
  | OutcomeRecorded
  | CampaignMoved
  | RoomChanged
  | HandOutMoved;

const known = new Set<string>([
  'agent.state_changed',
  'agent.pause_asked',
  'agent.pause_lifted',
  'account.locked',
  'agent.time_warned',
  'shift.opened',
  'shift.closed',
  'site.options_changed',
  'companion.began',
  'companion.ended',
  'companion.wanted',
  'script.step_shown',
  'alert.raised',
  'alert.seen',
  'call.state_changed',
  'outcome.recorded',
  'campaign.state_changed',
  'campaign.changed',
  'campaign.ordered',
  'contacts.reopened',
  'call_list.imported',
  'call_list.attached',
  'call_list.failed',
  'call_list.cancelled',
  'call_list.removed',
  'hand_out.started',
  'hand_out.ended',
] satisfies RoomEvent['action'][]);

export function isRoomEvent(event: FeedEvent | RoomEvent): event is RoomEvent {
  return known.has(event.action);
}
