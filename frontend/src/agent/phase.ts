/** What the agent is doing, read from the server's snapshot, and what the one big button does in it. Pure. */
import type { Call, HandOut, OutcomeChoice, Workstation } from '../api/types';

export type Phase =
  | 'offline'
  | 'idle'
  | 'pause'
  | 'preparing'
  | 'calling'
  | 'talking'
  | 'on_hold'
  | 'wrap_up';
export type MainAction = 'start' | 'next' | 'resume' | 'call' | 'hang_up' | 'retrieve' | 'record';

/** What of a workstation says where somebody stands; a practice call has just this. */
export type AtWork = Pick<Workstation, 'state' | 'hand_out'>;

export function phaseOf(workstation: AtWork): Phase {
  const { hand_out: handOut, state } = workstation;
  if (!handOut) {
    if (state.name === 'offline') return 'offline';
    return state.name === 'pause' ? 'pause' : 'idle';
  }
  if (!handOut.call) return 'preparing';
  switch (handOut.call.state) {
    case 'requested':
    case 'ringing':
      return 'calling';
    case 'answered':
      return handOut.call.held_at ? 'on_hold' : 'talking';
    case 'ended':
      return 'wrap_up';
  }
}

export function mainActionOf(phase: Phase): MainAction {
  switch (phase) {
    case 'offline':
      return 'start';
    case 'idle':
      return 'next';
    case 'pause':
      return 'resume';
    case 'preparing':
      return 'call';
    case 'calling':
    case 'talking':
      return 'hang_up';
    case 'on_hold':
      return 'retrieve';
    case 'wrap_up':
      return 'record';
  }
}

/** Since when the phase lasts, as the server's clock says. */
export function sinceOf(workstation: AtWork): string {
  const call = workstation.hand_out?.call;
  switch (call?.state) {
    case 'ended':
      return call.ended_at ?? workstation.state.since;
    case 'answered':
      return call.held_at ?? call.answered_at ?? workstation.state.since;
    case 'ringing':
      return call.ringing_at ?? call.requested_at;
    case 'requested':
      return call.requested_at;
    default:
      return workstation.state.since;
  }
}

/** The outcome that the end of the call itself suggests (nobody answered, busy…). */
export function suggested(outcomes: OutcomeChoice[], call: Call | null): OutcomeChoice | undefined {
  if (call?.state !== 'ended') return undefined;
  return outcomes.find(({ code }) => code === call.result);
}

/** Outcomes by group, in the server's order of groups and of outcomes inside them. */
export function byGroup(outcomes: OutcomeChoice[]): [string, OutcomeChoice[]][] {
  const groups = new Map<string, OutcomeChoice[]>();
  for (const outcome of outcomes) {
    groups.set(outcome.group, [...(groups.get(outcome.group) ?? []), outcome]);
  }
  return [...groups];
}

/** The outcome for "does not want to be called again". */
export function objectionOf(outcomes: OutcomeChoice[]): OutcomeChoice | undefined {
  return outcomes.find(({ group }) => group === 'opposition');
}

/** An outcome tells how a call went: until somebody answers or the line ends there is none to record. */
export function canRecord(phase: Phase): boolean {
  return phase === 'talking' || phase === 'wrap_up';
}

/** The outcomes that fit how the call went so far. */
export function fitting({ outcomes, call }: HandOut): OutcomeChoice[] {
  if (!call) return [];
  return outcomes.filter(({ reached }) => reached === (call.answered_at !== null));
}
