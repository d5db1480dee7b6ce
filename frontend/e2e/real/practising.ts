/** A practice call by keyboard, as an apprentice makes it. */
import { expect, type Page } from '@playwright/test';
import { press } from './calling';

export const bar = (page: Page) => page.getByRole('region', { name: 'Appel', exact: true });
export const talk = (page: Page) => page.getByRole('region', { name: 'La conversation' });

/** Answers with the digit that stands before these words. */
export async function answer(page: Page, words: RegExp) {
  const button = talk(page).getByRole('button', { name: words });
  const key = await button.getAttribute('aria-keyshortcuts');
  await page.keyboard.press(`Digit${key}`);
  await expect(button).toHaveCount(0);
}

export async function begin(page: Page, title: string, button: string) {
  const card = page.getByRole('article', { name: title }).first();
  await card.getByRole('button', { name: button }).click();
  await expect(bar(page)).toContainText('Je me prépare');
}

/** « Mon premier rendez-vous », from the call to its debrief, without a fault. */
export async function makeFirstAppointment(page: Page) {
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
}
