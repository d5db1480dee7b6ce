import { expect, type Page } from '@playwright/test';
import { isAccessible } from '../accessible';
import { press } from './calling';
import { as, signIn, test } from './people';
import { begin, talk } from './practising';

const TITLE = 'Chez les Bellerose';
const WORDS = 'Allô oui, ici Élodie.';

const graph = (page: Page) => page.getByRole('region', { name: 'La conversation en image' });
const form = (page: Page) => page.getByRole('region', { name: 'La ligne choisie' });

test('a trainer writes a simulated customer from a shipped one, and an apprentice calls it', async ({
  page,
  browser,
}) => {
  await signIn(page, 'formateur');
  await page.goto('/trainer/library/rdv-premier');
  await expect(graph(page).getByRole('button')).toHaveCount(12);
  await isAccessible(page);
  await page.getByRole('button', { name: 'En faire une copie' }).click();
  await expect(page.getByText('Brouillon', { exact: true })).toBeVisible();
  await isAccessible(page);

  // A line of its own, and an answer that leads nowhere any more.
  await form(page).getByLabel('Façon de le dire 1').fill(WORDS);
  for (const _ of [1, 2]) await form(page).getByLabel('Supprimer la façon 2').click();
  await graph(page).getByRole('button', { name: 'C’est qui, à l’appareil' }).press('Enter');
  await form(page).getByRole('button', { name: 'Supprimer la ligne' }).click();
  await page.getByRole('tab', { name: 'La personne et l’appel' }).click();
  await page.getByLabel('Titre', { exact: true }).first().fill(TITLE);
  await isAccessible(page);
  await page.getByRole('button', { name: 'Publier' }).click();
  await expect(page.getByText('Un point à corriger').or(page.getByText('2 points'))).toBeVisible();
  await expect(page.getByText('Cette réponse ne mène à aucune ligne')).toBeVisible();
  await isAccessible(page);

  // It leads there, and back to another line: mended.
  await page.getByRole('button', { name: `Ligne « ${WORDS} », réponse 3` }).click();
  await form(page).getByRole('combobox', { name: 'La personne dit alors' }).click();
  await page.getByRole('option', { name: /Non merci\. Au revoir/ }).click();
  await page.getByRole('button', { name: 'Jouer tous les chemins' }).click();
  await expect(page.getByText('Rien à corriger')).toBeVisible();
  await expect(page.getByText(/Au mieux 100 %, au pire 0 %/)).toBeVisible();
  await page.getByRole('button', { name: 'Publier' }).click();
  await expect(page.getByText('Publié, version 1')).toBeVisible();
  await isAccessible(page);

  // Its first line in a voice.
  await page.getByRole('combobox', { name: 'Ligne montrée' }).click();
  await page.getByRole('option').first().click();
  await form(page).getByRole('button', { name: 'Enregistrer ma voix, façon 1' }).click();
  await form(page)
    .getByRole('button', { name: /^Arrêter/ })
    .click();
  await expect(page.getByText('Voix enregistrée')).toBeVisible();
  await expect(form(page).getByRole('button', { name: 'Écouter la façon 1' })).toBeVisible();

  const apprentice = await as(browser, 'badge-3');
  await apprentice.goto('/agent/practice');
  await begin(apprentice, TITLE, 'Commencer');
  await press(apprentice, 'F2');
  await expect(talk(apprentice).getByText(WORDS)).toBeVisible();
  await talk(apprentice).getByRole('button', { name: 'Écouter' }).click();
  await expect(talk(apprentice).getByRole('button', { name: 'Arrêter l’écoute' })).toBeVisible();
  await isAccessible(apprentice);
  await apprentice.getByRole('button', { name: 'Arrêter sans noter' }).click();

  // Nobody is left with it: the other tests count what there is.
  await page.getByRole('button', { name: 'Autres actions' }).click();
  await page.getByRole('menuitem', { name: 'Retirer' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Retirer' }).click();
  await expect(page.getByText('Brouillon', { exact: true })).toBeVisible();
});
