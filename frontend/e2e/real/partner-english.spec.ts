import { expect } from '@playwright/test';
import { isAccessible } from '../accessible';
import { as, test } from './people';

test('a partner reads its campaign and its report in English', async ({ browser }) => {
  const page = await as(browser, 'horizon');
  await page.setViewportSize({ width: 800, height: 900 });
  await page.getByText('EN', { exact: true }).click();
  await page.goto('/partner/reports');
  await expect(page.getByRole('heading', { name: 'Reports', level: 1 })).toBeVisible();
  await isAccessible(page);
  await page.screenshot({ path: test.info().outputPath('partner-report-en.png'), fullPage: true });
  await page.goto('/partner');
  await page.getByRole('link', { name: 'Rendez-vous conseil habitat' }).first().click();
  await expect(page).toHaveURL(/partner\/campaigns\//);
  await expect(page.getByText('Live', { exact: true }).first()).toBeVisible();
  await isAccessible(page);
  await page.screenshot({ path: test.info().outputPath('partner-live-en.png'), fullPage: true });
  const kept = page.waitForResponse('**/api/me/language');
  await page.getByText('FR', { exact: true }).click();
  await kept;
});
