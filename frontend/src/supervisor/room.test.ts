import { expect, test } from 'vitest';
import type { FeedEvent } from '../api/types';
import type { Snapshot } from './events';
import { fold, start } from './room';

const zone = 'America/Guadeloupe';
const at = (clock: string) => `2026-11-23T${clock}:00Z`;
const noon = Date.parse(at('16:00'));

function snapshot(change: Partial<Snapshot> = {}): Snapshot {
  return {
    after: 100,
    also: [],
    site_zone: zone,
    agents: [agent('ana'), agent('ben')],
    campaigns: [
      {
        id: 'spring',
        name: 'Vérandas',
        partner_name: 'Soleil',
        purpose: 'appointment',
        state: 'open',
        today: {
          attempts: 0,
          records: 0,
          contacts: 0,
          argued: 0,
          positive: 0,
          talks: 0,
          talk_seconds: 0,
          wrap_seconds: 0,
          work_seconds: 0,
        },
      },
    ],
    today: {
      attempts: 0,
      records: 0,
      contacts: 0,
      argued: 0,
      positive: 0,
      talks: 0,
      talk_seconds: 0,
      wrap_seconds: 0,
      work_seconds: 0,
      by_hour: [],
      by_group: {},
    },
    recent: [],
    labels: {},
    ...change,
  };
}

function agent(id: string): Snapshot['agents'][number] {
  return {
    id,
    display_name: id,
    state: 'available',
    since: at('11:00'),
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
    calls: 0,
    outcomes: 0,
    positive: 0,
  };
}

let place = 100;
const event = (action: string, clock: string, rest: object): FeedEvent => {
  place += 1;
  return { seq: place, id: place + 1000, at: at(clock), action, ...rest };
};
const call = (clock: string, state: string, rest: object = {}) =>
  event('call.state_changed', clock, {
    agent_id: 'ana',
    campaign_id: 'spring',
    state,
    result: null,
    seconds: null,
    ...rest,
  });
const outcome = (id: string, clock: string, code: string, group: string, rest: object = {}) =>
  event('outcome.recorded', clock, {
    outcome_id: id,
    agent_id: 'ana',
    campaign_id: 'spring',
    code,
    group,
    positive: false,
    reached: true,
    reference: 'C-1',
    talk_seconds: 120,
    wrap_seconds: 60,
    work_seconds: 240,
    corrects: null,
    corrected_positive: null,
    ...rest,
  });

const talked = () => [
  call('14:00', 'requested'),
  call('14:00', 'ringing'),
  call('14:01', 'answered'),
  call('14:03', 'ended', { result: 'answered', seconds: 120 }),
];

test('a snapshot with its later events is the fresh snapshot', () => {
  const events = [
    event('agent.state_changed', '13:59', {
      agent_id: 'ana',
      state: 'preparing',
      pause_reason: null,
      campaign_id: 'spring',
      reference: 'C-1',
    }),
    ...talked(),
    event('agent.state_changed', '14:03', {
      agent_id: 'ana',
      state: 'wrap_up',
      pause_reason: null,
      campaign_id: 'spring',
      reference: null,
    }),
    outcome('o1', '14:04', 'booked', 'appointment', { positive: true }),
  ];
  const { day, stale, names, moved, ...room } = fold(start(snapshot(), noon), events);
  const counts = {
    attempts: 1,
    records: 1,
    contacts: 1,
    argued: 1,
    positive: 1,
    talks: 1,
    talk_seconds: 120,
    wrap_seconds: 60,
    work_seconds: 240,
  };
  const fresh = snapshot({
    after: place,
    agents: [
      {
        ...agent('ana'),
        state: 'wrap_up',
        since: at('14:03'),
        campaign_id: 'spring',
        reference: 'C-1',
        calls: 1,
        outcomes: 1,
        positive: 1,
        last: [{ outcome_id: 'o1', code: 'booked', positive: true }],
      },
      agent('ben'),
    ],
    campaigns: snapshot().campaigns.map((each) => ({ ...each, today: counts })),
    today: {
      ...counts,
      by_hour: [{ hour: 10, calls: 1, outcomes: 1, positive: 1 }],
      by_group: { appointment: 1 },
    },
    recent: [
      {
        outcome_id: 'o1',
        at: at('14:04'),
        agent_id: 'ana',
        campaign_id: 'spring',
        code: 'booked',
        group: 'appointment',
        positive: true,
        reached: true,
        reference: 'C-1',
        talk_seconds: 120,
        wrap_seconds: 60,
        work_seconds: 240,
      },
    ],
  });
  expect(room).toEqual(fresh);
  expect({ day, stale, moved }).toEqual({ day: '2026-11-23', stale: false, moved: place });
  expect(names).toEqual({ ana: 'ana', ben: 'ben' });
});

