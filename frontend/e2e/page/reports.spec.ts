import { expect, type Page, test } from '@playwright/test';
import { isAccessible } from '../accessible';
import { definitions, reportFor } from './reports';
import { supervisor } from './room';

async function open(page: Page): Promise<string[]> {
  const asked: string[] = [];
  await page.routeWebSocket('**/api/feed*', () => {});
  await page.route('**/api/**', (route) => {
    const { pathname, searchParams } = new URL(route.request().url());
    if (pathname.endsWith('/me')) return route.fulfill({ json: supervisor });
    if (pathname.endsWith('/kpis')) return route.fulfill({ json: definitions });
    if (pathname.endsWith('/choices')) {
      return route.fulfill({
        json: {
          sites: [],
          campaigns: [{ id: 'c1', name: 'Rendez-vous conseil habitat' }],
          lists: [{ id: 'l1', name: 'Habitants de Pointe-à-Pitre' }],
          agents: [{ id: 'a1', name: 'Colibri' }],
        },
      });
    }
    if (pathname.endsWith('/kept')) {
      const kept = {
        id: 'k1',
        span: 'month',
        since: '2026-10-01',
        until: '2026-10-31',
        made_at: '2026-11-01T05:00:00Z',
        site_name: 'Centre de Baie-Mahault',
      };
      return route.fulfill({ json: [kept] });
    }
    if (pathname.endsWith('/reports')) {
      asked.push(searchParams.toString());
      return route.fulfill({ json: reportFor(searchParams) });
    }
    return route.fulfill({ json: [] });
  });
  await page.goto('/supervisor/reports');
  return asked;
}

test('a supervisor reads a week by hour, beside the week before, and takes it away', async ({
  page,
}) => {
  const asked = await open(page);
  const table = page.getByRole('table').first();
  await expect(table).toContainText('Fidélité clients 2026');
  await expect(table).toContainText('avant :');
  await page.locator('label', { hasText: 'Heure' }).first().click();
  await expect(page.getByText('On répond le plus à')).toBeVisible();
  expect(asked.at(-1)).toContain('by=hour');
  await isAccessible(page);
  await page.getByRole('button', { name: 'Emporter' }).press('Enter');
  const pdf = page.getByRole('menuitem', { name: 'PDF, à imprimer' });
  await expect(pdf).toHaveAttribute('href', /by=hour.*format=pdf/);
});

test('each figure tells its formula to the keyboard', async ({ page }) => {
  await open(page);
  await page.getByRole('button', { name: 'Joignabilité', exact: true }).focus();
  const told = page.getByRole('tooltip');
  await expect(told.filter({ hasText: '÷ fiches traitées' })).toBeVisible();
  await page.getByRole('button', { name: /^DMC : comment/ }).focus();
  await expect(told.filter({ hasText: 'Durée moyenne de conversation' })).toBeVisible();
});

test('days in the wrong order are not asked for; a list narrows the report', async ({ page }) => {
  const asked = await open(page);
  await page.getByRole('combobox', { name: 'Liste' }).click();
  await page.getByRole('option', { name: 'Habitants de Pointe-à-Pitre' }).click();
  await expect.poll(() => asked.at(-1)).toContain('list_id=l1');
  await page.locator('label', { hasText: 'Autres dates' }).first().click();
  await page.getByLabel('Du', { exact: true }).fill('2026-11-20');
  await page.getByLabel('Au (inclus)').fill('2026-11-21');
  await expect.poll(() => asked.at(-1)).toContain('before_since=2026-11-18');
  expect(asked.at(-1)).toContain('since=2026-11-20');
  const count = asked.length;
  await page.getByLabel('Au (inclus)').fill('2026-11-01');
  await expect(page.getByRole('button', { name: 'Emporter' })).toHaveCount(0);
  expect(asked.length).toBe(count);
});
