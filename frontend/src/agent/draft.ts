/**
 * The outcome being written: what is chosen and typed, what is still missing, what is sent.
 * It lives in the tab's session storage under its hand-out, so a reload or an ended session loses nothing.
 */
import type { OutcomeChoice, OutcomeCreate } from '../api/types';

type Loyalty = NonNullable<OutcomeCreate['loyalty']>;
type AfterSales = NonNullable<OutcomeCreate['after_sales']>;

export interface Draft {
  /** Sent as Idempotency-Key: however often this form is sent, it is recorded once. */
  readonly key: string;
  readonly code: string | null;
  readonly reason: string | null;
  readonly slotId: string | null;
  readonly decision: Loyalty['decision'] | null;
  readonly score: number | null;
  readonly caseKind: AfterSales['case_kind'] | null;
  readonly resolution: AfterSales['resolution'] | null;
  readonly satisfaction: number | null;
  readonly callbackAt: string | null;
  readonly callbackFor: 'me' | 'team';
  readonly note: string;
}

export type Field =
  | 'reason'
  | 'slot'
  | 'decision'
  | 'score'
  | 'case_kind'
  | 'resolution'
  | 'satisfaction'
  | 'callback_at';

export const NOTE_LENGTH = 240;

export function emptyDraft(): Draft {
  return {
    key: crypto.randomUUID(),
    code: null,
    reason: null,
    slotId: null,
    decision: null,
    score: null,
    caseKind: null,
    resolution: null,
    satisfaction: null,
    callbackAt: null,
    callbackFor: 'me',
    note: '',
  };
}

/** What the outcome already says about the decision, so that nobody is asked twice. */
const decided: Record<string, Loyalty['decision']> = {
  offer_accepted: 'accepted',
  kept: 'kept',
  terminated: 'terminated',
};

const resolved: Record<string, AfterSales['resolution']> = {
  solved: 'solved',
  escalated: 'escalated',
  return: 'return',
};

export function choose(draft: Draft, choice: OutcomeChoice): Draft {
  return {
    ...draft,
    code: choice.code,
    reason: choice.reasons.some(({ code }) => code === draft.reason) ? draft.reason : null,
    decision: decided[choice.code] ?? draft.decision,
    resolution: resolved[choice.code] ?? draft.resolution,
  };
}

/** Whether the form has to ask: the outcome itself may already say it. */
export function asksDecision(choice: OutcomeChoice): boolean {
  return !(choice.code in decided);
}

export function asksResolution(choice: OutcomeChoice): boolean {
  return !(choice.code in resolved);
}

const needed: Record<OutcomeChoice['needs'][number], Field[]> = {
  reason: ['reason'],
  slot: ['slot'],
  callback_at: ['callback_at'],
  loyalty: ['decision'],
  after_sales: ['case_kind', 'resolution'],
};

/** Outcomes that are about the figure itself; elsewhere the question may have been left out. */
const measured: Record<string, Field> = { satisfied: 'score', survey_complete: 'satisfaction' };

export function mustMeasure(choice: OutcomeChoice): boolean {
  return choice.code in measured;
}

function filled(draft: Draft, field: Field): boolean {
  switch (field) {
    case 'reason':
      return draft.reason !== null;
    case 'slot':
      return draft.slotId !== null;
    case 'decision':
      return draft.decision !== null;
    case 'score':
      return draft.score !== null;
    case 'case_kind':
      return draft.caseKind !== null;
    case 'resolution':
      return draft.resolution !== null;
    case 'satisfaction':
      return draft.satisfaction !== null;
    case 'callback_at':
      return draft.callbackAt !== null;
  }
}

/** The fields that must still be filled in before the outcome can be sent. */
export function missing(draft: Draft, choice: OutcomeChoice): Field[] {
  const fields = choice.needs.flatMap((need) => needed[need]);
  const measure = measured[choice.code];
  return (measure ? [...fields, measure] : fields).filter((field) => !filled(draft, field));
}

/** What is sent; only what this outcome needs, whatever was typed for another one before. */
export function bodyOf(draft: Draft, choice: OutcomeChoice): OutcomeCreate {
  const body: OutcomeCreate = { code: choice.code, callback_for: draft.callbackFor };
  const needs = new Set(choice.needs);
  const { slotId, decision, score, caseKind, resolution, satisfaction, callbackAt } = draft;
  if (needs.has('reason') && draft.reason) body.reason = draft.reason;
  if (needs.has('slot') && slotId) body.appointment = { slot_id: slotId };
  if (needs.has('loyalty') && decision) body.loyalty = { decision, score };
  if (needs.has('after_sales') && caseKind && resolution) {
    body.after_sales = { case_kind: caseKind, resolution, satisfaction };
  }
  if (needs.has('callback_at') && callbackAt) body.callback_at = callbackAt;
  const note = draft.note.trim();
  if (note) body.note = note;
  return body;
}

const place = (handOutId: string) => `draft:${handOutId}`;

export function keepDraft(handOutId: string, draft: Draft): void {
  sessionStorage.setItem(place(handOutId), JSON.stringify(draft));
}

export function keptDraft(handOutId: string): Draft {
  const kept = sessionStorage.getItem(place(handOutId));
  return kept ? { ...emptyDraft(), ...(JSON.parse(kept) as Partial<Draft>) } : emptyDraft();
}

export function dropDraft(handOutId: string): void {
  sessionStorage.removeItem(place(handOutId));
}

const stepPlace = (handOutId: string) => `step:${handOutId}`;

/** The step of the script that was being read. */
export function keptStep(handOutId: string): number {
  return Number(sessionStorage.getItem(stepPlace(handOutId)) ?? 0);
}

export function keepStep(handOutId: string, step: number): void {
  sessionStorage.setItem(stepPlace(handOutId), String(step));
}

/** Everything kept about a contact. */
export function forget(handOutId: string): void {
  dropDraft(handOutId);
  sessionStorage.removeItem(stepPlace(handOutId));
}
