import { expect } from '@playwright/test';
import { isAccessible } from '../accessible';
import { newCentre, practiceOnce } from './centre';
import { as, passphrase, test } from './people';

test('an apprentice’s training is erased when one administrator asks and another agrees', async ({
  browser,
}) => {
  const centre = await newCentre(browser, 'Centre de l’Est');
  const alias = `Noddi ${centre.run}`;
  try {
    const other = await centre.join({ role: 'administrator', name: 'Mme Balisier' });
    const apprentice = await centre.join({ role: 'agent', name: alias });
    const trainer = await centre.join({ role: 'trainer', name: 'M. Figuier' });
    const practice = await practiceOnce(apprentice);
    const page = await as(browser, 'admin');
    await page.getByLabel('Chercher').fill(alias);
    const row = page.getByRole('row', { name: alias });
    await row.getByRole('button').click();
    await page.getByRole('menuitem', { name: 'Désactiver' }).click();
    await expect(row).toContainText('Désactivé');
    await row.getByRole('button').click();
    await page.getByRole('menuitem', { name: 'Effacer les données de formation' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText('Un autre administrateur doit donner son accord');
    await dialog.getByLabel('Votre phrase secrète').fill(passphrase());
    await isAccessible(page);
    await dialog.getByRole('button', { name: 'Effacer', exact: true }).click();
    await expect(dialog).toHaveCount(0);
    await page.goto('/admin/data');
    const mine = page.getByRole('listitem').filter({ hasText: alias });
    await expect(mine.getByRole('button', { name: 'Retirer ma demande' })).toBeVisible();
    await expect(mine.getByRole('button', { name: 'Donner mon accord' })).toHaveCount(0);

    await other.page.goto('/admin/data');
    const asked = other.page.getByRole('listitem').filter({ hasText: alias });
    await expect(asked).toContainText('Effacer la formation et le nom de');
    await asked.getByRole('button', { name: 'Donner mon accord' }).click();
    const consent = other.page.getByRole('dialog');
    await consent.getByLabel('Votre phrase secrète').fill(other.passphrase);
    await isAccessible(other.page);
    await consent.getByRole('button', { name: 'Donner mon accord' }).click();
    await expect(consent).toHaveCount(0);
    await expect(asked).toHaveCount(0);

    // The name is nowhere any more, the account is shut for good, and of the call nothing is left.
    await page.goto('/admin');
    await page.getByLabel('Chercher').fill(apprentice.signIn);
    await expect(page.getByText('Personne ne correspond')).toBeVisible();
    await page.getByLabel('Chercher').fill(centre.name);
    const erased = page.getByRole('row', { name: 'Apprenti effacé' });
    await expect(erased).toContainText('Désactivé');
    await erased.getByRole('button').click();
    await expect(page.getByRole('menuitem', { name: 'Réactiver' })).toBeDisabled();
    await expect(page.getByText(alias)).toHaveCount(0);
    const debrief = `/api/debriefs/${practice}`;
    await expect.poll(async () => (await trainer.page.request.get(debrief)).status()).toBe(404);
  } finally {
    await centre.close();
  }
});
