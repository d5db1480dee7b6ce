import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { isAccessible } from '../accessible';
import { REAL_PORT } from '../ports';
import { CACHE, passphrase, signIn } from './people';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');

/** Numbers of a range kept for fiction that no other test uses. */
const customers = ['FIN-001', 'FIN-002', 'FIN-003'].map((reference, i) => ({
  reference,
  name: ['Adèle Fontanille', 'Bastien Morvan', 'Clara Vasseur'][i] ?? '',
  phone: `05 36 49 02 1${i}`,
  email: `fin${i}@courrier.example`,
}));

function file(): Buffer {
  const rows = customers.map(({ reference, name, phone, email }) =>
    [reference, ...name.split(' '), phone, email, '31000', 'Toulouse'].join(';'),
  );
  const head = 'Référence client;Prénom;Nom;Téléphone;E-mail;Code postal;Ville';
  return Buffer.from(`${[head, ...rows].join('\r\n')}\r\n`, 'utf8');
}

async function as(browser: Browser, name: string): Promise<Page> {
  const context = await browser.newContext({ locale: 'fr-FR', acceptDownloads: true });
  const page = await context.newPage();
  await signIn(page, name);
  return page;
}

async function handOver(partner: Page, name: string): Promise<void> {
  await partner.goto('/partner/lists/new');
  await partner.getByRole('radio', { name: 'Prise de rendez-vous' }).check();
  await partner
    .locator('input[type=file]')
    .setInputFiles({ name: 'fin.csv', mimeType: 'text/csv', buffer: file() });
  await partner.getByLabel('Nom de la liste').fill(name);
  await partner.getByRole('button', { name: 'Envoyer le fichier' }).click();
  await expect(partner.getByText('Ce que nous avons compris')).toBeVisible();
  await partner.getByRole('button', { name: 'Les colonnes sont bonnes' }).click();
  await partner.getByRole('radio', { name: 'Consentement' }).check();
  await partner.getByRole('checkbox', { name: /Je déclare/ }).check();
  await partner.getByRole('button', { name: 'Importer la liste' }).click();
  await expect(partner.getByText('Votre liste est prête')).toBeVisible();
}

/** Types the passphrase into the dialog and confirms. */
async function confirm(page: Page, action: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Votre phrase secrète').fill(passphrase());
  await dialog.getByRole('button', { name: action }).click();
  await expect(dialog).toHaveCount(0);
}

async function saved(page: Page, click: () => Promise<void>): Promise<string> {
  const download = page.waitForEvent('download');
  await click();
  return await (await download).path();
}

test('a customer’s data is handed out and erased; the list is destroyed, certified, and the certificate holds', async ({
  browser,
}) => {
  test.setTimeout(300_000);
  const partner = await as(browser, 'horizon');
  await handOver(partner, 'Liste à détruire');
  await expect(partner.getByText(/Gardée jusqu’au/)).toBeVisible();

  await partner.goto('/partner/data');
  await partner.getByLabel('Référence client').fill('FIN-002');
  await partner.getByRole('button', { name: 'Chercher' }).click();
  await expect(partner.getByText('Trouvé')).toBeVisible();
  await isAccessible(partner);
  const page = await readFile(
    await saved(partner, () =>
      partner.getByRole('button', { name: 'Télécharger ce qui est détenu' }).click(),
    ),
    'utf8',
  );
  for (const held of ['Morvan', '+33536490211', 'fin1@courrier.example', 'FIN-002'])
    expect(page).toContain(held);
  expect(page).not.toContain('Fontanille');
  await partner.getByRole('button', { name: 'Effacer ce client' }).click();
  await isAccessible(partner);
  await confirm(partner, 'Effacer ce client');
  await expect(partner.getByText('Effacé', { exact: true })).toBeVisible();

  await partner.getByRole('button', { name: 'Détruire maintenant : Liste à détruire' }).click();
  await confirm(partner, 'Détruire maintenant');
  await partner.goto('/partner/lists');
  await partner.getByRole('link', { name: 'Liste à détruire' }).click();
  await expect(partner.getByText('Cette liste n’existe plus')).toBeVisible({ timeout: 60_000 });
  const link = partner.getByRole('link', { name: 'Texte signé : Liste à détruire' });
  await expect(link).toBeVisible({ timeout: 90_000 });
  await isAccessible(partner);
  const certificate = await saved(partner, () => link.click());
  const text = await readFile(certificate, 'utf8');
  expect(text).toContain('records: 2');
  for (const { name, reference } of customers) {
    expect(text).not.toContain(reference);
    expect(text).not.toContain(name.split(' ')[1]);
  }
  const { stdout } = await run(
    join(root, '.venv/bin/callcenter'),
    ['certificates', 'verify', certificate],
    { env: { ...process.env, CALLCENTER_DATA: join(CACHE, `callcenter-e2e-${REAL_PORT}`) } },
  );
  expect(stdout).toContain('genuine and whole');
});

test('an administrator’s order waits for the partner’s word', async ({ browser }) => {
  test.setTimeout(240_000);
  const partner = await as(browser, 'horizon');
  await handOver(partner, 'Liste de l’administrateur');
  const admin = await as(browser, 'admin');
  await admin.goto('/admin/data');
  const row = admin.getByRole('row', { name: /Liste de l’administrateur/ });
  await row.getByRole('button', { name: /Demander la destruction/ }).click();
  await confirm(admin, 'Demander la destruction');
  await expect(row.getByText('Attend l’accord d’une autre personne')).toBeVisible();
  await expect(admin.getByRole('button', { name: 'Donner mon accord' })).toHaveCount(0);
  await isAccessible(admin);

  await partner.goto('/partner/data');
  await expect(partner.getByText('Détruire la liste « Liste de l’administrateur »')).toBeVisible();
  await partner.getByRole('button', { name: 'Donner mon accord' }).click();
  await confirm(partner, 'Donner mon accord');
  await admin.reload();
  await expect(row.getByText(/Détruite le/)).toBeVisible({ timeout: 60_000 });
});
