/** What the law wants said at the start of a call: which step is next, and how far the script is open. Pure. */
import type { HandOut } from '../api/types';
import type { Phase } from './phase';

type Step = HandOut['script']['steps'][number];

/** Whether everything that a step owes was confirmed; true for a step that owes nothing. */
export function isSaid({ call }: HandOut, step: Step): boolean {
  return step.duties.every((code) => call?.duties.some((said) => said.code === code));
}

/** The duties of the step that must be said next, and its place; null once all is said. */
export function nextDuty(handOut: HandOut): { at: number; codes: Step['duties'] } | null {
  const at = handOut.script.steps.findIndex((step) => !isSaid(handOut, step));
  const step = handOut.script.steps[at];
  if (!step) return null;
  const said = new Set(handOut.call?.duties.map(({ code }) => code));
  return { at, codes: step.duties.filter((code) => !said.has(code)) };
}

/** The last step that may be shown: before and after a call the whole script may be read. */
export function openUntil(handOut: HandOut, phase: Phase): number {
  const last = handOut.script.steps.length - 1;
  return phase === 'talking' ? (nextDuty(handOut)?.at ?? last) : last;
}

/** Outcomes that presuppose the opening stay closed while something of it was not said to who answered. */
export function closesPositive(handOut: HandOut): boolean {
  return handOut.call?.answered_at != null && nextDuty(handOut) !== null;
}
