import { type Browser, expect, type Page, test } from '@playwright/test';
import { Traffic } from './browser-traffic';
import { list } from './list';
import { signIn } from './people';

/** Asks the API as the signed-in page itself would. */
async function ask<R>(page: Page, method: string, path: string, body?: unknown): Promise<R> {
  return page.evaluate(
    async ([verb, address, json]) => {
      const headers = { 'Content-Type': 'application/json' };
      const response = await fetch(address, { method: verb, ...(json && { headers, body: json }) });
      if (!response.ok) throw new Error(`${verb} ${address}: ${await response.text()}`);
      return response.status === 204 ? null : response.json();
    },
    [method, path, body ? JSON.stringify(body) : ''] as const,
  );
}

interface List {
  id: string;
  partner_id: string;
  state: string;
  counts: { accepted: number; warned: number; refused: number } | null;
}

async function as(browser: Browser, name: string): Promise<Page> {
  const page = await (await browser.newContext({ locale: 'fr-FR' })).newPage();
  await signIn(page, name);
  return page;
}

async function hasState(page: Page, id: string, state: string): Promise<void> {
  const now = async () => (await ask<List>(page, 'GET', `/api/call-lists/${id}`)).state;
  await expect.poll(now, { timeout: 15_000 }).toBe(state);
}

/** The partner hands the list over; what the server understood of its columns is confirmed as it is. */
async function handOver(partner: Page): Promise<List> {
  const made = await ask<List>(partner, 'POST', '/api/call-lists', {
    name: list.name,
    purpose: 'appointment',
    file_name: list.fileName,
  });
  await partner.evaluate(
    async ([address, content]) => {
      const body = Uint8Array.from(content);
      await fetch(address, { method: 'PUT', body });
    },
    [`/api/call-lists/${made.id}/file`, [...list.bytes()]] as const,
  );
  await hasState(partner, made.id, 'needs_mapping');
  const preview = await ask<{ columns: { index: number; field: string; use: string }[] }>(
    partner,
    'GET',
    `/api/call-lists/${made.id}/preview`,
  );
  await ask(partner, 'POST', `/api/call-lists/${made.id}/import`, {
    columns: preview.columns.map(({ index, field, use }) => ({ index, field, use })),
    consent: { basis: 'consent', on: '2026-09-01', channel: 'salon', proof: 'bulletin' },
  });
  await hasState(partner, made.id, 'ready');
  return ask<List>(partner, 'GET', `/api/call-lists/${made.id}`);
}

/** The supervisor opens a campaign on it that comes before every other. */
async function openCampaign(supervisor: Page, { id, partner_id }: List): Promise<void> {
  const campaign = await ask<{ id: string }>(supervisor, 'POST', '/api/campaigns', {
    name: 'Rendez-vous du salon',
    partner_id,
    purpose: 'appointment',
  });
  await ask(supervisor, 'PATCH', `/api/campaigns/${campaign.id}`, { priority: 1 });
  await ask(supervisor, 'PUT', `/api/call-lists/${id}/campaign`, { campaign_id: campaign.id });
  await ask(supervisor, 'POST', `/api/campaigns/${campaign.id}/open`);
}

test('an apprentice’s browser never receives a number, an e-mail or an address', async ({
  browser,
}) => {
  const partner = await as(browser, 'horizon');
  const made = await handOver(partner);
  const { accepted = 0, warned = 0, refused = 0 } = made.counts ?? {};
  expect([accepted + warned, refused]).toEqual([list.people.length, 2]);
  const supervisor = await as(browser, 'encadrante');
  await openCampaign(supervisor, made);

  const context = await browser.newContext({ locale: 'fr-FR' });
  const traffic = new Traffic(context);
  const page = await context.newPage();
  await signIn(page, 'badge-4');
  await page.getByRole('button', { name: 'Commencer' }).first().click();
  const card = page.getByRole('region', { name: 'Fiche du contact' });
  for (const _ of list.people) {
    await page.getByRole('button', { name: 'Contact suivant' }).first().click();
    await expect(card).toContainText('Rendez-vous du salon');
    await page.getByRole('button', { name: 'Appeler', exact: true }).click();
    await page.getByRole('tab', { name: 'Résultat' }).click();
    await page.getByRole('button', { name: 'Rendez-vous pris' }).click();
    await page.getByRole('main').getByRole('radio').first().check();
    await page.getByRole('button', { name: 'Raccrocher et enregistrer' }).click();
    await expect(card).toHaveCount(0);
  }
  expect(traffic.size).toBeGreaterThan(40);
  expect(await traffic.find(['rendez-vous du salon'])).not.toEqual([]); // the search can find something
  expect(await traffic.find(list.secrets())).toEqual([]);
});
