/** A report of invented work for tests of the page alone. */
import type { components } from '../../src/api/schema';

type Schemas = components['schemas'];
export type Report = Schemas['ReportRead'];
type Figures = Schemas['Figures'];

const kpi = (
  code: string,
  name: string,
  formula: string,
  more: Partial<Schemas['KpiRead']> = {},
): Schemas['KpiRead'] => ({
  code,
  name,
  formula,
  unit: 'share',
  over: {},
  per: 'records',
  times: 1,
  good: 'up',
  ...more,
});

export const definitions: Schemas['Definitions'] = {
  counts: {
    attempts: 'Appels lancés',
    records: 'Fiches traitées',
    contacts: 'Contacts',
    argued: 'Argumentés',
    positive: 'Positifs',
    objections: 'Oppositions',
    callbacks: 'Rappels promis',
  },
  kpis: [
    kpi('reach', 'Joignabilité', 'Fiches où quelqu’un a répondu ÷ fiches traitées.', {
      over: { contacts: 1 },
    }),
    kpi('argument', 'Argumentation', 'Contacts à qui l’offre a été présentée ÷ contacts.', {
      over: { argued: 1 },
      per: 'contacts',
    }),
    kpi('transform', 'Transformation', 'Résultats positifs ÷ argumentés.', {
      over: { positive: 1 },
      per: 'argued',
    }),
    kpi('pace', 'Positifs par heure', 'Résultats positifs ÷ heures passées sur les fiches.', {
      unit: 'number',
      over: { positive: 1 },
      per: 'work_seconds',
      times: 3600,
    }),
    kpi('talk', 'DMC', 'Durée moyenne de conversation.', {
      unit: 'seconds',
      over: { talk_seconds: 1 },
      per: 'talks',
      good: 'down',
    }),
    kpi('handle', 'DMT', 'Durée moyenne de traitement.', {
      unit: 'seconds',
      over: { talk_seconds: 1, wrap_seconds: 1 },
      per: 'talks',
      good: 'down',
    }),
    kpi('tries', 'Appels avant contact', 'Appels jusqu’à la première réponse ÷ personnes.', {
      unit: 'number',
      over: { tries: 1 },
      per: 'first_contacts',
      good: 'down',
    }),
  ],
};

export function figures(records: number): Figures {
  const contacts = Math.round(records * 0.6);
  const argued = Math.round(records * 0.4);
  const positive = Math.round(records * 0.1);
  const counts: Record<string, number> = {
    attempts: records + 3,
    records,
    contacts,
    argued,
    positive,
    objections: 1,
    callbacks: 2,
    talks: contacts,
    talk_seconds: contacts * 95,
    wrap_seconds: contacts * 30,
    work_seconds: records * 200,
    first_contacts: contacts,
    tries: contacts * 2,
  };
  const values = Object.fromEntries(
    definitions.kpis.map((each) => [
      each.code,
      (each.times * Object.keys(each.over).reduce((sum, name) => sum + (counts[name] ?? 0), 0)) /
        (counts[each.per] || 1),
    ]),
  );
  return { counts, values };
}

/** Rows by any angle, compared where the other period is asked for. */
export function reportFor(query: URLSearchParams): Report {
  const by = query.get('by') as Report['by'];
  const compared = query.has('before_since');
  const names = {
    hour: ['8', '9', '10', '11', '12'],
    day: ['2026-11-23', '2026-11-24', '2026-11-25'],
  } as Record<string, string[]>;
  const keys = names[by] ?? ['Rendez-vous conseil habitat', 'Fidélité clients 2026'];
  return {
    by,
    since: query.get('since') ?? '',
    until: query.get('until') ?? '',
    before_since: query.get('before_since'),
    before_until: query.get('before_until'),
    zone: 'America/Guadeloupe',
    made_at: '2026-11-27T14:05:09Z',
    rows: keys.map((key, index) => ({
      key,
      label: key,
      before: compared && by !== 'day' ? figures(50 + 5 * index) : null,
      ...figures(60 + 13 * index),
    })),
    total: figures(150),
    total_before: compared ? figures(120) : null,
  };
}
