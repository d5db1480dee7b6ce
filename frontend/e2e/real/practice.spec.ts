import { expect } from '@playwright/test';
import { isAccessible } from '../accessible';
import { press } from './calling';
import { signIn, test } from './people';
import { answer, begin, makeFirstAppointment } from './practising';

test('an apprentice practises on the desk of real calls, by keyboard, and reads what was said of it', async ({
  page,
}) => {
  await signIn(page, 'badge-5');
  await page.getByRole('link', { name: 'M’entraîner' }).click();
  await expect(page.getByRole('heading', { name: 'M’entraîner' })).toBeVisible();
  await isAccessible(page);

  // A call that goes wrong: what may never be done costs it all.
  await begin(page, 'Mon premier rendez-vous', 'Commencer');
  await isAccessible(page);
  await press(page, 'F2');
  await answer(page, /Je suis .* Je vous appelle pour Maison Horizon/);
  await answer(page, /Ce n’est pas commercial/);
  await press(page, 'F2');
  await isAccessible(page);
  await page.getByRole('button', { name: 'Refus', exact: true }).press('Enter');
  await page.getByRole('radio', { name: 'Pas besoin' }).check();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Une chose à ne jamais faire' })).toBeVisible();
  await expect(page.getByText('On ne ment jamais là-dessus').first()).toBeVisible();
  await isAccessible(page);

  // The same call, well done.
  await page.getByRole('button', { name: 'Recommencer' }).click();
  await makeFirstAppointment(page);
  await isAccessible(page);
  await page.getByRole('link', { name: 'Un autre appel' }).click();
  await expect(page.getByText('Meilleur essai : 100 %').first()).toBeVisible();
  await page.getByRole('link', { name: 'Ma progression' }).click();
  await expect(page.getByText('Je propose un rendez-vous sans forcer.')).toBeVisible();
  await isAccessible(page);
});

test('with help there is a hint, and a call can be stopped without a score', async ({ page }) => {
  await signIn(page, 'badge-4');
  await page.goto('/agent/practice');
  await begin(page, 'Le client pressé', 'Avec aide');
  await press(page, 'F2');
  await expect(page.getByText('Soyez bref, mais dites qui vous êtes.')).toBeVisible();
  await page.reload();
  await expect(page.getByText('Soyez bref, mais dites qui vous êtes.')).toBeVisible();
  await page.getByRole('button', { name: 'Arrêter sans noter' }).click();
  await expect(page.getByText('Aucun pour le moment')).toBeVisible();
});
