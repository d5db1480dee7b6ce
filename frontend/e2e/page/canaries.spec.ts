import { expect, test } from '@playwright/test';
import type { components } from '../../src/api/schema';
import { isAccessible } from '../accessible';
import { supervisor } from './room';

type Canary = components['schemas']['CanaryRead'];

const LIST = '0199a000-0000-7000-8000-0000000000f1';

const canary: Canary = {
  id: '0199a000-0000-7000-8000-0000000000f2',
  list_id: LIST,
  list_name: 'Clients du printemps',
  made_by: 'Mme Lacroix',
  made_at: '2026-11-24T14:00:00Z',
  state: 'planted',
  marked: false,
};

test('a number of the centre is planted, and who had it is asked for when it rings', async ({
  page,
}) => {
  let canaries: Canary[] = [];
  const sent: [string, unknown][] = [];
  await page.routeWebSocket('**/api/feed*', () => {});
  await page.route('**/api/**', (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname.endsWith('/me')) return route.fulfill({ json: supervisor });
    if (route.request().method() === 'POST') {
      sent.push([pathname, route.request().postDataJSON()]);
      if (!pathname.endsWith('/canaries')) return route.fulfill({ status: 204 });
      canaries = [canary];
      return route.fulfill({ status: 202, json: canary });
    }
    if (pathname.endsWith('/canaries')) return route.fulfill({ json: canaries });
    return route.fulfill({ json: [{ id: LIST, name: 'Clients du printemps', state: 'ready' }] });
  });
  await page.goto('/supervisor/canaries');
  await expect(page.getByText('Aucune fiche témoin')).toBeVisible();
  await page.getByRole('combobox', { name: 'Liste' }).click();
  await page.getByRole('option', { name: 'Clients du printemps' }).click();
  await page.getByLabel('Numéro du centre').fill('0590 12 34 56');
  await page.getByRole('button', { name: 'Placer' }).press('Enter');
  await expect(page.getByRole('cell', { name: 'En place' })).toBeVisible();
  await expect(page.getByLabel('Numéro du centre')).toHaveValue('');
  await isAccessible(page);
  await page.getByRole('button', { name: 'Il a sonné' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Ce numéro a reçu un appel venu d’ailleurs ?' });
  await dialog.getByRole('button', { name: 'Il a sonné' }).press('Enter');
  await expect(page.getByText('L’alerte est donnée')).toBeVisible();
  expect(sent).toEqual([
    ['/api/canaries', { list_id: LIST, number: '0590 12 34 56' }],
    [`/api/canaries/${canary.id}/reported`, null],
  ]);
});
