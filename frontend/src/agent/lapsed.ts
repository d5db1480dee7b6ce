/**
 * What was typed about a contact that was lost before it could be sent: the network was away until the lease ran out.
 * It stays in this tab until it was sent to the supervisor, or somebody else signs in.
 */
import type { HandOut, Workstation } from '../api/types';
import { type Draft, keptDraft } from './draft';

export interface Lapsed {
  readonly handOut: string;
  readonly code: string | null;
  readonly reference: string;
  readonly label: string | null;
  readonly note: string;
}

const PLACE = 'lapsed';

export function keptLapsed(): Lapsed | null {
  const kept = sessionStorage.getItem(PLACE);
  return kept ? (JSON.parse(kept) as Lapsed) : null;
}

export function dropLapsed(): void {
  sessionStorage.removeItem(PLACE);
}

/** What there is to tell of a draft; null when nothing was chosen or typed. */
export function lapsedOf(handOut: HandOut, draft: Draft): Lapsed | null {
  const chosen = handOut.outcomes.find(({ code }) => code === draft.code);
  const [code, label] = [chosen?.code ?? null, chosen?.label ?? null];
  const note = draft.note.trim();
  return label || note
    ? { handOut: handOut.id, code, reference: handOut.card.reference, label, note }
    : null;
}

/**
 * Keeps what was typed about a contact that left the desk because its time ran out. One that was recorded, given
 * back or withdrawn leaves nothing: then the desk is not offline, or the page says why it was withdrawn.
 */
export function keepIfLapsed(left: HandOut, now: Workstation): Lapsed | null {
  if (now.state.name !== 'offline' || now.withdrawn !== null) return null;
  const lapsed = lapsedOf(left, keptDraft(left.id));
  if (lapsed) keepLapsed(lapsed);
  return lapsed;
}

export function keepLapsed(lapsed: Lapsed): void {
  sessionStorage.setItem(PLACE, JSON.stringify(lapsed));
}
