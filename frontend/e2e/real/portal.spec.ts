import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { isAccessible } from '../accessible';
import { signIn } from './people';

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

test('a partner takes away an extract of its journal with a checkpoint', async ({ page }) => {
  await signIn(page, 'electro');
  await page.goto('/partner/journal');
  await expect(page.getByText(/Signé jusqu’à l’écriture/)).toBeVisible();
  await page.getByRole('combobox', { name: 'Genre' }).click();
  await page.getByRole('option', { name: 'Listes' }).click();
  await expect(page.getByText('Liste importée').first()).toBeVisible();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Télécharger l’extrait' }).click();
  const extract = await download;
  expect(extract.suggestedFilename()).toMatch(/^journal_electro-caraibe_\d{4}-\d\d-\d\d\.zip$/);
  const names = (await readFile(await extract.path())).toString('latin1');
  for (const name of ['checkpoint.txt', 'journal.csv', 'LISEZ-MOI.txt'])
    expect(names).toContain(name);
});
