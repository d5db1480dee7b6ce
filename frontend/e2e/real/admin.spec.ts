import { expect } from '@playwright/test';
import { isAccessible } from '../accessible';
import { signIn, test } from './people';

// A name of its own, should the service have seen this test before.
const BADGE = `badge-${Date.now()}`;

test('a new apprentice gets a slip once, signs in with it and has to choose another passphrase', async ({
  page,
  browser,
}) => {
  await signIn(page, 'admin');
  await isAccessible(page);
  await page.getByRole('button', { name: 'Ajouter une personne' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Nom affiché').fill('Ti-Malice');
  await form.getByLabel('Identifiant').fill(BADGE);
  // Other tests may have made centres of their own.
  await form.getByRole('combobox', { name: 'Site' }).click();
  await page.getByRole('option', { name: 'Centre de formation Les Alizés' }).click();
  await form.getByRole('button', { name: 'Créer le compte' }).click();
  const slip = page.getByRole('dialog', { name: 'À remettre en main propre' });
  const passphrase = (await slip.locator('dd').last().textContent()) ?? '';
  expect(passphrase.length).toBeGreaterThan(11);
  await isAccessible(page);
  await slip.getByRole('button', { name: 'C’est remis' }).click();
  await expect(slip).toHaveCount(0);
  await expect(page.getByRole('row', { name: /Ti-Malice/ })).toContainText('Première connexion');

  const desk = await (await browser.newContext({ locale: 'fr-FR' })).newPage();
  await desk.goto('/');
  await desk.getByLabel('Badge ou identifiant').fill(BADGE);
  await desk.getByLabel('Phrase secrète', { exact: true }).fill(passphrase);
  await desk.getByRole('button', { name: 'Se connecter' }).click();
  await expect(desk.getByText('C’est votre première connexion.')).toBeVisible();

  await page.getByRole('link', { name: 'Journal' }).click();
  await expect(page.getByRole('row', { name: /Compte créé/ }).first()).toContainText(
    'Administration',
  );
  await isAccessible(page);
});

test('the agreement of a partner says what may be asked of the centre', async ({ page }) => {
  await signIn(page, 'admin');
  await page.getByRole('link', { name: 'Partenaires' }).click();
  await page.getByRole('button', { name: 'Convention de Maison Horizon' }).click();
  await isAccessible(page);
  await page.getByLabel('Conservation en jours').fill('300');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(page.getByRole('row', { name: /Maison Horizon/ })).toContainText('300 jours');
});

test('an auditor reads the journal and the room, and changes nothing', async ({ page }) => {
  await signIn(page, 'audit');
  await expect(page.getByRole('heading', { level: 1, name: 'Journal' })).toBeVisible();
  await page.getByRole('combobox', { name: 'Genre d’entrée' }).click();
  await page.getByRole('option', { name: 'Liste importée' }).click();
  await expect(page.getByRole('row', { name: /Liste importée/ }).first()).toBeVisible();
  await page.goto('/admin/sites');
  await expect(page.getByRole('heading', { level: 1, name: 'Journal' })).toBeVisible();
  await page.getByRole('link', { name: 'Campagnes' }).click();
  await expect(page.getByRole('link', { name: 'Suivi après-vente' })).toBeVisible();
  await expect(page.getByRole('button', { name: /pause|Ouvrir|Nouvelle/ })).toHaveCount(0);
});

test('a trainer sees the room but no button that steers it', async ({ page }) => {
  await signIn(page, 'formateur');
  await expect(page.getByText('En direct', { exact: true })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Suivi après-vente' })).toBeVisible();
  await expect(page.getByRole('button', { name: /Mettre en pause/ })).toHaveCount(0);
  await isAccessible(page);
});
