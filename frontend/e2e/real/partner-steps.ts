/** What a partner does with a list, step by step, for the tests that need one handed over, mended or destroyed. */
import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { passphrase } from './people';

export interface File {
  name: string;
  fileName: string;
  bytes: Buffer;
}

/** Sends a file from the page of new lists, which is open; its columns are shown next. */
export async function send(page: Page, { name, fileName, bytes }: File): Promise<void> {
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: fileName, mimeType: 'text/csv', buffer: bytes });
  await page.getByLabel('Nom de la liste').fill(name);
  await page.getByRole('button', { name: 'Envoyer le fichier' }).click();
  await expect(page.getByText('Ce que nous avons compris')).toBeVisible({ timeout: 60_000 });
}

/** The same from the beginning, for one of the purposes the partner has agreed to. */
export async function sendNew(page: Page, purpose: string, file: File): Promise<void> {
  await page.goto('/partner/lists/new');
  await page.getByRole('radio', { name: purpose }).check();
  await send(page, file);
}

export interface Basis {
  name: string;
  on?: string;
  channel?: string;
  proof?: string;
}

/** Confirms the columns as they stand and declares on what basis people may be called. */
export async function declare(page: Page, basis?: Basis): Promise<void> {
  await page.getByRole('button', { name: 'Les colonnes sont bonnes' }).click();
  if (basis) await page.getByRole('radio', { name: basis.name }).check();
  if (basis?.on) await page.getByLabel('Date').fill(basis.on);
  if (basis?.channel) await page.getByLabel('Canal').fill(basis.channel);
  if (basis?.proof) await page.getByLabel('Preuve', { exact: true }).fill(basis.proof);
  await page.getByRole('checkbox', { name: /Je déclare/ }).check();
}

/** Types the passphrase into the dialog and confirms. */
export async function confirm(page: Page, action: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Votre phrase secrète').fill(passphrase());
  await dialog.getByRole('button', { name: action }).click();
  await expect(dialog).toHaveCount(0);
}

/** Where a file that a click downloads is kept. */
export async function saved(page: Page, click: () => Promise<void>): Promise<string> {
  const download = page.waitForEvent('download');
  await click();
  return await (await download).path();
}

/** The text of a file that a button downloads. */
export async function downloaded(page: Page, button: string | RegExp): Promise<string> {
  const path = await saved(page, () => page.getByRole('button', { name: button }).click());
  return await readFile(path, 'utf8');
}

/** Where what an entry of the results' menu downloads is kept; a campaign's page is open. */
export async function taken(page: Page, entry: RegExp): Promise<string> {
  await page.getByRole('button', { name: 'Télécharger les résultats' }).click();
  return await saved(page, () => page.getByRole('menuitem', { name: entry }).click());
}
