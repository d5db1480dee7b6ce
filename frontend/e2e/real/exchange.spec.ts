import { expect } from '@playwright/test';
import { isAccessible } from '../accessible';
import { signIn, test } from './people';

/** A public age key, made for this test; its other half was thrown away. */
const KEY = 'age192y88kxxqxpvc4dl5pnc4dyth632d2ynen600xlcu3dcmc6zeywslmhf89';

test('a partner finds the centre’s key, stores its own and gives a program a token it can take back', async ({
  page,
}) => {
  test.setTimeout(120_000);
  await signIn(page, 'electro');
  await page.getByRole('link', { name: 'Échanges sécurisés' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Échanges sécurisés');
  await expect(page.getByText(/^age1[a-z0-9]{58}$/)).toBeVisible();
  await expect(page.getByText('Aucun jeton')).toBeVisible();

  const own = page.getByLabel('Clé publique age de votre entreprise');
  await own.fill('age1faux');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(page.getByRole('alert')).toContainText('Ce n’est pas votre clé publique age');
  await own.fill(KEY);
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(page.getByText('L’encadrement du centre voit chaque changement')).toBeVisible();

  await page.getByRole('button', { name: 'Créer un jeton' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Nom').fill('CRM du siège');
  await dialog.getByLabel('Déposer des listes').check();
  await dialog.getByLabel('Lire l’état des listes et des campagnes').check();
  await isAccessible(page);
  await dialog.getByRole('button', { name: 'Créer le jeton' }).click();
  const secret = await dialog.getByText(/^cct_/).innerText();
  await isAccessible(page);
  await dialog.getByRole('button', { name: 'Je l’ai copié' }).click();
  await expect(page.getByText(secret)).toHaveCount(0);

  const answer = await page.request.get('/api/call-lists', {
    headers: { Authorization: `Bearer ${secret}` },
  });
  expect(answer.status()).toBe(200);
  await page.reload();
  await expect(page.getByRole('cell', { name: 'en service' })).toBeVisible();
  await isAccessible(page);
  await page.getByRole('button', { name: 'Révoquer CRM du siège' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Révoquer' }).click();
  await expect(page.getByRole('cell', { name: 'révoqué' })).toBeVisible();
  const after = await page.request.get('/api/call-lists', {
    headers: { Authorization: `Bearer ${secret}` },
  });
  expect(after.status()).toBe(401);

  await page.context().clearCookies();
  await signIn(page, 'encadrante');
  await page.goto('/supervisor/lists');
  await expect(page.getByText(KEY)).toBeVisible();
  await isAccessible(page);
});
