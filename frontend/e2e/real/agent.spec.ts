import { expect, type Page } from '@playwright/test';
import { isAccessible } from '../accessible';
import { appointmentsFirst, press } from './calling';
import { as, fillIn, signIn, test } from './people';

const state = (page: Page, name: string | RegExp) =>
  expect(page.getByRole('region', { name: 'Appel', exact: true })).toContainText(name);

test('an apprentice works a real contact through by keyboard alone', async ({ page }) => {
  await signIn(page, 'badge-1');
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await state(page, 'Pas encore commencé');
  await isAccessible(page);

  await press(page, 'F2');
  await state(page, 'Disponible');
  await press(page, 'F2');
  await state(page, 'Je me prépare');
  await isAccessible(page);
  await expect(page.getByText('Pas en direct')).toHaveCount(0);

  await press(page, 'F2');
  await state(page, 'En conversation');
  await press(page, 'F4');
  await isAccessible(page);
  await page.getByRole('button', { name: 'Rappeler plus tard' }).press('Enter');
  await expect(page.getByRole('group', { name: 'À quelle heure ?' })).toBeVisible();
  await isAccessible(page);
  await page.getByRole('group', { name: 'Rappeler quel jour ?' }).getByRole('radio').nth(2).focus();
  await page.keyboard.press('Space');
  await page.getByRole('group', { name: 'À quelle heure ?' }).getByRole('radio').first().focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Enregistré : Rappeler plus tard')).toBeVisible();
  await state(page, 'Disponible');
  await expect(page.getByRole('region', { name: 'Mes rappels' })).toContainText('C-');
  await expect(page.getByText('Dernier résultat')).toBeVisible();
  expect(complaints).toEqual([]);
});

test('a contact that is handed back is not lost, and a pause is seen', async ({ page }) => {
  await signIn(page, 'badge-2');
  await press(page, 'F2');
  await state(page, 'Disponible');
  await press(page, 'F2');
  await state(page, 'Je me prépare');
  await page.getByRole('button', { name: 'Rendre cette fiche' }).click();
  await page.getByRole('menuitem', { name: 'Pas maintenant' }).click();
  await state(page, 'Disponible');
  await press(page, 'F10');
  await expect(page.getByRole('dialog')).toBeVisible(); // its keys work from then on
  await page.keyboard.press('1');
  await state(page, 'En pause');
  await press(page, 'F2');
  await state(page, 'Disponible');
});

test('two tabs of one apprentice hold one contact: the second asks before it goes on, the first is told', async ({
  context,
}) => {
  const first = await context.newPage();
  await signIn(first, 'badge-3');
  await press(first, 'F2');
  await state(first, 'Disponible');
  await press(first, 'F2');
  await state(first, 'Je me prépare');
  const elsewhere = { name: 'Votre travail est ouvert ailleurs' };
  const second = await context.newPage();
  await second.goto('/agent');
  await expect(second.getByRole('heading', elsewhere)).toBeVisible();
  await second.getByRole('button', { name: 'Continuer ici' }).click();
  await state(second, 'Je me prépare');
  await expect(first.getByRole('heading', elsewhere)).toBeVisible();
  await press(second, 'F2');
  await state(second, 'En conversation');
  await second.getByRole('tab', { name: 'Résultat' }).click();
  await second.getByRole('button', { name: 'Absent pour le moment' }).click();
  await second.getByRole('button', { name: 'Raccrocher et enregistrer' }).click();
  await expect(second.getByText('Enregistré : Absent pour le moment')).toBeVisible();
  await expect(first.getByRole('heading', elsewhere)).toBeVisible();
});

test('a booked appointment can be corrected to another slot', async ({ browser, page }) => {
  const back = await appointmentsFirst(await as(browser, 'encadrante'));
  await signIn(page, 'badge-4');
  await press(page, 'F2');
  await state(page, 'Disponible');
  await press(page, 'F2');
  await state(page, 'Je me prépare');
  await press(page, 'F2');
  await state(page, 'En conversation');
  await back();
  await press(page, 'F3');
  await press(page, 'F3');
  await expect(page.getByRole('heading', { name: /besoin|avis|problème/ })).toBeVisible();
  await press(page, 'F4');
  await page.keyboard.press('1');
  await page.getByRole('main').getByRole('radio').first().check();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Enregistré : Rendez-vous pris')).toBeVisible();
  await page.getByRole('button', { name: 'Corriger' }).click();
  await page.keyboard.press('1');
  await page.getByRole('main').getByRole('radio').nth(5).check();
  await page.getByRole('button', { name: 'Enregistrer la correction' }).click();
  await expect(page.getByText('Enregistré : Rendez-vous pris')).toHaveCount(2);
  await expect(page.getByRole('button', { name: 'Corriger' })).toBeVisible();
});

test('a session that ends in the middle of a form: sign in over the page, and it is recorded', async ({
  page,
  context,
}) => {
  await signIn(page, 'badge-5');
  await press(page, 'F2');
  await state(page, 'Disponible');
  await press(page, 'F2');
  await state(page, 'Je me prépare');
  await press(page, 'F2');
  await state(page, 'En conversation');
  await press(page, 'F4');
  await page.getByRole('button', { name: 'Une autre personne a répondu' }).click();
  await page.getByLabel('Note avec mes mots').fill('Rappeler en fin de semaine.');
  await context.clearCookies();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Votre session est terminée' });
  await expect(dialog).toBeVisible();
  await fillIn(dialog, 'badge-5');
  await expect(page.getByText('Enregistré : Une autre personne a répondu')).toBeVisible();
  await state(page, 'Disponible');
});

test('somebody else who signs in over the page finds a desk of their own', async ({
  page,
  context,
  browser,
}) => {
  await signIn(page, 'badge-6');
  await press(page, 'F2');
  await state(page, 'Disponible');
  await press(page, 'F2');
  const reference = await page.getByText(/^C-/).first().textContent();
  await context.clearCookies();
  await press(page, 'F2');
  await fillIn(page.getByRole('dialog', { name: 'Votre session est terminée' }), 'badge-2');
  await state(page, /Disponible|Pas encore commencé/); // at work, or sent home since
  await expect(page.getByText(reference ?? 'C-')).toHaveCount(0);

  // The contact waits for its own agent, who gives it back.
  const back = await as(browser, 'badge-6');
  await expect(back.getByText(reference ?? 'C-').first()).toBeVisible();
  const here = back.getByRole('button', { name: 'Continuer ici' });
  if (await here.isVisible()) await here.click();
  await back.getByRole('button', { name: 'Rendre cette fiche' }).click();
  await back.getByRole('menuitem', { name: 'Pas maintenant' }).click();
  await state(back, 'Disponible');
});
