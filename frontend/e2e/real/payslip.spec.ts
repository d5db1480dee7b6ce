import { expect } from '@playwright/test';
import { isAccessible } from '../accessible';
import { as, test } from './people';

test('an apprentice moves the hours of a made-up month and reads who gets what', async ({
  browser,
}) => {
  const page = await as(browser, 'badge-5');
  await page.getByRole('button', { name: 'Mon compte' }).press('Enter');
  await page.getByRole('menuitem', { name: 'Comprendre ma paie' }).press('Enter');
  await expect(page.getByRole('heading', { name: 'Comprendre ma paie' })).toBeVisible();
  await expect(page.getByText('montants inventés')).toBeVisible();
  await expect(page.getByText('Somme reçue : 486,90 €')).toBeVisible();
  await isAccessible(page);
  await page.screenshot({ path: test.info().outputPath('payslip-fr.png'), fullPage: true });
  await page.getByRole('textbox', { name: 'Heures travaillées dans le mois' }).fill('20');
  await expect(page.getByText('Somme reçue : 97,38 €')).toBeVisible();
  await expect(page.getByText('Pécule de libération')).toHaveCount(0);
  await page.getByRole('slider', { name: 'Heures travaillées dans le mois' }).press('End');
  await expect(page.getByText('208 heures à 5,41 €')).toBeVisible();
  await page.getByText('EN', { exact: true }).click();
  await page.setViewportSize({ width: 800, height: 700 });
  await expect(page.getByText('Amount received')).toBeVisible();
  await page.screenshot({ path: test.info().outputPath('payslip-en.png'), fullPage: true });
  const kept = page.waitForResponse('**/api/me/language');
  await page.getByText('FR', { exact: true }).click();
  await kept;
});
