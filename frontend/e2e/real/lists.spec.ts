import { expect } from '@playwright/test';
import { isAccessible } from '../accessible';
import { declare, send, sendNew } from './partner-steps';
import { signIn, test } from './people';

// A name of its own, should the service have seen this test before.
const NAME = `Adhérents ${Date.now()}`;
const LINES = 400;

/** What a French Excel exports; the numbers are of a range kept for fiction that no other test uses. */
function file(from: number, lastName: string): Buffer {
  const rows = Array.from({ length: LINES - from }, (_, index) => {
    const at = String(from + index).padStart(3, '0');
    return `AD-${at};Mme;${lastName};Zoé;0536492${at};31000;Toulouse`;
  });
  const header = 'Adhérent;Civ;Nom;Prénom;Téléphone;CP;Ville';
  return Buffer.from(`${[header, ...rows].join('\r\n')}\r\n`, 'latin1');
}

test('a replacement says whom it would withdraw before anything is done', async ({ page }) => {
  test.setTimeout(300_000);
  await signIn(page, 'horizon');
  const first = { name: NAME, fileName: 'adherents.csv', bytes: file(0, 'Lefèvre-Boë') };
  await sendNew(page, 'Fidélisation', first);
  await declare(page, { name: 'Contrat en cours', on: '2026-09-01' });
  await page.getByRole('button', { name: 'Importer la liste' }).click();
  await expect(page.getByText('Votre liste est prête')).toBeVisible({ timeout: 60_000 });

  await page.getByRole('button', { name: 'Remplacer' }).click();
  await send(page, { name: 'Rentrée', fileName: 'rentree.csv', bytes: file(30, 'Lefèvre') });
  await declare(page);
  await page.getByRole('button', { name: 'Voir ce qui changerait' }).click();
  await expect(
    page.getByText('30 personnes absentes du fichier seraient retirées des appels.'),
  ).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText(/370 personnes connues seraient modifiées/)).toBeVisible();
  await isAccessible(page);
  await page.getByRole('button', { name: 'Ne rien changer' }).click();
  await expect(page.getByText('Liste abandonnée')).toBeVisible();
});
