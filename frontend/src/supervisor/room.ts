/**
 * The room as the dashboard shows it: a snapshot with every later event of the feed folded in. Pure.
 * Snapshot plus events is the same as a fresh snapshot, except what events cannot tell (an agent or campaign not seen before, a correction of something no longer in sight, a new day):
 * then `stale` says that a fresh snapshot is due.
 */
import type { FeedEvent } from '../api/types';
import { dayKey } from '../shared/format';
import {
  type AgentMoved,
  type AgentTile,
  type AlertMoved,
  type CallMoved,
  isRoomEvent,
  type OutcomeRecorded,
  type RoomEvent,
  type Snapshot,
} from './events';

export interface Room extends Snapshot {
  /** Calendar day of the snapshot at the site. */
  day: string;
  /** Who is who; the same object until the next snapshot. */
  names: Record<string, string>;
  stale: boolean;
  /** The newest event that moves contacts: what the server counts of them may be asked for anew. */
  moved: number;
}

const MOVES_CONTACTS = /^(hand_out|outcome|call_list|callback|campaign|contacts)\.|^site\.closed/;
const RECENT = 30;
const LAST = 3;
/** The offer was not argued in these groups (the same rule as the server's). */
const NOT_ARGUED = new Set(['not_reached', 'invalid', 'contact', 'not_argued']);
const AWAY = new Set<AgentTile['state']>(['offline', 'pause']);
const WITHOUT_CONTACT = new Set<AgentTile['state']>(['offline', 'available', 'pause']);

export function start(snapshot: Snapshot, now: number): Room {
  return {
    ...snapshot,
    day: dayKey(now, snapshot.site_zone),
    names: Object.fromEntries(snapshot.agents.map((agent) => [agent.id, agent.display_name])),
    stale: false,
    moved: snapshot.after,
  };
}

export function fold(room: Room, events: readonly FeedEvent[]): Room {
  return events.reduce<Room>((before, event) => {
    if (event.seq <= before.after) return before;
    const after = before.also.includes(event.id) ? before : step(before, event);
    const moved = MOVES_CONTACTS.test(event.action) ? event.seq : before.moved;
    return { ...after, after: event.seq, moved };
  }, room);
}

function step(room: Room, event: FeedEvent | RoomEvent): Room {
  if (!isRoomEvent(event)) return room;
  if (dayKey(event.at, room.site_zone) > room.day) return { ...room, stale: true };
  switch (event.action) {
    case 'agent.state_changed':
      return agentMoved(room, event);
    case 'agent.pause_asked':
      return changeAgent(room, event.agent_id, (agent) => ({
        ...agent,
        pause_due: event.at_once ? null : event.reason,
        paused_by_staff: true,
      }));
    case 'agent.pause_lifted':
      return changeAgent(room, event.agent_id, (agent) => ({
        ...agent,
        pause_due: null,
        paused_by_staff: false,
      }));
    case 'account.locked':
      return changeAgent(room, event.agent_id, (agent) => ({ ...agent, locked: event.locked }));
    case 'agent.time_warned':
      return changeAgent(room, event.agent_id, (agent) => ({
        ...agent,
        warned: event.warnings,
      }));
    case 'shift.opened':
    case 'shift.closed':
    case 'site.options_changed':
    case 'companion.began':
    case 'companion.ended':
    case 'companion.wanted':
      return { ...room, stale: true };
    case 'script.step_shown':
      return changeAgent(room, event.agent_id, (agent) => ({ ...agent, step: event.title }));
    case 'alert.raised':
      return alertMoved(room, event, (known) => [...known, event.kind].sort());
    case 'alert.seen':
      return alertMoved(room, event, (known) => known.filter((kind) => kind !== event.kind));
    case 'call.state_changed':
      return callMoved(room, event);
    case 'outcome.recorded':
      return outcomeRecorded(room, event);
    case 'campaign.state_changed':
      return { ...room, campaigns: moved(room, event.campaign_id, event.state), stale: true };
    case 'hand_out.started':
    case 'hand_out.ended':
      return room;
    default:
      event satisfies {
        action: `campaign.${string}` | `call_list.${string}` | 'contacts.reopened';
      };
      return { ...room, stale: true };
  }
}

function moved(room: Room, id: string, state: Room['campaigns'][number]['state']) {
  return room.campaigns.map((campaign) => (campaign.id === id ? { ...campaign, state } : campaign));
}

function changeAgent(room: Room, id: string, change: (tile: AgentTile) => AgentTile): Room {
  if (!room.agents.some((agent) => agent.id === id)) return { ...room, stale: true };
  return { ...room, agents: room.agents.map((agent) => (agent.id === id ? change(agent) : agent)) };
}

function agentMoved(room: Room, event: AgentMoved): Room {
  return changeAgent(room, event.agent_id, (agent) => ({
    ...agent,
    state: event.state,
    since: event.at,
    pause_reason: event.pause_reason,
    pause_due: AWAY.has(event.state) ? null : agent.pause_due,
    campaign_id: event.campaign_id,
    // Moves within one contact do not repeat its reference.
    reference: WITHOUT_CONTACT.has(event.state) ? null : (event.reference ?? agent.reference),
    // A new contact begins its script anew.
    step: WITHOUT_CONTACT.has(event.state) || event.reference ? null : agent.step,
  }));
}

