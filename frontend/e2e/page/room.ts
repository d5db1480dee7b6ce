/** A room of invented people for tests of the supervisor's page: the snapshot, and a feed under the test's hand. */
import type { Page, WebSocketRoute } from '@playwright/test';
import type { components } from '../../src/api/schema';
import type { Me } from '../../src/api/types';
import { agent } from './answers';

type Snapshot = components['schemas']['Snapshot'];
type Alert = components['schemas']['AlertRead'];
type FollowUp = components['schemas']['FollowUp'];

const CAMPAIGN = '0199a000-0000-7000-8000-0000000000c1';

export const supervisor: Me = {
  ...agent,
  id: '0199a000-0000-7000-8000-0000000000aa',
  role: 'supervisor',
  display_name: 'Mme Lacroix',
};

export function snapshot(people: number): Snapshot {
  const since = new Date(Date.now() - 90_000).toISOString();
  return {
    after: 100,
    also: [],
    site_zone: 'America/Guadeloupe',
    agents: Array.from({ length: people }, (_, index) => ({
      id: `agent-${index}`,
      display_name: `Conseiller ${index}`,
      state: 'available' as const,
      since,
      pause_reason: null,
      pause_due: null,
      paused_by_staff: false,
      locked: false,
      off_shift: false,
      warned: [],
      beside: null,
      waits_beside: false,
      campaign_id: null,
      reference: null,
      step: null,
      last: [],
      alerts: [],
      calls: 3,
      outcomes: 3,
      positive: 1,
    })),
    campaigns: [
      {
        id: CAMPAIGN,
        name: 'Vérandas de printemps',
        partner_name: 'Soleil Habitat',
        purpose: 'appointment',
        state: 'open',
        today: {
          attempts: 20,
          records: 12,
          contacts: 8,
          argued: 8,
          positive: 4,
          talks: 8,
          talk_seconds: 1800,
          wrap_seconds: 400,
          work_seconds: 3600,
        },
      },
    ],
    today: {
      attempts: 20,
      records: 12,
      contacts: 8,
      argued: 8,
      positive: 4,
      talks: 8,
      talk_seconds: 1800,
      wrap_seconds: 400,
      work_seconds: 3600,
      by_hour: [{ hour: 9, calls: 20, outcomes: 12, positive: 4 }],
      by_group: { appointment: 4, negative: 4, not_reached: 4 },
    },
    recent: [],
    labels: { booked: 'Rendez-vous pris' },
  };
}

export function alert(changes: Partial<Alert>): Alert {
  const at = new Date().toISOString();
  return {
    id: '0199a000-0000-7000-8000-0000000000d1',
    kind: 'quota_reached',
    agent_id: '0199a000-0000-7000-8000-0000000000a2',
    agent: 'Conseiller 2',
    sentence:
      'Arrêté : trop de fiches sans travail fait. Parlez avec l’apprenti, puis levez l’arrêt.',
    reference: null,
    count: 12,
    raised_at: at,
    last_at: at,
    seen_by: null,
    seen_at: null,
    ...changes,
  };
}

export function standings(): components['schemas']['Standings'] {
  const hour = (n: number) => new Date(Date.now() + n * 3_600_000).toISOString();
  return {
    after: 100,
    changes_at: hour(1),
    campaigns: [
      {
        id: CAMPAIGN,
        contacts: { ready: 80, done: 20 },
        now: 34,
        later: 46,
        never: 20,
        ahead: [
          { at: hour(1), count: 60 },
          { at: hour(2), count: 80 },
        ],
      },
    ],
  };
}

/** One figure of those that the server defines. */
const definitions: components['schemas']['Definitions'] = {
  kpis: [
    {
      code: 'transform',
      name: 'Transformés',
      formula: 'Résultats positifs ÷ conversations argumentées.',
      unit: 'share',
      over: { positive: 1 },
      per: 'argued',
      times: 1,
      good: 'up',
    },
  ],
  counts: {},
};

export class Room {
  #socket: WebSocketRoute | null = null;
  #seq = 100;
  alerts: Alert[] = [];
  followUp: FollowUp = { callbacks: [], acts: [] };
  /** What the page sent, by path. */
  readonly sent: string[] = [];
  /** Whether the feed takes a connection. */
  live = true;

  /** Whether the centre's wallboard shows names. */
  names = true;

  async open(page: Page, people = 6, path = '/supervisor'): Promise<void> {
    await page.routeWebSocket('**/api/feed*', (socket) => {
      if (!this.live) return void socket.close({ code: 1011 });
      this.#socket = socket;
      socket.send(JSON.stringify({ type: 'hello', seq: this.#seq }));
    });
    await page.route('**/api/**', (route) => {
      const { pathname } = new URL(route.request().url());
      if (pathname.endsWith('/me')) return route.fulfill({ json: supervisor });
      if (route.request().method() === 'POST') {
        this.sent.push(pathname);
        return route.fulfill({ status: 204 });
      }
      if (pathname.endsWith('/site-options')) {
        return route.fulfill({ json: { keeps_shifts: false, wallboard_names: this.names } });
      }
      if (pathname.endsWith('/alerts')) return route.fulfill({ json: this.alerts });
      if (pathname.endsWith('/kpis')) return route.fulfill({ json: definitions });
      if (pathname.endsWith('/follow-up')) return route.fulfill({ json: this.followUp });
      if (pathname.endsWith('/supervision/campaigns')) return route.fulfill({ json: standings() });
      return route.fulfill({ json: pathname.endsWith('/snapshot') ? snapshot(people) : [] });
    });
    await page.goto(path);
  }

  tell(action: string, facts: object): void {
    this.#seq += 1;
    const event = { seq: this.#seq, id: this.#seq, at: new Date().toISOString(), action, ...facts };
    this.#socket?.send(JSON.stringify({ type: 'batch', seq: this.#seq, events: [event] }));
  }

  say(frame: object): void {
    this.#socket?.send(JSON.stringify(frame));
  }

  outcome(reference: string): void {
    this.tell('outcome.recorded', {
      outcome_id: reference,
      agent_id: 'agent-1',
      campaign_id: CAMPAIGN,
      code: 'booked',
      group: 'appointment',
      positive: true,
      reached: true,
      reference,
      corrects: null,
      corrected_positive: null,
    });
  }

  async cut(): Promise<void> {
    this.live = false;
    await this.#socket?.close({ code: 1011 });
  }
}
