import { expect, test } from '@playwright/test';
import { isAccessible } from '../accessible';
import { agent } from './answers';
import { openDesk } from './desk';

test('the badge and the passphrase open the desk; the address asked for is kept', async ({
  page,
}) => {
  await openDesk(page, { me: null });
  await page.goto('/agent');
  await expect(page).toHaveURL(/sign-in\?to=/);
  await isAccessible(page);
  await page.keyboard.type('B-1042');
  await page.keyboard.press('Tab');
  await page.keyboard.type('quatre mots au hasard');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/agent$/);
});

test('too many tries: how long to wait, counted down', async ({ page }) => {
  const desk = await openDesk(page, { me: null });
  desk.refuse.set('/sign-in', {
    status: 429,
    code: 'too_many_attempts',
    message: 'Trop d’essais.',
    retryAfter: 3,
  });
  await page.goto('/');
  await page.getByLabel('Badge ou identifiant').fill('B-1042');
  await page.getByLabel('Phrase secrète', { exact: true }).fill('faux faux faux');
  await page.getByRole('button', { name: 'Se connecter' }).click();
  await expect(page.getByText('Trop d’essais')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Se connecter' })).toBeDisabled();
  await expect(page.getByRole('button', { name: 'Se connecter' })).toBeEnabled({ timeout: 6_000 });
});

test('a crafted address does not lead out of the application', async ({ page }) => {
  await openDesk(page, { me: null });
  await page.goto('/sign-in?to=//elsewhere.example/');
  await page.getByLabel('Badge ou identifiant').fill('B-1042');
  await page.getByLabel('Phrase secrète', { exact: true }).fill('quatre mots au hasard');
  await page.getByRole('button', { name: 'Se connecter' }).click();
  await expect(page).toHaveURL(/127\.0\.0\.1:\d+\/agent$/);
});

test('a first sign-in leads to a passphrase of one’s own and nowhere else', async ({ page }) => {
  await openDesk(page, { me: { ...agent, must_change_passphrase: true } });
  await page.goto('/agent');
  await expect(page.getByRole('heading', { name: 'Changer ma phrase secrète' })).toBeVisible();
  await page.getByLabel('Phrase secrète actuelle').fill('papier imprimé');
  await page.getByLabel('Nouvelle phrase secrète').fill('court');
  await page.getByLabel('La nouvelle phrase encore une fois').fill('court');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(page.getByText('Trop court')).toBeVisible();
  await page.getByLabel('Nouvelle phrase secrète').fill('mangue lagon tambour étoile');
  await page.getByLabel('La nouvelle phrase encore une fois').fill('mangue lagon tambour étoile');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(page).toHaveURL(/\/agent$/);
});

for (const [language, button] of [
  ['en', 'Sign in'],
  ['es', 'Entrar'],
] as const) {
  test(`the language changes at once to ${language} and is kept`, async ({ page }) => {
    await openDesk(page, { me: null });
    await page.goto('/');
    await page.getByText(language.toUpperCase(), { exact: true }).click();
    await expect(page.getByRole('button', { name: button })).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('lang', language);
    await page.reload();
    await expect(page.getByRole('button', { name: button })).toBeVisible();
  });
}
