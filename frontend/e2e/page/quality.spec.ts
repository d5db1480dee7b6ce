import { expect, type Page, test } from '@playwright/test';
import type { components } from '../../src/api/schema';
import type { Me } from '../../src/api/types';
import { isAccessible } from '../accessible';
import { agent } from './answers';
import { supervisor } from './room';

type Schemas = components['schemas'];

const criteria: Schemas['Criterion'][] = [
  {
    id: 'opening',
    label: 'Accueil et présentation',
    glossary: 'Se présente, dit pour quelle société il appelle et pourquoi.',
    weight: 2,
    competences: ['c4'],
  },
  {
    id: 'listening',
    label: 'Écoute et questions',
    glossary: 'Laisse parler, pose des questions ouvertes.',
    weight: 3,
    competences: ['c4'],
  },
];

const line: Schemas['ReviewLine'] = {
  id: 'r1',
  state: 'chosen',
  rule: 'random',
  agent: 'Colibri',
  campaign_name: 'Rendez-vous conseil habitat',
  reference: 'C-7F3K-9Q2M',
  called_at: '2026-11-27T13:05:00Z',
  seconds: 143,
  outcome: 'Refus',
  chosen_at: '2026-11-27T15:00:00Z',
  self_done: true,
  scorers: [],
  mine: false,
  score: null,
};

const review: Schemas['ReviewRead'] = {
  ...line,
  criteria,
  scorings: [],
  differing: [],
  may_score: true,
  self_until: '2026-12-04T15:00:00Z',
  comment: null,
  given_by: null,
  answer: null,
  read_at: null,
};

async function serve(page: Page, me: Me, answers: Record<string, unknown>): Promise<unknown[]> {
  const sent: unknown[] = [];
  await page.routeWebSocket('**/api/feed*', () => {});
  await page.route('**/api/**', (route) => {
    const request = route.request();
    const path = new URL(request.url()).pathname.replace('/api', '');
    if (path === '/me') return route.fulfill({ json: me });
    if (request.method() !== 'GET') sent.push([path, request.postDataJSON()]);
    return route.fulfill({ json: answers[`${request.method()} ${path}`] ?? answers[path] ?? [] });
  });
  return sent;
}

test('a supervisor scores a call by the keyboard, sees where two differ and gives it back', async ({
  page,
}) => {
  const answers: Record<string, unknown> = { '/reviews': [line], '/reviews/r1': review };
  const both = {
    ...review,
    self_done: true,
    mine: true,
    may_score: false,
    scorers: ['Mme Lacroix', 'M. Bourgeois'],
    differing: ['listening'],
    scorings: [
      {
        place: 'self',
        scorer: 'Colibri',
        marks: { opening: 'met', listening: 'partly' },
        score: 140,
      },
      {
        place: 'first',
        scorer: 'M. Bourgeois',
        marks: { opening: 'met', listening: 'met' },
        score: 200,
      },
      {
        place: 'second',
        scorer: 'Mme Lacroix',
        marks: { opening: 'met', listening: 'partly' },
        score: 140,
      },
    ],
  };
  answers['POST /reviews/r1/marks'] = both;
  answers['POST /reviews/r1/give'] = {
    ...both,
    state: 'given',
    score: 170,
    comment: 'Belle écoute.',
    given_by: 'Mme Lacroix',
  };
  const sent = await serve(page, supervisor, answers);
  await page.goto('/supervisor/quality');
  await expect(page.getByText('À évaluer', { exact: true })).toBeVisible();
  await isAccessible(page);
  await page.getByRole('link', { name: /^Colibri/ }).press('Enter');
  const first = page.getByRole('radiogroup', { name: 'Accueil et présentation' });
  await first.getByRole('radio', { name: 'Conforme', exact: true }).focus();
  await page.keyboard.press('1');
  await page.keyboard.press('2');
  await isAccessible(page);
  await page.getByRole('button', { name: 'Enregistrer mon évaluation' }).press('Enter');
  await expect(page.getByText('Différent', { exact: true })).toBeVisible();
  expect(sent).toEqual([['/reviews/r1/marks', { marks: { opening: 'met', listening: 'partly' } }]]);
  await page.getByLabel('Vos mots').fill('Belle écoute.');
  await isAccessible(page);
  await page.getByRole('button', { name: 'Rendre', exact: true }).press('Enter');
  await expect(page.getByText('Colibri ne l’a pas encore lu.')).toBeVisible();
});

test('one unacceptable is said to spoil the whole', async ({ page }) => {
  await serve(page, supervisor, { '/reviews': [line], '/reviews/r1': review });
  await page.goto('/supervisor/quality/r1');
  await page
    .getByRole('radiogroup', { name: 'Écoute et questions' })
    .getByRole('radio', { name: 'Inacceptable' })
    .check();
  await expect(page.getByText('la note de tout l’appel est 0')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Enregistrer mon évaluation' })).toBeDisabled();
});

test('a grid gets a criterion more', async ({ page }) => {
  const sent = await serve(page, supervisor, {
    '/campaigns': [{ id: 'c1', name: 'Rendez-vous conseil habitat' }],
    '/campaigns/c1/grid': { campaign_id: 'c1', version: 0, criteria },
    'PUT /campaigns/c1/grid': { campaign_id: 'c1', version: 2, criteria },
  });
  await page.goto('/supervisor/quality/grid');
  await page.getByRole('button', { name: 'Ajouter un critère' }).press('Enter');
  await page.getByRole('group', { name: 'Critère 3' }).getByLabel('Nom').fill('Sourire');
  await isAccessible(page);
  await page.getByRole('button', { name: 'Enregistrer' }).press('Enter');
  await expect(page.getByText('Grille, version 2')).toBeVisible();
  expect(JSON.stringify(sent)).toContain('Sourire');
});

test('an apprentice weighs an own call, reads what was said and answers', async ({ page }) => {
  const own: Schemas['OwnReview'] = {
    id: 'r1',
    state: 'chosen',
    campaign_name: 'Rendez-vous conseil habitat',
    called_at: '2026-11-27T13:05:00Z',
    seconds: 143,
    outcome: 'Refus',
    criteria,
    self_marks: null,
    marks: [],
    score: null,
    comment: null,
    answer: null,
    read_at: null,
  };
  const given: Schemas['OwnReview'] = {
    ...own,
    id: 'r2',
    state: 'given',
    self_marks: { opening: 'met', listening: 'partly' },
    marks: [{ opening: 'met', listening: 'met' }],
    score: 200,
    comment: 'Belle écoute. Dites votre nom plus tôt.',
  };
  const sent = await serve(page, agent, { '/workstation/reviews': [own, given] });
  await page.goto('/agent/calls');
  await expect(page.getByText('20 / 20')).toBeVisible();
  await expect(page.getByText('Belle écoute.')).toBeVisible();
  await isAccessible(page);
  await page.getByLabel('Votre réponse, si vous voulez').fill('Merci.');
  await page.getByRole('button', { name: 'J’ai lu' }).press('Enter');
  await expect.poll(() => sent).toEqual([['/workstation/reviews/r2/read', { answer: 'Merci.' }]]);
});
