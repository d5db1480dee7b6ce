/** Answers of the API for tests of the page alone: invented people, the shapes of the real thing. */
import type {
  Call,
  CallbackTimes,
  HandOut,
  Me,
  OutcomeChoice,
  Slot,
  Workstation,
} from '../../src/api/types';

export const agent: Me = {
  id: '0199a000-0000-7000-8000-000000000001',
  role: 'agent',
  display_name: 'Malika',
  language: 'fr',
  must_change_passphrase: false,
  site: {
    id: '0199a000-0000-7000-8000-000000000002',
    name: 'Centre de Baie-Mahault',
    time_zone: 'America/Guadeloupe',
  },
  partner: null,
};

const codes: [string, string, OutcomeChoice['effect'], string, string][] = [
  ['booked', 'appointment', 'close', 'Rendez-vous pris', 'Appointment booked'],
  ['confirmed', 'appointment', 'close', 'Rendez-vous confirmé', 'Appointment confirmed'],
  ['moved', 'appointment', 'close', 'Rendez-vous déplacé', 'Appointment moved'],
  ['cancelled', 'appointment', 'close', 'Rendez-vous annulé', 'Appointment cancelled'],
  ['no_answer', 'not_reached', 'retry', 'Pas de réponse', 'No answer'],
  ['busy', 'not_reached', 'retry', 'Occupé', 'Busy'],
  ['voicemail', 'not_reached', 'retry', 'Messagerie', 'Voicemail'],
  ['failed', 'not_reached', 'retry', 'Appel non abouti', 'Call failed'],
  ['unallocated', 'invalid', 'close', 'Numéro non attribué', 'Number not in service'],
  ['wrong_number', 'invalid', 'close', 'Mauvais numéro', 'Wrong number'],
  ['wrong_person', 'invalid', 'close', 'Ce n’est pas la bonne personne', 'Wrong person'],
  ['duplicate', 'invalid', 'close', 'Déjà contacté', 'Already contacted'],
  ['callback', 'contact', 'callback', 'Rappeler plus tard', 'Call back later'],
  ['absent', 'contact', 'retry', 'Absent pour le moment', 'Not there right now'],
  ['gatekeeper', 'contact', 'retry', 'Une autre personne a répondu', 'Someone else answered'],
  ['hung_up', 'contact', 'retry', 'La personne a raccroché', 'The person hung up'],
  ['off_target', 'not_argued', 'close', 'Pas concerné', 'Not concerned'],
  ['language_barrier', 'not_argued', 'close', 'Autre langue', 'Other language'],
  ['deceased', 'not_argued', 'close', 'Personne décédée', 'Deceased'],
  ['minor', 'not_argued', 'close', 'Personne mineure', 'Minor'],
  ['refused', 'negative', 'refusal', 'Refus', 'Refused'],
  ['already_customer', 'negative', 'refusal', 'Déjà client', 'Already a customer'],
  ['competitor', 'negative', 'refusal', 'Chez un concurrent', 'With a competitor'],
  ['do_not_call', 'opposition', 'opposition', 'Ne plus appeler', 'Do not call again'],
  ['gdpr_request', 'opposition', 'opposition', 'Demande sur ses données', 'Request about data'],
  ['known_person', 'safety', 'review', 'Je connais cette personne', 'I know this person'],
  ['threat', 'safety', 'review', 'Menace', 'Threat'],
  ['incident', 'safety', 'review', 'Incident', 'Incident'],
];

const KEYS = '123456789ABDEFGHIJKLMNPQRSTUVWXYZ';
const needs: Record<string, OutcomeChoice['needs']> = {
  booked: ['slot'],
  moved: ['slot'],
  callback: ['callback_at'],
  refused: ['reason'],
};

export const outcomes = (language: 'fr' | 'en'): OutcomeChoice[] =>
  codes.map(([code, group, effect, fr, en], index) => ({
    code,
    group,
    effect,
    family: group === 'appointment' ? 'appointment' : null,
    label: language === 'fr' ? fr : en,
    key: KEYS[index] ?? '',
    reached: group !== 'not_reached',
    positive: ['booked', 'confirmed', 'moved'].includes(code),
    needs: needs[code] ?? [],
    reasons:
      code === 'refused'
        ? [
            { code: 'price', label: language === 'fr' ? 'Trop cher' : 'Too expensive' },
            { code: 'no_need', label: language === 'fr' ? 'Pas besoin' : 'No need' },
            { code: 'no_time', label: language === 'fr' ? 'Pas le temps' : 'No time' },
          ]
        : [],
  }));

