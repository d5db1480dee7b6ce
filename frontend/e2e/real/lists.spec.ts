import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import { isAccessible } from '../accessible';
import { signIn } from './people';

// A name of its own, should the service have seen this test before.
const NAME = `Adhérents ${Date.now()}`;
const LINES = 400;

/** Of a range kept for fiction; no other test uses these. */
const number = (index: number) => {
  const digits = `0536492${String(index).padStart(3, '0')}`;
  return digits.replace(/(..)(?=.)/g, '$1 ');
};

/** What a French Excel exports: semicolons, cp1252, CRLF; two lines have numbers that are none. */
function firstFile(): Buffer {
  const rows = Array.from({ length: LINES }, (_, index) => {
    const phone = index === 7 ? '05 36' : index === 21 ? 'à rappeler' : number(index);
    return `AD-${String(index).padStart(4, '0')};Mme;Lefèvre-Boë;Zoé;${phone};31000;Toulouse;Confort été`;
  });
  const header = 'Adhérent;Civ;Nom;Prénom;Téléphone;CP;Ville;Suivi';
  return Buffer.from(`${[header, ...rows].join('\r\n')}\r\n`, 'latin1');
}

const parts = (line: string) => line.split(';');

/** Sends a file from the page of new lists; its columns are shown next. */
async function send(page: Page, name: string, fileName: string, buffer: Buffer) {
  await page.locator('input[type=file]').setInputFiles({
    name: fileName,
    mimeType: 'text/csv',
    buffer,
  });
  await page.getByLabel('Nom de la liste').fill(name);
  await page.getByRole('button', { name: 'Envoyer le fichier' }).click();
  await expect(page.getByText('Ce que nous avons compris')).toBeVisible({ timeout: 60_000 });
}

test('a partner uploads a list, corrects a column, and mends only the lines that were refused', async ({
  page,
}) => {
  test.setTimeout(300_000);
  await signIn(page, 'horizon');
  await page.goto('/partner/lists/new');
  const purpose = page.getByRole('radio', { name: 'Fidélisation' });
  await purpose.check();
  await send(page, NAME, 'adherents.csv', firstFile());

  // « Suivi » says nothing by itself: the partner says that it is the product.
  await page.getByRole('combobox', { name: 'Ce qu’est la colonne Suivi' }).click();
  await page.getByRole('option', { name: 'Produit ou contrat' }).click();
  await isAccessible(page);
  await page.getByRole('button', { name: 'Les colonnes sont bonnes' }).click();
  await page.getByRole('radio', { name: 'Contrat en cours' }).check();
  await page.getByLabel('Date').fill('2026-09-01');
  await page.getByRole('checkbox', { name: /Je déclare/ }).check();
  await page.getByRole('button', { name: 'Importer la liste' }).click();
  await expect(page.getByText('Votre liste est prête')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('2 lignes à corriger')).toBeVisible();
  await isAccessible(page);

  const reports = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Rapport CSV' }).click();
  const report = await readFile(await (await reports).path(), 'utf8');
  expect(report.trim().split('\r\n')).toHaveLength(LINES + 1);
  expect(report).not.toContain('Lefèvre');

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Télécharger les lignes refusées' }).click();
  const refused = await readFile(await (await download).path(), 'utf8');
  const [header = '', ...lines] = refused.replace('\ufeff', '').trim().split('\r\n');
  expect(parts(header).slice(-2)).toEqual(['Ligne d’origine', 'À corriger']);
  expect(lines.map((line) => parts(line)[0])).toEqual(['AD-0007', 'AD-0021']);

  const mended = lines.map((line, index) => {
    const cells = parts(line);
    cells[4] = number(900 + index);
    return cells.join(';');
  });
  await page.getByRole('button', { name: 'Déposer les lignes corrigées' }).click();
  await expect(page.getByRole('radio', { name: /Compléter une liste/ })).toBeChecked();
  await isAccessible(page);
  const body = Buffer.from([header, ...mended, ''].join('\r\n'));
  await send(page, 'Lignes corrigées', 'a-corriger.csv', body);
  // The correction of the first time is remembered.
  await expect(page.getByRole('combobox', { name: 'Ce qu’est la colonne Suivi' })).toHaveValue(
    'Produit ou contrat',
  );
  await page.getByRole('button', { name: 'Les colonnes sont bonnes' }).click();
  await page.getByRole('checkbox', { name: /Je déclare/ }).check();
  await page.getByRole('button', { name: 'Voir ce qui changerait' }).click();
  await expect(page.getByText('2 personnes seraient ajoutées.')).toBeVisible({ timeout: 60_000 });
  await isAccessible(page);
  await page.getByRole('button', { name: 'Appliquer ces changements' }).click();
  await expect(page.getByText('C’est fait, comme annoncé')).toBeVisible({ timeout: 60_000 });
  await page.getByRole('link', { name: `Voir la liste « ${NAME} »` }).click();
  await expect(page.getByText(`${LINES} contacts dans la liste aujourd’hui`)).toBeVisible();
  await expect(page.getByRole('row', { name: /Lignes corrigées/ })).toContainText('Appliqué');
  await isAccessible(page);
});

test('a replacement says whom it would withdraw before anything is done', async ({ page }) => {
  test.setTimeout(300_000);
  await signIn(page, 'horizon');
  await page.goto('/partner/lists');
  await page.getByRole('link', { name: NAME }).click();
  await page.getByRole('button', { name: 'Remplacer' }).click();
  const [header = '', ...rows] = firstFile().toString('latin1').trim().split('\r\n');
  const kept = rows.slice(30).map((row) => row.replace('Lefèvre-Boë', 'Lefèvre'));
  const body = Buffer.from([header, ...kept, ''].join('\r\n'), 'latin1');
  await send(page, 'Rentrée', 'rentree.csv', body);
  await page.getByRole('button', { name: 'Les colonnes sont bonnes' }).click();
  await page.getByRole('checkbox', { name: /Je déclare/ }).check();
  await page.getByRole('button', { name: 'Voir ce qui changerait' }).click();
  await expect(
    page.getByText('30 personnes absentes du fichier seraient retirées des appels.'),
  ).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText(/370 personnes connues seraient modifiées/)).toBeVisible();
  await isAccessible(page);
  await page.getByRole('button', { name: 'Ne rien changer' }).click();
  await expect(page.getByText('Liste abandonnée')).toBeVisible();
});