test('a correction replaces what it corrects, in the hour it belongs to', () => {
  const events = [
    ...talked(),
    outcome('o1', '14:04', 'booked', 'appointment', { positive: true }),
    outcome('o2', '15:10', 'off_target', 'not_argued', {
      corrects: 'o1',
      corrected_positive: true,
    }),
  ];
  const room = fold(start(snapshot(), noon), events);
  expect(room.today).toMatchObject({
    records: 1,
    positive: 0,
    argued: 0,
    talks: 1,
    work_seconds: 240,
  });
  expect(room.today.by_group).toEqual({ not_argued: 1 });
  expect(room.today.by_hour).toEqual([
    { hour: 10, calls: 1, outcomes: 0, positive: 0 },
    { hour: 11, calls: 0, outcomes: 1, positive: 0 },
  ]);
  expect(room.agents[0]).toMatchObject({ outcomes: 1, positive: 0 });
  expect(room.recent.map(({ outcome_id }) => outcome_id)).toEqual(['o2']);
  // What comes into sight below it on the card is the server's to say.
  expect(room.stale).toBe(true);
});

test('what the snapshot already holds is not counted again', () => {
  const events = talked();
  const [first] = events;
  const room = fold(start(snapshot({ also: [first?.id ?? 0] }), noon), events);
  expect(room.today.attempts).toBe(0);
  const counted = fold(room, [outcome('o1', '14:04', 'refused', 'negative')]);
  expect(counted.today.records).toBe(1);
  expect(fold(room, events)).toEqual(room);
});

test('an event of a kind that the room does not show changes nothing but the place', () => {
  const before = start(snapshot(), noon);
  const room = fold(before, [event('account.signed_in', '14:00', { user_id: 'x' })]);
  expect(room).toEqual({ ...before, after: place });
});

test.each([
  [
    'an agent not seen before',
    () => outcome('o1', '14:00', 'refused', 'negative', { agent_id: 'new' }),
  ],
  [
    'a correction of an outcome out of sight',
    () => outcome('o9', '14:00', 'refused', 'negative', { corrects: 'long-ago' }),
  ],
  ['a campaign that changed', () => event('campaign.changed', '14:00', { campaign_id: 'spring' })],
  ['an attached list', () => event('call_list.attached', '14:00', { list_id: 'l' })],
])('%s asks for a fresh snapshot', (_, make) => {
  expect(fold(start(snapshot(), noon), [make()]).stale).toBe(true);
});

test('a new day at the site asks for a fresh snapshot and counts nothing into the old one', () => {
  const late = { ...call('14:00', 'requested'), at: '2026-11-24T04:30:00Z' };
  const room = fold(start(snapshot(), noon), [late]);
  expect(room.stale).toBe(true);
  expect(room.today.attempts).toBe(0);
});

test('an alert, a step of the script and a warning stand on the card', () => {
  const told = [
    event('alert.raised', '14:00', { alert_id: 'a1', agent_id: 'ben', kind: 'threat', count: 1 }),
    event('alert.raised', '14:00', {
      alert_id: 'a2',
      agent_id: 'ben',
      kind: 'long_call',
      count: 1,
    }),
    event('alert.raised', '14:00', {
      alert_id: 'a3',
      agent_id: null,
      kind: 'vault_down',
      count: 1,
    }),
    event('script.step_shown', '14:01', {
      agent_id: 'ben',
      campaign_id: 'spring',
      title: 'Bonjour',
    }),
    event('agent.time_warned', '14:01', { agent_id: 'ben', warnings: ['break_soon'] }),
    event('alert.seen', '14:02', { alert_id: 'a1', agent_id: 'ben', kind: 'threat' }),
  ];
  const { agents, stale } = fold(start(snapshot(), noon), told);
  const ben = agents.find(({ id }) => id === 'ben');
  expect(ben).toMatchObject({ alerts: ['long_call'], step: 'Bonjour', warned: ['break_soon'] });
  expect(stale).toBe(false);
});

test('a pause that the supervisor asked for waits on the card until it begins', () => {
  const ask = (at_once: boolean) =>
    event('agent.pause_asked', '14:00', { agent_id: 'ana', reason: 'training', at_once });
  const begins = () =>
    event('agent.state_changed', '14:05', {
      agent_id: 'ana',
      state: 'pause',
      pause_reason: 'training',
      campaign_id: null,
      reference: null,
    });
  const card = (events: FeedEvent[]) => {
    const [ana] = fold(start(snapshot(), noon), events).agents;
    return [ana?.pause_due, ana?.paused_by_staff];
  };
  expect(card([ask(false)])).toEqual(['training', true]);
  expect(card([ask(true)])).toEqual([null, true]);
  expect(card([ask(false), begins()])).toEqual([null, true]);
  expect(card([begins(), event('agent.pause_lifted', '14:06', { agent_id: 'ana' })])).toEqual([
    null,
    false,
  ]);
});
