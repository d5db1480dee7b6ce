// Typed by hand until `npm run api` has the server's OpenAPI document to read.
type Answer<R> = { 200: { headers: { [name: string]: unknown }; content: { 'application/json': R } } };
type Params<P> = { query?: never; header?: never; path: P; cookie?: never };
type NoParams = { query?: never; header?: never; path?: never; cookie?: never };
type Get<R> = { parameters: NoParams; requestBody?: never; responses: Answer<R> };
type GetOf<P, R> = { parameters: Params<P>; requestBody?: never; responses: Answer<R> };
type Post<R> = { parameters: NoParams; requestBody?: never; responses: Answer<R> };
type Send<B, R> = {
  parameters: NoParams;
  requestBody: { content: { 'application/json': B } };
  responses: Answer<R>;
};
type PostOf<P, R> = { parameters: Params<P>; requestBody?: never; responses: Answer<R> };
type SendOf<P, B, R> = {
  parameters: Params<P>;
  requestBody: { content: { 'application/json': B } };
  responses: Answer<R>;
};
type Keyed<P, B, R> = {
  parameters: { query?: never; header: { 'Idempotency-Key': string }; path: P; cookie?: never };
  requestBody: { content: { 'application/json': B } };
  responses: Answer<R>;
};

type S = components['schemas'];

export interface paths {
  '/api/sign-in': { post: Send<S['SignIn'], S['Me']> };
  '/api/sign-out': { post: Post<undefined> };
  '/api/sign-out-everywhere': { post: Post<undefined> };
  '/api/me': { get: Get<S['Me']> };
  '/api/me/language': { put: Send<{ language: string }, S['Me']> };
  '/api/me/passphrase': { post: Send<{ current: string; new: string }, undefined> };
  '/api/workstation': { get: Get<S['Workstation']> };
  '/api/workstation/next': { post: Post<S['NextContact']> };
  '/api/workstation/pause': { post: Send<{ reason: S['PauseReason'] }, S['Workstation']> };
  '/api/workstation/resume': { post: Post<S['Workstation']> };
  '/api/workstation/leave': { post: Post<S['Workstation']> };
  '/api/workstation/help': { post: Send<{ about: S['HelpAbout'] }, undefined> };
  '/api/hand-outs/{hand_out_id}/heartbeat': {
    post: PostOf<{ hand_out_id: string }, { expires_at: string }>;
  };
  '/api/hand-outs/{hand_out_id}/release': {
    post: SendOf<{ hand_out_id: string }, { reason: S['ReleaseReason'] }, undefined>;
  };
  '/api/hand-outs/{hand_out_id}/call': { post: PostOf<{ hand_out_id: string }, S['Call']> };
  '/api/calls/{call_id}/hang-up': { post: PostOf<{ call_id: string }, S['Call']> };
  '/api/hand-outs/{hand_out_id}/slots': { get: GetOf<{ hand_out_id: string }, S['Slot'][]> };
  '/api/hand-outs/{hand_out_id}/outcome': {
    post: Keyed<{ hand_out_id: string }, S['OutcomeCreate'], S['OutcomeRead']>;
  };
  '/api/outcomes/{outcome_id}/correction': {
    post: Keyed<{ outcome_id: string }, S['OutcomeCreate'], S['OutcomeRead']>;
  };
}

export interface components {
  schemas: {
    Role: 'agent' | 'supervisor' | 'trainer' | 'partner' | 'administrator' | 'auditor';
    SignIn: { sign_in: string; passphrase: string };
    Me: {
      id: string;
      role: S['Role'];
      display_name: string;
      language: string;
      must_change_passphrase: boolean;
      site: { id: string; name: string; time_zone: string } | null;
      partner: { id: string; name: string } | null;
    };
    AgentStateName:
      | 'offline'
      | 'available'
      | 'preparing'
      | 'ringing'
      | 'talking'
      | 'wrap_up'
      | 'pause';
    PauseReason: 'break' | 'training' | 'help' | 'other';
    HelpAbout: 'question' | 'threat' | 'incident';
    ReleaseReason: 'skip' | 'known_person' | 'not_now';
    AgentState: { name: S['AgentStateName']; since: string; pause_reason: S['PauseReason'] | null };
    Workstation: {
      state: S['AgentState'];
      hand_out: S['HandOut'] | null;
      callbacks: S['Callback'][];
      today: S['Today'];
      feed_after: number;
    };
    Callback: {
      id: string;
      reference: string;
      due_at: string;
      zone: string;
      campaign_name: string;
      overdue: boolean;
    };
    Today: {
      handed_out: number;
      calls: number;
      reached: number;
      positive: number;
      talk_seconds: number;
      by_group: { [group: string]: number };
    };
    HandOut: {
      id: string;
      expires_at: string;
      campaign: { id: string; name: string; purpose: string; mode: string; partner_name: string };
      card: S['ContactCard'];
      script: { steps: S['ScriptStep'][] };
      outcomes: S['OutcomeChoice'][];
      call: S['Call'] | null;
      history: S['HistoryEntry'][];
    };
    ContactCard: {
      reference: string;
      civility: string | null;
      name: string | null;
      company: string | null;
      town: string | null;
      department: string | null;
      language: string | null;
      local_time_zone: string;
      points: { label: string; value: string }[];
    };
    ScriptStep: { id: string; title: string; text: string; required: boolean };
    OutcomeChoice: {
      code: string;
      group: string;
      family: 'appointment' | 'loyalty' | 'after_sales' | null;
      label: string;
      key: string;
      effect: string;
      needs: string[];
      reasons: { code: string; label: string }[];
    };
    HistoryEntry: {
      at: string;
      code: string;
      label: string;
      agent_is_me: boolean;
      campaign_name: string;
    };
    CallState: 'requested' | 'ringing' | 'answered' | 'ended';
    Call: {
      id: string;
      state: S['CallState'];
      result:
        | null
        | 'answered'
        | 'no_answer'
        | 'busy'
        | 'voicemail'
        | 'failed'
        | 'cancelled'
        | 'suppressed';
      requested_at: string;
      ringing_at: string | null;
      answered_at: string | null;
      ended_at: string | null;
    };
    NextContact: {
      hand_out: S['HandOut'] | null;
      nothing: {
        code: string;
        message: string;
        counts: { [reason: string]: number };
        next_at: string | null;
      } | null;
    };
    Slot: {
      id: string;
      starts_at: string;
      ends_at: string;
      left: number;
      place: string | null;
      zone: string;
    };
    OutcomeCreate: {
      code: string;
      reason?: string | null;
      appointment?: { slot_id: string } | null;
      loyalty?: {
        decision: 'accepted' | 'kept' | 'refused' | 'terminated';
        score: number | null;
      } | null;
      after_sales?: {
        case_kind: string;
        resolution: string;
        satisfaction: number | null;
      } | null;
      callback_at?: string | null;
      callback_for?: 'me' | 'team' | null;
      note?: string | null;
    };
    OutcomeRead: { id: string; code: string; label: string; recorded_at: string };
  };
}