export const handOut = (language: 'fr' | 'en' = 'fr'): HandOut => ({
  id: '0199a000-0000-7000-8000-00000000000a',
  expires_at: new Date(Date.now() + 600_000).toISOString(),
  campaign: {
    id: '0199a000-0000-7000-8000-00000000000b',
    name: 'Vérandas de printemps',
    purpose: 'appointment',
    confirms: false,
    mode: 'sandbox',
    partner_name: 'Soleil Habitat',
  },
  card: {
    reference: 'C-7F3K-92QM',
    civility: 'Mme',
    name: 'Jeanne C.',
    company: null,
    town: 'Le Moule',
    department: 'Guadeloupe',
    language: 'fr',
    local_time_zone: 'America/Guadeloupe',
    points: [
      { label: 'Client depuis', value: '2021' },
      { label: 'Dernier achat', value: 'Store extérieur' },
    ],
  },
  script: {
    steps: [
      {
        id: 'hello',
        title: 'Bonjour',
        duties: ['caller', 'principal'],
        text: 'Bonjour Mme C. Je suis Malika. Je vous appelle pour Soleil Habitat.',
      },
      {
        id: 'purpose',
        title: 'Pourquoi j’appelle',
        duties: ['commercial', 'objection'],
        text: 'C’est un appel commercial. Vous pouvez dire non, ou demander à ne plus être appelé. Avez-vous deux minutes ?',
      },
      {
        id: 'need',
        title: 'Comprendre le besoin',
        duties: [],
        text: 'Avez-vous un projet en ce moment ? Qu’est-ce qui est important pour vous ?',
      },
      {
        id: 'propose',
        title: 'Proposer un rendez-vous',
        duties: [],
        text: 'Un conseiller de Soleil Habitat peut vous recevoir. Préférez-vous le matin ou l’après-midi ?',
      },
      {
        id: 'goodbye',
        title: 'Au revoir',
        duties: [],
        text: 'Merci Mme C. Bonne journée, au revoir.',
      },
    ],
  },
  outcomes: outcomes(language),
  call: null,
  history: [
    {
      at: '2026-11-12T15:20:00Z',
      code: 'no_answer',
      label: language === 'fr' ? 'Pas de réponse' : 'No answer',
      agent_is_me: true,
      campaign_name: 'Vérandas de printemps',
    },
  ],
});

/** A call in which all was said that the law wants said, or just these. */
export const call = (
  state: Call['state'],
  result: Call['result'] = null,
  said: Call['duties'][number]['code'][] = ['caller', 'principal', 'commercial', 'objection'],
): Call => {
  const at = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();
  return {
    id: '0199a000-0000-7000-8000-00000000000c',
    state,
    result,
    requested_at: at(82),
    ringing_at: state === 'requested' ? null : at(80),
    answered_at: result === 'answered' || state === 'answered' ? at(72) : null,
    ended_at: state === 'ended' ? at(5) : null,
    ended_by_staff: false,
    held_at: null,
    held_seconds: 0,
    duties: said.map((code) => ({ code, at: at(60) })),
  };
};

export const slots = (): Slot[] =>
  [
    ['2026-11-24T14:00:00Z', 'Jarry'],
    ['2026-11-24T15:00:00Z', 'Jarry'],
    ['2026-11-24T18:30:00Z', 'Jarry'],
    ['2026-11-25T14:00:00Z', 'Le Moule'],
    ['2026-11-25T19:00:00Z', 'Le Moule'],
    ['2026-11-27T14:30:00Z', 'Jarry'],
  ].map(([starts_at = '', place = ''], index) => ({
    id: `0199a000-0000-7000-8000-0000000001${index}0`,
    starts_at,
    ends_at: new Date(Date.parse(starts_at) + 1_800_000).toISOString(),
    left: 1,
    place,
    zone: 'America/Guadeloupe',
    place_zone: 'America/Guadeloupe',
  }));

const tomorrow = (time: string, days = 1) =>
  `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)}T${time}:00Z`;

/** The legal hours of tomorrow and the day after in Guadeloupe (UTC−4): 10–13 and 14–19:30. */
export const callbackTimes = (): CallbackTimes => ({
  zone: 'America/Guadeloupe',
  from_at: tomorrow('00:00', 0),
  until_at: tomorrow('00:00', 60),
  legal_hours: true,
  windows: [1, 2].flatMap((days) => [
    { starts_at: tomorrow('14:00', days), ends_at: tomorrow('17:00', days) },
    { starts_at: tomorrow('18:00', days), ends_at: tomorrow('23:30', days) },
  ]),
});

export const workstation = (change: Partial<Workstation> = {}): Workstation => ({
  state: {
    name: 'available',
    since: new Date(Date.now() - 42_000).toISOString(),
    pause_reason: null,
    pause_due: null,
    paused_by_staff: false,
    next_at: null,
  },
  desk: null,
  hand_out: null,
  withdrawn: null,
  messages: [],
  duty: {
    keeps_shifts: false,
    on_shift: false,
    shift: null,
    today_seconds: 0,
    week_seconds: 0,
    warnings: [],
    presence: { half: 'morning', signed_at: null, countersigned: false },
  },
  callbacks: [
    {
      id: '0199a000-0000-7000-8000-000000000021',
      reference: 'C-2M9P-41TA',
      due_at: '2026-11-23T14:30:00Z',
      zone: 'America/Guadeloupe',
      campaign_name: 'Vérandas de printemps',
      overdue: true,
      mine: true,
    },
    {
      id: '0199a000-0000-7000-8000-000000000022',
      reference: 'C-8W4C-77RB',
      due_at: '2026-11-24T18:00:00Z',
      zone: 'America/Guadeloupe',
      campaign_name: 'Vérandas de printemps',
      overdue: false,
      mine: true,
    },
  ],
  today: {
    handed_out: 21,
    calls: 18,
    reached: 11,
    positive: 3,
    talk_seconds: 2765,
    by_group: { appointment: 3, not_reached: 7 },
  },
  feed_after: 120,
  ...change,
});
