import { expect } from '@playwright/test';
import { isAccessible } from '../accessible';
import { declare, sendNew } from './partner-steps';
import { signIn, test } from './people';

/** Enough lines that nobody has to be quick; their numbers are of a range that no other test uses. */
const LINES = 200_000;

function file(): Buffer {
  const digits = (index: number) =>
    `07 56 ${String(index).padStart(6, '0').match(/../g)?.join(' ')}`;
  const rows = Array.from(
    { length: LINES },
    (_, i) => `P-${i};Mme;Vasseur;Zoé;${digits(i)};31000;Toulouse`,
  );
  const head = 'Référence client;Civilité;Nom;Prénom;Téléphone;Code postal;Ville';
  return Buffer.from(`${[head, ...rows].join('\r\n')}\r\n`);
}

test('a partner pauses an import, lets it go on where it stopped, and gives it up only when asked twice', async ({
  page,
}) => {
  test.setTimeout(300_000);
  await signIn(page, 'electro');
  await sendNew(page, 'Après-vente', {
    name: 'Grande liste',
    fileName: 'grande.csv',
    bytes: file(),
  });
  await declare(page, { name: 'Contrat en cours' });
  await page.getByRole('button', { name: 'Importer la liste' }).click();

  const state = (text: string) => page.getByRole('status').filter({ hasText: text });
  const done = async () => {
    const told = await page.getByText(/lignes sur .* environ/).innerText();
    return Number(told.split('lignes')[0]?.replace(/\D/g, ''));
  };
  await expect(page.getByText(/par seconde/)).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Mettre en pause' }).click();
  await expect(state('Import en pause')).toBeVisible({ timeout: 60_000 });
  const stood = await done();
  expect(stood).toBeGreaterThan(0);
  expect(stood).toBeLessThan(LINES);
  await isAccessible(page);
  await page.goto('/partner/lists');
  await expect(page.getByRole('row', { name: /Grande liste/ })).toContainText('En pause');
  await page.getByRole('link', { name: 'Grande liste' }).click();
  expect(await done()).toBe(stood);

  // Asked, and thought better of: it still stands where it stood.
  await page.getByRole('button', { name: 'Abandonner l’import' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toHaveCSS('opacity', '1'); // half-way in, its words are pale
  await isAccessible(page);
  await dialog.getByRole('button', { name: 'Annuler' }).click();
  await expect(dialog).toHaveCount(0);
  expect(await done()).toBe(stood);

  await page.getByRole('button', { name: 'Reprendre' }).click();
  await expect(state('Import en cours')).toBeVisible();
  await expect(page.getByText(/par seconde/)).toBeVisible({ timeout: 60_000 });
  expect(await done()).toBeGreaterThanOrEqual(stood);
  await page.getByRole('button', { name: 'Abandonner l’import' }).click();
  await dialog.getByRole('button', { name: 'Abandonner l’import' }).click();
  await expect(page.getByRole('heading', { name: 'Liste abandonnée' })).toBeVisible({
    timeout: 60_000,
  });
});
