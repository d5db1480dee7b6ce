/** The journal's actions that have a name in words here; others show by their own name. */
export const actions = [
  'account.signed_in',
  'account.sign_in_failed',
  'account.signed_out',
  'account.added',
  'account.changed',
  'account.passphrase_changed',
  'site.added',
  'partner.added',
  'partner.agreement_changed',
  'campaign.changed',
  'campaign.state_changed',
  'call_list.added',
  'call_list.received',
  'call_list.inspected',
  'call_list.mapped',
  'call_list.imported',
  'call_list.failed',
  'call_list.cancelled',
  'call_list.removed',
  'call_list.attached',
  'call_list.report_read',
  'slot.added',
  'slot.removed',
  'hand_out.started',
  'hand_out.ended',
  'call.state_changed',
  'outcome.recorded',
  'contact.suppressed',
  'agent.state_changed',
  'agent.help_asked',
  'results.requested',
  'results.downloaded',
  'keys.rotated',
  'note.judged',
] as const;

export type KnownAction = (typeof actions)[number];

export const isKnown = (action: string): action is KnownAction =>
  (actions as readonly string[]).includes(action);
