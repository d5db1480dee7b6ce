import { expect, type Page, test } from '@playwright/test';
import type { components } from '../../src/api/schema';
import type { Me } from '../../src/api/types';
import { isAccessible } from '../accessible';
import { snapshot, supervisor } from './room';

type Group = components['schemas']['ClosedGroup'];
type Order = components['schemas']['ReopeningRead'];

const ID = '0199a000-0000-7000-8000-0000000000c1';

const campaign = {
  id: ID,
  name: 'Vérandas de printemps',
  partner_name: 'Soleil Habitat',
  purpose: 'loyalty',
  state: 'open',
  mode: 'sandbox',
  confirms: null,
  confirm_hours: null,
  duties: [],
  script: [],
  masking: {},
  legal_hours: true,
  pacing: 'preview',
  pace_seconds: 10,
  recording: false,
  priority: 1,
  given_to: { team_id: null, agent_id: null },
};

const reach = {
  asked_at: '2026-11-24T14:00:00Z',
  now: 12,
  later: 30,
  never: 1_204_310,
  reasons: [
    {
      when: 'now',
      code: 'callable',
      label: 'Peut être appelé maintenant',
      source: null,
      count: 12,
      next_at: null,
    },
    { when: 'never', code: 'done', label: 'Traité', source: null, count: 1_204_310, next_at: null },
  ],
  forecast: [{ at: '2026-11-24T14:00:00Z', zones: { 'America/Guadeloupe': 12 } }],
  agents: 4,
};

const groups: Group[] = [
  {
    state: 'done',
    reason: 'tries_used',
    label: 'Essais épuisés sans réponse utile',
    count: 1_204_000,
    may_reopen: 1_203_112,
    stays: null,
  },
  {
    state: 'done',
    reason: 'off_target',
    label: 'Pas concerné',
    count: 210,
    may_reopen: 210,
    stays: null,
  },
  {
    state: 'done',
    reason: 'booked',
    label: 'Rendez-vous pris',
    count: 61,
    may_reopen: 0,
    stays: null,
  },
  {
    state: 'blocked',
    reason: 'do_not_call',
    label: 'Ne plus appeler',
    count: 39,
    may_reopen: 0,
    stays: 'La personne ne veut plus être appelée : c’est pour toujours.',
  },
];

const order = (change: Partial<Order> = {}): Order => ({
  id: '0199a000-0000-7000-8000-0000000000e1',
  label: 'Essais épuisés sans réponse utile',
  reference: null,
  reason: 'new_offer',
  words: 'Nouvelle offre de décembre',
  by: 'Mme Lacroix',
  at: '2026-11-24T14:00:00Z',
  most: 500,
  reopened: 200,
  kept: [],
  finished_at: null,
  ...change,
});

interface Server {
  groups: Group[];
  orders: Order[];
  sent: unknown[];
}

async function openPage(page: Page, server: Server, me: Me = supervisor): Promise<void> {
  await page.routeWebSocket('**/api/feed*', () => {});
  await page.route('**/api/**', (route) => {
    const { pathname } = new URL(route.request().url());
    if (route.request().method() === 'POST') {
      server.sent.push(route.request().postDataJSON());
      server.orders = [order()];
      return route.fulfill({ status: 202, json: order() });
    }
    if (pathname.endsWith('/me')) return route.fulfill({ json: me });
    if (pathname.endsWith('/snapshot')) return route.fulfill({ json: snapshot(4) });
    if (pathname.endsWith('/closed-contacts')) return route.fulfill({ json: server.groups });
    if (pathname.endsWith('/closed-contacts/C-7F3K-92QM'))
      return route.fulfill({
        json: {
          reference: 'C-7F3K-92QM',
          label: 'Refus',
          stays: 'La personne a refusé : 60 jours sans appel.',
        },
      });
    if (pathname.endsWith('/gate'))
      return route.fulfill({
        json: { campaign_id: ID, asks: null, choices: [], people: [], suspensions: [] },
      });
    if (pathname.endsWith('/reopenings')) return route.fulfill({ json: server.orders });
    if (pathname.endsWith('/reachability')) return route.fulfill({ json: reach });
    if (pathname.endsWith('/results'))
      return route.fulfill({ json: { contacts: { done: 1_204_271, ready: 12 } } });
    if (pathname.endsWith(`/campaigns/${ID}`)) return route.fulfill({ json: campaign });
    return route.fulfill({ json: [] });
  });
  await page.goto(`/supervisor/campaigns/${ID}`);
}

test('a group is re-opened by the keyboard, with how many beforehand and what stayed closed', async ({
  page,
}) => {
  const server: Server = { groups, orders: [], sent: [] };
  await openPage(page, server);
  const open = page.getByRole('button', { name: 'Fiches terminées : voir et rouvrir' });
  await open.press('Enter');
  await expect(open).toHaveAttribute('aria-expanded', 'true');
  const row = page.getByRole('row', { name: /Essais épuisés/ });
  await expect(row).toContainText(/1\s?203\s?112 peuvent être rouvertes/);
  await expect(page.getByRole('row', { name: /Ne plus appeler/ })).toContainText('pour toujours');
  await expect(page.getByRole('row', { name: /Rendez-vous pris/ })).toContainText(
    'Aucune pour le moment',
  );
  await isAccessible(page);
  await row
    .getByRole('button', { name: 'Rouvrir : Essais épuisés sans réponse utile' })
    .press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Rouvrir des fiches' });
  await expect(dialog.getByRole('button', { name: /Rouvrir 1\s?203\s?112 fiches/ })).toBeDisabled();
  await dialog.getByLabel('Combien de fiches ?').fill('500');
  await dialog.getByRole('radio', { name: 'Il y a du nouveau à proposer' }).check();
  await dialog.getByLabel('En quelques mots').fill('Nouvelle offre de décembre');
  await isAccessible(page);
  await dialog.getByRole('button', { name: 'Rouvrir 500 fiches' }).press('Enter');
  await expect(page.getByText('C’est demandé.')).toBeVisible();
  expect(server.sent).toEqual([
    {
      group: { state: 'done', reason: 'tries_used', most: 500 },
      reason: 'new_offer',
      words: 'Nouvelle offre de décembre',
    },
  ]);
  await expect(page.getByText('en cours : 200 sur 500')).toBeVisible();
  server.orders = [
    order({
      reopened: 491,
      finished_at: '2026-11-24T14:00:09Z',
      kept: [{ code: 'refused', label: 'La personne a refusé : 60 jours sans appel.', count: 9 }],
    }),
  ];
  await expect(page.getByText('491 rouvertes')).toBeVisible();
  await expect(page.getByText('9 · La personne a refusé')).toBeVisible();
  await isAccessible(page);
});

test('one contact is looked up by its reference, and what keeps it closed is said', async ({
  page,
}) => {
  await openPage(page, { groups: [], orders: [], sent: [] });
  await page.getByRole('button', { name: 'Fiches terminées : voir et rouvrir' }).click();
  await expect(page.getByText('Aucune fiche n’est terminée.')).toBeVisible();
  await page.getByLabel('Une seule fiche, par sa référence').fill('c-7f3k-92qm');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Refus · La personne a refusé : 60 jours sans appel.')).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await isAccessible(page);
});

test('who only looks is offered nothing', async ({ page }) => {
  await openPage(page, { groups, orders: [], sent: [] }, { ...supervisor, role: 'trainer' });
  await expect(page.getByText('Peut être appelé maintenant')).toBeVisible();
  await expect(page.getByRole('button', { name: /Fiches terminées/ })).toHaveCount(0);
});
