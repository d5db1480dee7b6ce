import { expect } from '@playwright/test';
import { isAccessible } from '../accessible';
import { signIn, test } from './people';

test('a supervisor says which languages an apprentice speaks', async ({ page }) => {
  await signIn(page, 'encadrante');
  await page.goto('/supervisor/centre');
  const panel = page.getByRole('region', { name: 'Langues et types d’appel' });
  await expect(panel).toContainText('Colibri');
  await isAccessible(page);
  await panel.getByRole('combobox', { name: 'Langues de Colibri' }).focus();
  await page.keyboard.press('ArrowDown');
  await page.getByRole('option', { name: 'Espagnol' }).click();
  await expect(page.getByText('C’est enregistré pour Colibri.').first()).toBeVisible();
  await page.reload();
  await expect(panel.getByRole('row', { name: /Colibri/ })).toContainText('Espagnol');
});
