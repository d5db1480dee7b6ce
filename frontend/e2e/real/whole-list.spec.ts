import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, type Page } from '@playwright/test';
import { isAccessible } from '../accessible';
import { REAL_PORT } from '../ports';
import { bookAnAppointment, openTheCampaign, startWork } from './calling';
import { confirm, declare, downloaded, saved, send, sendNew, taken } from './partner-steps';
import { as, CACHE, test } from './people';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');

// Names of its own, should the service have seen this test before.
const NAME = `Adhérents du sud ${Date.now()}`;
const CAMPAIGN = `Visites ${Date.now()}`;
/** So many that the import is seen at work; no other test uses these numbers. */
const LINES = 100_000;
const BROKEN: Record<number, string> = { 7: '05 36', 21: 'à rappeler' };

const number = (index: number) =>
  `0757${String(index).padStart(6, '0')}`.replace(/(..)(?=.)/g, '$1 ');
const count = (told: string) => Number(told.replace(/\D/g, ''));

/** What a French Excel exports: semicolons, cp1252, CRLF; two lines have numbers that are none. */
function file(): Buffer {
  const rows = Array.from({ length: LINES }, (_, index) => {
    const phone = BROKEN[index] ?? number(index);
    return `AS-${String(index).padStart(6, '0')};Mme;Lefèvre-Boë;Zoé;${phone};31000;Toulouse;Confort été`;
  });
  const header = 'Adhérent;Civ;Nom;Prénom;Téléphone;CP;Ville;Suivi';
  return Buffer.from(`${[header, ...rows].join('\r\n')}\r\n`, 'latin1');
}

const followUp = (page: Page) => page.getByRole('combobox', { name: 'Ce qu’est la colonne Suivi' });

/** Uploads the list, says what one column is, and watches the import until the list is ready. */
async function handOver(page: Page): Promise<void> {
  const list = { name: NAME, fileName: 'adherents.csv', bytes: file() };
  await sendNew(page, 'Prise de rendez-vous', list);
  // « Suivi » says nothing by itself: the partner says that it is the product.
  await followUp(page).click();
  await page.getByRole('option', { name: 'Produit ou contrat' }).click();
  await isAccessible(page);
  await declare(page, {
    name: 'Consentement',
    on: '2026-09-01',
    channel: 'salon',
    proof: 'bulletin',
  });
  await page.getByRole('button', { name: 'Importer la liste' }).click();

  await expect(page.getByText(/par seconde/)).toBeVisible({ timeout: 60_000 });
  const progress = page.getByText(/lignes sur .* environ/);
  const done = async () => count((await progress.innerText()).split('lignes')[0] ?? '');
  const before = await done();
  expect(before).toBeLessThan(LINES);
  await expect
    .poll(async () => ((await progress.isVisible()) ? await done() : LINES))
    .toBeGreaterThan(before);
  await expect(page.getByText('Votre liste est prête')).toBeVisible({ timeout: 120_000 });
  await expect(page.getByText('2 lignes à corriger')).toBeVisible();
  await isAccessible(page);
}

/** Takes the refused lines away, corrects their numbers and hands only these in again. */
async function mend(page: Page): Promise<void> {
  const report = await downloaded(page, 'Rapport CSV');
  expect(report.trim().split('\r\n')).toHaveLength(LINES + 1);
  expect(report).not.toContain('Lefèvre');

  const refused = await downloaded(page, 'Télécharger les lignes refusées');
  const [header = '', ...lines] = refused.replace('\ufeff', '').trim().split('\r\n');
  expect(header.split(';').slice(-2)).toEqual(['Ligne d’origine', 'À corriger']);
  expect(lines.map((line) => line.split(';')[0])).toEqual(['AS-000007', 'AS-000021']);
  const mended = lines.map((line, index) => {
    const cells = line.split(';');
    cells[4] = number(LINES + index);
    return cells.join(';');
  });
  await page.getByRole('button', { name: 'Déposer les lignes corrigées' }).click();
  await expect(page.getByRole('radio', { name: /Compléter une liste/ })).toBeChecked();
  await isAccessible(page);
  const bytes = Buffer.from([header, ...mended, ''].join('\r\n'));
  await send(page, { name: 'Lignes corrigées', fileName: 'a-corriger.csv', bytes });
  // The correction of the first time is remembered.
  await expect(followUp(page)).toHaveValue('Produit ou contrat');
  await declare(page);
  await page.getByRole('button', { name: 'Voir ce qui changerait' }).click();
  await expect(page.getByText('2 personnes seraient ajoutées.')).toBeVisible({ timeout: 60_000 });
  await isAccessible(page);
  await page.getByRole('button', { name: 'Appliquer ces changements' }).click();
  await expect(page.getByText('C’est fait, comme annoncé')).toBeVisible({ timeout: 60_000 });
  await page.getByRole('link', { name: `Voir la liste « ${NAME} »` }).click();
  const total = page.getByText(/contacts dans la liste aujourd’hui/);
  await expect.poll(async () => count(await total.innerText())).toBe(LINES);
  await expect(page.getByRole('row', { name: /Lignes corrigées/ })).toContainText('Appliqué');
  await isAccessible(page);
}

/** Orders the end of the list and takes the certificate away; gives where it is kept. */
async function destroy(page: Page): Promise<string> {
  await page.goto('/partner/data');
  await page.getByRole('button', { name: `Détruire maintenant : ${NAME}` }).click();
  await isAccessible(page);
  await confirm(page, 'Détruire maintenant');
  await page.goto('/partner/lists');
  await page.getByRole('link', { name: NAME }).click();
  await expect(page.getByText('Cette liste n’existe plus')).toBeVisible({ timeout: 60_000 });
  const link = page.getByRole('link', { name: `Texte signé : ${NAME}` });
  await expect(link).toBeVisible({ timeout: 90_000 });
  await isAccessible(page);
  return await saved(page, () => link.click());
}

/** What the service's own program says. */
async function command(...args: string[]): Promise<string> {
  const data = join(CACHE, `callcenter-e2e-${REAL_PORT}`);
  const env = { ...process.env, CALLCENTER_DATA: data };
  const { stdout } = await run(join(root, '.venv/bin/callcenter'), args, { env });
  return stdout;
}

test('the life of a list: uploaded, mapped, imported, mended, called, taken away as results, destroyed, certified', async ({
  browser,
}) => {
  test.setTimeout(420_000);
  const partner = await as(browser, 'horizon');
  await handOver(partner);
  await mend(partner);

  await openTheCampaign(await as(browser, 'encadrante'), CAMPAIGN, NAME);
  const apprentice = await as(browser, 'badge-4');
  await startWork(apprentice);
  await bookAnAppointment(apprentice, CAMPAIGN);
  await partner.goto('/partner');
  await partner.getByRole('link', { name: CAMPAIGN }).first().click();
  const file = await taken(partner, /^CSV/);
  const signature = await taken(partner, /^Signature du fichier/);
  expect(await command('results', 'verify', file, signature)).toContain('genuine and whole');
  const told = await readFile(file, 'utf8');
  const called = /AS-\d{6}/.exec(told)?.[0] ?? '';
  expect(called).not.toBe('');

  const certificate = await destroy(partner);
  const text = await readFile(certificate, 'utf8');
  expect(text).toContain(`records: ${LINES}`);
  for (const held of ['AS-', 'Lefèvre', called]) expect(text).not.toContain(held);
  const verdict = await command('certificates', 'verify', certificate);
  expect(verdict).toContain('genuine and whole');
});
