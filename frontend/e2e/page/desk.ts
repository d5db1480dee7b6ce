/** A small imitation of the server behind the agent's page: just enough state to work a contact through. */
import type { Page } from '@playwright/test';
import type { Call, Me, NextContact, OutcomeCreate, Workstation } from '../../src/api/types';
import * as answers from './answers';

interface Refusal {
  status: number;
  code: string;
  message: string;
  retryAfter?: number;
  fields?: { field: string; code: string }[];
  next_at?: string;
  /** Every answer until it is taken away, not the next one alone. */
  lasting?: boolean;
}

export interface Desk {
  workstation: Workstation;
  me: Me | null;
  /** What the page sent, oldest first: [method and path, body, idempotency key]. */
  sent: { what: string; body: unknown; key: string | null }[];
  /** The next answer to a request whose path ends so, once unless it lasts. */
  refuse: Map<string, Refusal>;
  nothing: NextContact['nothing'];
  live: boolean;
  /** The network is away: no request reaches the server. */
  offline: boolean;
  /** The answer to the next request whose path ends so is lost on its way; the server has done its work. */
  loseAnswerOf: string | null;
  language: 'fr' | 'en';
}

export async function openDesk(page: Page, change: Partial<Desk> = {}): Promise<Desk> {
  const desk: Desk = {
    workstation: answers.workstation(),
    me: answers.agent,
    sent: [],
    refuse: new Map(),
    nothing: null,
    live: true,
    offline: false,
    loseAnswerOf: null,
    language: 'fr',
    ...change,
  };
  if (desk.me) desk.me = { ...desk.me, language: desk.language };
  await page.routeWebSocket('**/api/feed*', (socket) => {
    if (desk.live) socket.send(JSON.stringify({ type: 'hello', seq: 120 }));
    else void socket.close();
  });
  await page.route('**/api/**', async (route) => {
    if (desk.offline) return route.abort('internetdisconnected');
    const request = route.request();
    const { pathname } = new URL(request.url());
    const json = (body: unknown, status = 200, headers = {}) => {
      if (desk.loseAnswerOf && pathname.endsWith(desk.loseAnswerOf)) {
        desk.loseAnswerOf = null;
        return route.abort('connectionreset');
      }
      return route.fulfill({ status, json: body, headers });
    };
    for (const [end, { status, retryAfter, lasting, ...body }] of desk.refuse) {
      if (!pathname.endsWith(end)) continue;
      if (!lasting) desk.refuse.delete(end);
      return json(body, status, retryAfter ? { 'Retry-After': String(retryAfter) } : {});
    }
    // Where the page is and that it lives is said by itself, not by the agent.
    if (request.method() !== 'GET' && !/\/(desk|heartbeat|step)$/.test(pathname)) {
      const body: unknown = request.postData() ? request.postDataJSON() : null;
      const key = request.headers()['idempotency-key'] ?? null;
      desk.sent.push({ what: `${request.method()} ${pathname}`, body, key });
    }
    return respond(desk, pathname, request.postData() ? request.postDataJSON() : null, json);
  });
  return desk;
}

type Json = (body: unknown, status?: number) => Promise<void>;

function respond(desk: Desk, pathname: string, body: unknown, json: Json): Promise<void> {
  const { workstation } = desk;
  const move = (name: Workstation['state']['name']) => {
    workstation.state = {
      name,
      since: new Date().toISOString(),
      pause_reason: null,
      pause_due: null,
      paused_by_staff: false,
      next_at: null,
    };
  };
  const last = pathname.split('/').at(-1);
  switch (last) {
    case 'sign-in':
      desk.me = desk.me ?? answers.agent;
      return json(desk.me);
    case 'me':
      return desk.me
        ? json(desk.me)
        : json({ code: 'session_ended', message: 'Votre session est terminée.', fields: [] }, 401);
    case 'next':
      if (desk.nothing) return json({ hand_out: null, nothing: desk.nothing });
      workstation.hand_out = answers.handOut(desk.language);
      move('preparing');
      return json({ hand_out: workstation.hand_out, nothing: null });
    case 'pause':
      move('pause');
      workstation.state.pause_reason = (body as { reason: 'break' }).reason;
      return json(workstation.state);
    case 'resume':
      move('available');
      return json(workstation.state);
    case 'call':
      if (workstation.hand_out) workstation.hand_out.call = answers.call('ringing');
      move('ringing');
      return json(workstation.hand_out?.call, 202);
    case 'hang-up':
      if (workstation.hand_out) workstation.hand_out.call = answers.call('ended', 'answered');
      move('wrap_up');
      return json(workstation.hand_out?.call);
    case 'duties': {
      const held = workstation.hand_out?.call;
      const { codes } = body as { codes: Call['duties'][number]['code'][] };
      held?.duties.push(...codes.map((code) => ({ code, at: new Date().toISOString() })));
      return json(held);
    }
    case 'slots':
      return json(answers.slots());
    case 'callback-times':
      return json(answers.callbackTimes());
    case 'release':
      workstation.hand_out = null;
      move('available');
      return json(null);
    case 'outcome':
    case 'correction': {
      const { code } = body as OutcomeCreate;
      const choice = answers.outcomes(desk.language).find((each) => each.code === code);
      workstation.hand_out = null;
      move('available');
      return json(
        {
          id: '0199a000-0000-7000-8000-000000000031',
          code,
          label: choice?.label,
          recorded_at: new Date().toISOString(),
          corrects: null,
        },
        201,
      );
    }
    case 'workstation':
      return json(workstation);
    case 'desk':
      workstation.desk = (body as { desk: string }).desk;
      return json(null);
    case 'papers':
    case 'reviews':
    case 'call-words':
      return json([]);
    case 'heartbeat':
      return json({ expires_at: new Date(Date.now() + 600_000).toISOString() });
    default:
      return json(null);
  }
}

/** The customer picks up, or the line ends: the page hears of it through its feed. */
export function customer(
  desk: Desk,
  state: 'answered' | 'ended',
  result: 'answered' | 'no_answer',
) {
  const handOut = desk.workstation.hand_out;
  if (handOut) handOut.call = answers.call(state, state === 'ended' ? result : null);
}
