import { expect, type Page, test } from '@playwright/test';
import { isAccessible } from '../accessible';
import { signIn } from './people';

/** Two presses of a function key closer than half a second count as one. */
async function press(page: Page, key: string) {
  await page.waitForTimeout(600);
  await page.keyboard.press(key);
}

const bar = (page: Page) => page.getByRole('region', { name: 'Appel', exact: true });
const talk = (page: Page) => page.getByRole('region', { name: 'La conversation' });

/** Answers with the digit that stands before these words. */
async function answer(page: Page, words: RegExp) {
  const button = talk(page).getByRole('button', { name: words });
  const key = await button.getAttribute('aria-keyshortcuts');
  await page.keyboard.press(`Digit${key}`);
  await expect(button).toHaveCount(0);
}

async function open(page: Page, title: string, button: string) {
  await page
    .getByRole('article', { name: title })
    .first()
    .getByRole('button', { name: button })
    .click();
  await expect(bar(page)).toContainText('Je me prépare');
}

test('an apprentice practises on the desk of real calls, by keyboard, and reads what was said of it', async ({
  page,
}) => {
  await signIn(page, 'badge-5');
  await page.getByRole('link', { name: 'M’entraîner' }).click();
  await expect(page.getByRole('heading', { name: 'M’entraîner' })).toBeVisible();
  await isAccessible(page);

  // A call that goes wrong: what may never be done costs it all.
  await open(page, 'Mon premier rendez-vous', 'Commencer');
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
  await press(page, 'F2');
  await answer(page, /Je suis .* Je vous appelle pour Maison Horizon/);
  await press(page, 'F3');
  await answer(page, /Vous pouvez dire non, ou demander/);
  await press(page, 'F3');
  await answer(page, /Avez-vous un projet pour votre maison/);
  await press(page, 'F7');
  await expect(bar(page)).toContainText('Client en attente');
  await expect(talk(page).getByText('La personne attend')).toBeVisible();
  await press(page, 'F7');
  await answer(page, /Si je comprends bien, vous voulez changer les volets/);
  await answer(page, /C’est noté : un matin/);
  await answer(page, /Merci Madame Bellerose/);
  await expect(talk(page).getByText('La conversation est finie')).toBeVisible();
  await press(page, 'F2');
  await page.getByRole('button', { name: 'Rendez-vous pris' }).press('Enter');
  await page
    .getByRole('radio', { name: /^09:30/ })
    .first()
    .check();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Bien joué !' })).toBeVisible();
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
  await open(page, 'Le client pressé', 'Avec aide');
  await press(page, 'F2');
  await expect(page.getByText('Soyez bref, mais dites qui vous êtes.')).toBeVisible();
  await page.reload();
  await expect(page.getByText('Soyez bref, mais dites qui vous êtes.')).toBeVisible();
  await page.getByRole('button', { name: 'Arrêter sans noter' }).click();
  await expect(page.getByText('Aucun pour le moment')).toBeVisible();
});