type Kinds = AgentTile['alerts'];

function alertMoved(room: Room, event: AlertMoved, change: (known: Kinds) => Kinds): Room {
  const { agent_id: id } = event;
  if (id === null || !room.agents.some((agent) => agent.id === id)) return room;
  return changeAgent(room, id, (agent) => ({ ...agent, alerts: change(agent.alerts) }));
}

const hours = new Map<string, Intl.DateTimeFormat>();

export function hourOf(at: string, zone: string): number {
  let form = hours.get(zone);
  if (!form) {
    form = new Intl.DateTimeFormat('en', { timeZone: zone, hour: '2-digit', hourCycle: 'h23' });
    hours.set(zone, form);
  }
  return Number(form.format(new Date(at)));
}

type Figures = Snapshot['today'];
type Hour = Figures['by_hour'][number];

function addToHour(today: Figures, hour: number, more: Partial<Omit<Hour, 'hour'>>): Hour[] {
  const old = today.by_hour.find((each) => each.hour === hour);
  const sum: Hour = {
    hour,
    calls: (old?.calls ?? 0) + (more.calls ?? 0),
    outcomes: (old?.outcomes ?? 0) + (more.outcomes ?? 0),
    positive: (old?.positive ?? 0) + (more.positive ?? 0),
  };
  const others = today.by_hour.filter((each) => each.hour !== hour);
  return [...others, sum].sort((a, b) => a.hour - b.hour);
}

function callMoved(room: Room, event: CallMoved): Room {
  const { today } = room;
  switch (event.state) {
    case 'requested': {
      const by_hour = addToHour(today, hourOf(event.at, room.site_zone), { calls: 1 });
      const counted = {
        ...room,
        today: { ...today, attempts: today.attempts + 1, by_hour },
        campaigns: room.campaigns.map((campaign) =>
          campaign.id === event.campaign_id
            ? { ...campaign, today: { ...campaign.today, attempts: campaign.today.attempts + 1 } }
            : campaign,
        ),
      };
      return changeAgent(counted, event.agent_id, (agent) => ({
        ...agent,
        calls: agent.calls + 1,
      }));
    }
    default:
      return room;
  }
}

type Counted = Snapshot['recent'][number];

type Counts = Snapshot['campaigns'][number]['today'];

/** The counts with one outcome more (or, with -1, less), as the server counts a row. */
function withOutcome<T extends Counts>(counts: T, outcome: Counted, sign: 1 | -1): T {
  const reached = outcome.reached ? sign : 0;
  return {
    ...counts,
    records: counts.records + sign,
    contacts: counts.contacts + reached,
    positive: counts.positive + (outcome.positive ? sign : 0),
    talks: counts.talks + reached,
    talk_seconds: counts.talk_seconds + sign * outcome.talk_seconds,
    wrap_seconds: counts.wrap_seconds + sign * outcome.wrap_seconds,
    work_seconds: counts.work_seconds + sign * outcome.work_seconds,
    argued: counts.argued + (NOT_ARGUED.has(outcome.group) ? 0 : sign),
  };
}

/** Adds (or, with -1, takes back) one outcome everywhere it is counted. */
function count(room: Room, outcome: Counted, sign: 1 | -1): Room {
  const { today } = room;
  const positive = outcome.positive ? sign : 0;
  const groups = { ...today.by_group };
  groups[outcome.group] = (groups[outcome.group] ?? 0) + sign;
  if (groups[outcome.group] === 0) delete groups[outcome.group];
  const change = { outcomes: sign, positive };
  const counted: Room = {
    ...room,
    campaigns: room.campaigns.map((campaign) =>
      campaign.id === outcome.campaign_id
        ? { ...campaign, today: withOutcome(campaign.today, outcome, sign) }
        : campaign,
    ),
    today: {
      ...withOutcome(today, outcome, sign),
      by_group: groups,
      by_hour: addToHour(today, hourOf(outcome.at, room.site_zone), change),
    },
  };
  return changeAgent(counted, outcome.agent_id, (agent) => ({
    ...agent,
    outcomes: agent.outcomes + sign,
    positive: agent.positive + positive,
  }));
}

function outcomeRecorded(room: Room, event: OutcomeRecorded): Room {
  const before = room.recent.find(({ outcome_id }) => outcome_id === event.corrects);
  if (event.corrects && !before) return { ...room, stale: true };
  const without = before ? count(room, before, -1) : room;
  const { outcome_id, at, agent_id, campaign_id, code, group, positive, reached, reference } =
    event;
  const { talk_seconds, wrap_seconds, work_seconds } = event;
  const what = { outcome_id, at, agent_id, campaign_id, code, group, positive, reached, reference };
  const entry = { ...what, talk_seconds, wrap_seconds, work_seconds };
  const others = room.recent.filter((each) => each !== before);
  const counted = { ...count(without, event, 1), recent: [entry, ...others].slice(0, RECENT) };
  const told = changeAgent(counted, agent_id, (agent) => ({
    ...agent,
    last: [
      { outcome_id, code, positive },
      ...agent.last.filter((each) => each.outcome_id !== event.corrects),
    ].slice(0, LAST),
  }));
  // What comes into sight below a corrected one is known to the server alone.
  return event.corrects ? { ...told, stale: true } : told;
}
