import { readFile } from 'node:fs/promises';
import { type Download, expect, type Page } from '@playwright/test';
import { isAccessible } from '../accessible';
import { signIn, test } from './people';

const year = new Date().getFullYear() + 1;
const file = [
  'Date;Début;Fin;Lieu;Places',
  `02/03/${year};9h;9h30;Agence du Port;2`,
  `02/03/${year};10h;10h30;Agence du Port;2`,
  `03/25/${year};9h;9h30;Agence du Port;2`,
].join('\r\n');

test('a partner reads a file of slots before it is taken, then changes and withdraws one', async ({
  page,
}) => {
  await signIn(page, 'electro');
  await page.goto('/partner/slots');
  const before = (await (await page.request.get('/api/slots')).json()).length;
  await page.getByRole('button', { name: 'Importer un fichier' }).click();
  await page.locator('input[type=file]').setInputFiles({
    name: 'créneaux.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(file, 'latin1'),
  });
  await expect(
    page.getByText('Lignes lues : 3 · créneaux à ajouter : 2 · refusées : 1'),
  ).toBeVisible();
  await expect(page.getByText(/Ligne 4 : Le mois est avant le jour/)).toBeVisible();
  await isAccessible(page);
  await page.getByRole('button', { name: 'Ajouter 2 créneaux' }).click();
  await expect(page.getByText('2 créneaux ajoutés.')).toBeVisible();
  expect((await (await page.request.get('/api/slots')).json()).length).toBe(before + 2);

  await page.getByRole('button', { name: 'Semaine suivante' }).click();
  const slot = page.getByRole('button', { name: /09:00 Agence de Rennes/ }).first();
  await slot.click();
  await page.getByRole('button', { name: 'Fermer aux suivants' }).click();
  await expect(page.getByText('Créneau modifié.')).toBeVisible();
  await expect(page.getByText(/plus aucun rendez-vous/)).toBeVisible();
  await isAccessible(page);
  await page.getByRole('button', { name: 'Retirer ce créneau' }).click();
  await expect(page.getByText('Personne n’y a de rendez-vous.')).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: 'Retirer ce créneau' }).last().click();
  await expect(page.getByText('Créneau retiré.')).toBeVisible();
});

/** Stores the partner's own age key, or takes it back. */
async function store(page: Page, key: string): Promise<void> {
  await page.goto('/partner/exchange');
  const own = page.getByLabel('Clé publique age de votre entreprise');
  await expect(own).toBeVisible();
  if ((await own.inputValue()) === key) return;
  await own.fill(key);
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(page.getByText('Vos choix sont enregistrés.')).toBeVisible();
}

async function taken(page: Page, button: string): Promise<Download> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: button, exact: true }).click();
  return download;
}

test('a partner takes away an extract of its journal with a checkpoint', async ({ page }) => {
  await signIn(page, 'electro');
  await store(page, '');
  await page.goto('/partner/journal');
  await expect(page.getByText(/Signé jusqu’à l’écriture/)).toBeVisible();
  await page.getByRole('combobox', { name: 'Genre' }).click();
  await page.getByRole('option', { name: 'Listes' }).click();
  await expect(page.getByText('Liste importée').first()).toBeVisible();
  const extract = await taken(page, 'Télécharger l’extrait');
  expect(extract.suggestedFilename()).toMatch(/^journal_electro-caraibe_\d{4}-\d\d-\d\d\.zip$/);
  const names = (await readFile(await extract.path())).toString('latin1');
  for (const name of ['checkpoint.txt', 'journal.csv', 'LISEZ-MOI.txt'])
    expect(names).toContain(name);
});

/** A public age key, made for this test; its other half was thrown away. */
const KEY = 'age192y88kxxqxpvc4dl5pnc4dyth632d2ynen600xlcu3dcmc6zeywslmhf89';

test('with a key of its own, extract and calendar leave a partner encrypted, and the buttons say so', async ({
  page,
}) => {
  await signIn(page, 'electro');
  await store(page, KEY);
  for (const [address, button] of [
    ['/partner/journal', 'Télécharger l’extrait, chiffré'],
    ['/partner/appointments', 'Télécharger l’agenda (.ics), chiffré'],
  ] as const) {
    await page.goto(address);
    const file = await taken(page, button);
    expect(file.suggestedFilename()).toMatch(/\.age$/);
    const content = await readFile(await file.path());
    expect(content.subarray(0, 22).toString()).toBe('age-encryption.org/v1\n');
  }
  await store(page, '');
});

test('a partner declares on what basis a campaign calls whom its list says nothing of', async ({
  page,
}) => {
  await signIn(page, 'electro');
  await page.getByRole('link', { name: 'Suivi après-vente' }).first().click();
  const panel = page.getByRole('region', { name: 'Base légale de la campagne' });
  await expect(panel).toContainText('Aucune n’est déclarée');
  await panel.getByRole('button', { name: 'Déclarer une base légale' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: 'Après-vente' }).check();
  await dialog.getByLabel('Date').fill('2026-01-05');
  await dialog.getByLabel('Canal').fill('Magasin');
  await dialog.getByLabel('Preuve').fill('Facture');
  await isAccessible(page);
  await dialog.getByRole('button', { name: 'Je le déclare' }).click();
  await expect(panel).toContainText('Après-vente, le 5 janv. 2026');
  await expect(panel).toContainText('Magasin · Facture');
  await isAccessible(page);
});
