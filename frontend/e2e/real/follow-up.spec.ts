import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { isAccessible } from '../accessible';
import { as, passphrase } from './people';

const ALIAS = 'Colibri';
const PYTHON = join(import.meta.dirname, '../../../.venv/bin/python');
const READ =
  'import io,sys,pypdf;print("\\n".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(sys.stdin.buffer.read())).pages))';

/** What stands on the paper that the page offers to print. */
async function printed(page: Page): Promise<string> {
  const address = await page.getByRole('link', { name: 'Imprimer' }).getAttribute('href');
  const file = await page.request.get(address ?? '');
  expect(file.headers()['content-type']).toBe('application/pdf');
  return execFileSync(PYTHON, ['-c', READ], { input: await file.body() }).toString();
}

async function sign(page: Page) {
  await page.getByRole('button', { name: 'Signer' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Votre phrase secrète').fill(passphrase());
  await isAccessible(page);
  await dialog.getByRole('button', { name: 'Signer' }).click();
  await expect(dialog).toBeHidden();
}

test('a follow-up is prepared, talked over, signed by both, printed, and its code verified', async ({
  browser,
}) => {
  const trainer = await as(browser, 'formateur');
  const apprentice = await as(browser, 'badge-1');
  await trainer.goto('/trainer');
  await trainer.getByRole('link', { name: ALIAS }).click();
  await trainer.getByRole('button', { name: 'Prévoir un bilan' }).click();
  await trainer.getByLabel('Jour de l’entretien').fill('2027-01-14');
  await trainer.getByRole('button', { name: 'Prévoir', exact: true }).click();
  await expect(trainer.getByRole('heading', { name: `Bilan de ${ALIAS}` })).toBeVisible();
  await isAccessible(trainer);

  await apprentice.goto('/agent/papers');
  await expect(apprentice.getByRole('heading', { name: /Prochain bilan/ })).toBeVisible();
  await apprentice.getByLabel('Ce que je veux dire').fill('J’ai moins peur des refus.');
  await isAccessible(apprentice);
  await apprentice.getByRole('button', { name: 'Garder mes mots' }).click();
  await expect(apprentice.getByText('Vos mots sont gardés.')).toBeVisible();

  await trainer.reload();
  await expect(trainer.getByText('J’ai moins peur des refus.')).toBeVisible();
  await trainer
    .getByLabel('Ce que vous avez dit ensemble')
    .fill('La présentation est claire. Les silences sont bien tenus.');
  await trainer.getByLabel('Ce qui change dans le plan').fill('Deux appels de niveau 2.');
  await trainer.getByRole('button', { name: 'Établir le document' }).click();
  await expect(trainer.getByRole('heading', { name: 'Bilan de suivi', level: 1 })).toBeVisible();
  await sign(trainer);
  await isAccessible(trainer);

  await apprentice.reload();
  await apprentice.getByRole('link', { name: /Bilan de suivi/ }).click();
  await expect(
    apprentice.getByText('Les silences sont bien tenus.', { exact: false }),
  ).toBeVisible();
  await sign(apprentice);
  await isAccessible(apprentice);
  const paper = await printed(apprentice);
  for (const words of [
    'Bilan de suivi',
    'J’ai moins peur des refus.',
    'Deux appels de niveau 2.',
    'signé au poste',
  ]) {
    expect(paper).toContain(words);
  }
  const code = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(paper)?.[0] ?? '';

  await trainer.goto('/papers');
  await trainer.getByLabel('Code de vérification').fill(code.toLowerCase());
  await trainer.getByRole('button', { name: 'Vérifier' }).click();
  await expect(
    trainer.getByRole('status').filter({ hasText: 'Ce document est vrai' }),
  ).toBeVisible();
  await isAccessible(trainer);
});
