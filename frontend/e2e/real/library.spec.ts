import { expect } from '@playwright/test';
import { isAccessible } from '../accessible';
import { as, test } from './people';

test('a trainer reads a scenario whole, and keeps referentials in versions', async ({
  browser,
}) => {
  const trainer = await as(browser, 'formateur');
  await trainer.goto('/trainer/library');
  await expect(trainer.getByRole('link', { name: 'Insultes au téléphone' })).toBeVisible();
  await isAccessible(trainer);
  await trainer.getByRole('link', { name: 'Insultes au téléphone' }).click();
  await expect(trainer.getByText('Bande de bons à rien')).toBeVisible();
  await isAccessible(trainer);
  await trainer.goto('/trainer/referentials');
  await expect(trainer.getByRole('heading', { name: /Conseiller/ }).first()).toBeVisible();
  await isAccessible(trainer);
});

test('a module written anew stands beside the version that was done', async ({ browser }) => {
  const trainer = await as(browser, 'formateur');
  await trainer.goto('/trainer/library');
  await trainer.getByRole('link', { name: 'Parler d’une facture non payée' }).click();
  await isAccessible(trainer);
  await trainer.getByRole('link', { name: 'Modifier', exact: true }).click();
  await trainer
    .getByRole('textbox', { name: 'En une phrase' })
    .fill('Parler d’argent avec respect.');
  await isAccessible(trainer);
  await trainer.getByRole('button', { name: 'Enregistrer cette version' }).click();
  await expect(trainer.getByText('version 2', { exact: true })).toBeVisible();
  await expect(trainer.getByText('Parler d’argent avec respect.')).toBeVisible();
});
