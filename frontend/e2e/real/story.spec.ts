import { readFile } from 'node:fs/promises';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { isAccessible } from '../accessible';
import { Traffic } from './browser-traffic';
import { list } from './list';
import { signIn } from './people';

const CAMPAIGN = 'Rendez-vous du salon';

async function as(browser: Browser, name: string): Promise<Page> {
  const context = await browser.newContext({ locale: 'fr-FR', acceptDownloads: true });
  const page = await context.newPage();
  await signIn(page, name);
  return page;
}

async function handOverTheList(partner: Page) {
  await partner.goto('/partner/lists/new');
  await partner.getByRole('radio', { name: 'Prise de rendez-vous' }).check();
  await partner.locator('input[type=file]').setInputFiles({
    name: list.fileName,
    mimeType: 'text/csv',
    buffer: list.bytes(),
  });
  await partner.getByLabel('Nom de la liste').fill(list.name);
  await partner.getByRole('button', { name: 'Envoyer le fichier' }).click();
  await expect(partner.getByText('Ce que nous avons compris')).toBeVisible();
  await isAccessible(partner);
  await partner.getByRole('button', { name: 'Les colonnes sont bonnes' }).click();
  await partner.getByRole('radio', { name: 'Consentement' }).check();
  await partner.getByLabel('Date').fill('2026-09-01');
  await partner.getByLabel('Canal').fill('salon');
  await partner.getByLabel('Preuve', { exact: true }).fill('bulletin signé');
  await partner.getByRole('checkbox', { name: /Je déclare/ }).check();
  await partner.getByRole('button', { name: 'Importer la liste' }).click();
  await expect(partner.getByText('Votre liste est prête')).toBeVisible();
  await expect(partner.getByText('Le numéro manque.')).toBeVisible();
  await isAccessible(partner);
}

async function openTheCampaign(supervisor: Page) {
  await supervisor.goto('/supervisor/campaigns/new');
  await supervisor.getByRole('combobox', { name: 'Partenaire' }).click();
  await supervisor.getByRole('option', { name: 'Maison Horizon' }).click();
  await supervisor.getByRole('radio', { name: 'Prise de rendez-vous' }).check();
  await supervisor.getByLabel('Nom de la campagne').fill(CAMPAIGN);
  // The tests run at any hour: the legal ones are for the rules' own tests.
  await supervisor.getByRole('switch', { name: /heures légales/ }).uncheck();
  await supervisor.getByRole('button', { name: 'Créer le brouillon' }).click();
  await supervisor.getByRole('button', { name: `Attacher la liste ${list.name}` }).click();
  await supervisor.getByRole('tab', { name: 'Réglages' }).click();
  await supervisor.getByLabel('Priorité').fill('1');
  await supervisor.getByRole('button', { name: 'Enregistrer', exact: true }).click();
  await expect(supervisor.getByText('Enregistré. Les prochains contacts')).toBeVisible();
  await supervisor.getByRole('button', { name: /^Ouvrir/ }).click();
  await expect(supervisor.getByText(`« ${CAMPAIGN} » est ouverte.`)).toBeVisible();
}

/** One contact from hand-out to appointment; gives the reference by which it is talked about. */
async function bookAnAppointment(apprentice: Page): Promise<string> {
  const card = apprentice.getByRole('region', { name: 'Fiche du contact' });
  await apprentice.getByRole('button', { name: 'Contact suivant' }).first().click();
  await expect(card).toContainText(CAMPAIGN);
  const reference = /C-[0-9A-Z-]+/.exec((await card.textContent()) ?? '')?.[0] ?? '';
  await apprentice.getByRole('button', { name: 'Appeler', exact: true }).click();
  await apprentice.getByRole('tab', { name: 'Résultat' }).click();
  await apprentice.getByRole('button', { name: 'Rendez-vous pris' }).click();
  await apprentice.getByRole('main').getByRole('radio').first().check();
  await apprentice.getByRole('button', { name: 'Raccrocher et enregistrer' }).click();
  await expect(card).toHaveCount(0);
  return reference.slice(0, 'C-XXXX-XXXX'.length);
}

test('the whole story: list, campaign, calls, dashboard, results - and no secret in the apprentice’s browser', async ({
  browser,
}) => {
  test.setTimeout(240_000);
  const partner = await as(browser, 'horizon');
  await handOverTheList(partner);

  const supervisor = await as(browser, 'encadrante');
  await openTheCampaign(supervisor);
  await supervisor.getByRole('link', { name: 'La salle' }).click();
  await expect(supervisor.getByText('En direct', { exact: true })).toBeVisible();

  const context = await browser.newContext({ locale: 'fr-FR' });
  const traffic = new Traffic(context);
  const apprentice = await context.newPage();
  await signIn(apprentice, 'badge-4'); // whom no other test leaves with a contact in hand
  const start = apprentice.getByRole('button', { name: /Commencer|Contact suivant/ }).first();
  if ((await start.textContent())?.includes('Commencer')) await start.click();

  for (const _ of list.people) {
    const reference = await bookAnAppointment(apprentice);
    // Shown at once, without a reload; the bench measures how soon, this machine may be busy.
    await expect(supervisor.getByText(reference).first()).toBeVisible({ timeout: 3_000 });
  }
  await isAccessible(supervisor);

  await partner.goto('/partner');
  await partner.getByRole('link', { name: CAMPAIGN }).first().click();
  const download = partner.waitForEvent('download');
  await partner.getByRole('button', { name: 'Télécharger les résultats' }).click();
  await partner.getByRole('menuitem', { name: /^CSV/ }).click();
  const results = await readFile(await (await download).path(), 'utf8');
  for (const { reference } of list.people) expect(results).toContain(reference);
  await isAccessible(partner);

  await partner.getByRole('link', { name: 'Rendez-vous', exact: true }).click();
  for (const { reference } of list.people) {
    await expect(partner.getByRole('cell', { name: reference })).toBeVisible();
  }
  await isAccessible(partner);
  const agenda = partner.waitForEvent('download');
  await partner.getByRole('button', { name: /Télécharger l’agenda/ }).click();
  const calendar = await readFile(await (await agenda).path(), 'utf8');
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
