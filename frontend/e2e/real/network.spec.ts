import { expect } from '@playwright/test';
import { press } from './calling';
import { signIn, test } from './people';

const NOTE = 'Rappel demandé pour le printemps prochain.';

test('the network is lost in the middle of wrap-up: nothing is lost, nothing is doubled', async ({
  page,
  context,
  browser,
}) => {
  await signIn(page, 'badge-5');
  const bar = page.getByRole('region', { name: 'Appel', exact: true });
  await press(page, 'F2');
  await expect(bar).toContainText('Disponible');
  await press(page, 'F2');
  await expect(bar).toContainText('Je me prépare');
  await press(page, 'F2');
  await expect(bar).toContainText('En conversation');
  await press(page, 'F2'); // hangs up
  await page.getByRole('button', { name: 'Absent pour le moment' }).click();
  await page.getByLabel('Note avec mes mots').fill(NOTE);

  await context.setOffline(true);
  await page.locator('[type=submit]').click();
  await expect(page.getByRole('alert').filter({ hasText: 'Pas de connexion' })).toBeVisible();
  await expect(page.getByLabel('Note avec mes mots')).toHaveValue(NOTE);
  // And when it is back, the first answer is lost on its way: the server has recorded it all the same.
  let lost = 0;
  await page.route('**/outcome', async (route) => {
    if (lost > 0) return route.continue();
    lost += 1;
    await route.fetch();
    return route.abort('connectionreset');
  });
  await context.setOffline(false);
  await expect(page.getByText('Enregistré : Absent pour le moment')).toBeVisible();
  expect(lost).toBe(1);
  await expect(bar).toContainText('Disponible');

  const supervisor = await (await browser.newContext({ locale: 'fr-FR' })).newPage();
  await signIn(supervisor, 'encadrante');
  await supervisor.goto('/supervisor/notes');
  await expect(supervisor.getByText(NOTE)).toHaveCount(1);
});
