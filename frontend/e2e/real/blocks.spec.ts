import { expect } from '@playwright/test';
import { isAccessible } from '../accessible';
import { newCentre } from './centre';
import { test } from './people';

const TITLE = 'Le téléphone et moi';

test('a trainer writes a block of the assessment, and finds it among those to compose one from', async ({
  browser,
}) => {
  const centre = await newCentre(browser, 'Centre du Sud');
  try {
    const { page } = await centre.join({ role: 'trainer', name: 'Mme Acajou' });
    const apprentice = await centre.join({ role: 'agent', name: 'Gravelot' });
    await page.goto('/trainer/library');
    await page.getByRole('link', { name: 'Nouvelle épreuve' }).click();
    const publish = page.getByRole('button', { name: 'Publier cette version' });
    await expect(publish).toBeDisabled();
    await page.getByLabel('Titre').fill(TITLE);
    await page.getByLabel('En une phrase').fill('Deux questions pour se connaître.');
    await page.getByLabel(/Texte au-dessus des questions/).fill('Lisez, puis **choisissez**.');
    await page.getByRole('button', { name: 'Ajouter un exercice' }).click();
    const exercise = page.getByRole('group', { name: 'Exercice 1' });
    await exercise
      .getByRole('textbox', { name: 'Question', exact: true })
      .fill('Le téléphone sonne. Que dire ?');
    await exercise.getByLabel('Réponses').fill('*Bonjour, je vous écoute.\nQuoi ?');
    await exercise.getByLabel('Explication à la fin').fill('On salue d’abord.');
    await isAccessible(page);
    await publish.click();
    await expect(page.getByRole('heading', { level: 1, name: TITLE })).toBeVisible();
    await expect(page.getByText('Le téléphone sonne. Que dire ?')).toBeVisible();
    await isAccessible(page);

    await page.getByRole('link', { name: 'Bibliothèque' }).first().click();
    await expect(page.getByRole('row', { name: TITLE })).toContainText('1');
    await page.goto(`/trainer/people/${apprentice.id}/path`);
    await expect(page.getByRole('checkbox', { name: TITLE })).toBeVisible();
  } finally {
    await centre.close();
  }
});
