import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { isAccessible } from '../accessible';
import { Traffic } from './browser-traffic';
import { bookAnAppointment, openTheCampaign, startWork } from './calling';
import { list } from './list';
import { declare, downloaded, sendNew, taken } from './partner-steps';
import { as, signIn, test } from './people';

const CAMPAIGN = 'Rendez-vous du salon';

async function handOverTheList(partner: Page) {
  await sendNew(partner, 'Prise de rendez-vous', { ...list, bytes: list.bytes() });
  await isAccessible(partner);
  await declare(partner, {
    name: 'Consentement',
    on: '2026-09-01',
    channel: 'salon',
    proof: 'bulletin signé',
  });
  await partner.getByRole('button', { name: 'Importer la liste' }).click();
  await expect(partner.getByText('Votre liste est prête')).toBeVisible();
  await expect(partner.getByText('Le numéro manque.')).toBeVisible();
  await isAccessible(partner);
}

test('the whole story: list, campaign, calls, dashboard, results - and no secret in the apprentice’s browser', async ({
  browser,
}) => {
  test.setTimeout(240_000);
  const partner = await as(browser, 'horizon');
  await handOverTheList(partner);

  const supervisor = await as(browser, 'encadrante');
  await openTheCampaign(supervisor, CAMPAIGN, list.name);
  await supervisor.getByRole('link', { name: 'La salle' }).click();
  await expect(supervisor.getByText('En direct', { exact: true })).toBeVisible();

  const context = await browser.newContext({ locale: 'fr-FR' });
  const traffic = new Traffic(context);
  const apprentice = await context.newPage();
  await signIn(apprentice, 'badge-4'); // whom no other test leaves with a contact in hand
  await startWork(apprentice);

  for (const _ of list.people) {
    const reference = await bookAnAppointment(apprentice, CAMPAIGN);
    // Shown at once, without a reload; the bench measures how soon, this machine may be busy.
    await expect(supervisor.getByText(reference).first()).toBeVisible({ timeout: 3_000 });
  }
  await isAccessible(supervisor);

  await partner.goto('/partner');
  await partner.getByRole('link', { name: CAMPAIGN }).first().click();
  const told = await readFile(await taken(partner, /^CSV/), 'utf8');
  for (const { reference } of list.people) expect(told).toContain(reference);
  await isAccessible(partner);

  await partner.getByRole('link', { name: 'Rendez-vous', exact: true }).click();
  for (const { reference } of list.people) {
    await expect(partner.getByRole('cell', { name: reference, exact: true })).toBeVisible();
  }
  await isAccessible(partner);
  const calendar = await downloaded(partner, /Télécharger l’agenda/);
  for (const { reference, name } of list.people) {
    expect(calendar).toContain(reference);
    expect(calendar).not.toContain(name);
  }
  await partner.getByRole('link', { name: 'Journal', exact: true }).click();
  await expect(partner.getByText('Fiche masquée remise à un conseiller').first()).toBeVisible();
  await expect(partner.getByText(/Signé jusqu’à l’écriture/)).toBeVisible({ timeout: 45_000 });
  await isAccessible(partner);

  expect(traffic.size).toBeGreaterThan(40);
  expect(await traffic.find([CAMPAIGN])).not.toEqual([]); // the search can find something
  expect(await traffic.find(list.secrets())).toEqual([]);
});
