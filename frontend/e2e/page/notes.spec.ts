import { expect, test } from '@playwright/test';
import type { components } from '../../src/api/schema';
import { isAccessible } from '../accessible';
import { supervisor } from './room';

type Note = components['schemas']['NoteRead'];

const note = (changes: Partial<Note>): Note => ({
  outcome_id: '0199a000-0000-7000-8000-0000000000e1',
  at: '2026-11-24T14:00:00Z',
  agent: 'Conseiller 2',
  campaign_name: 'Vérandas de printemps',
  reference: 'C-7F3K-92QM',
  label: 'Absent',
  note: 'Chez elle, aux Flamboyants',
  compared: true,
  found: [],
  ...changes,
});

test('a note with the contact’s own data is rewritten, not passed on', async ({ page }) => {
  let notes = [note({ found: ['street', 'phone'] }), note({ outcome_id: 'e2', note: 'Le matin' })];
  const sent: unknown[] = [];
  await page.routeWebSocket('**/api/feed*', () => {});
  await page.route('**/api/**', (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname.endsWith('/me')) return route.fulfill({ json: supervisor });
    if (pathname.endsWith('/late-notes')) return route.fulfill({ json: [] });
    if (pathname.endsWith('/rewrite')) {
      sent.push(route.request().postDataJSON());
      notes = [note({ note: 'Au calme', compared: false })];
      return route.fulfill({ status: 204 });
    }
    return route.fulfill({ json: notes });
  });
  await page.goto('/supervisor/notes');
  const card = page.getByRole('listitem').filter({ hasText: 'Flamboyants' });
  await expect(card).toContainText('son adresse · son numéro');
  await expect(card.getByRole('button', { name: 'Transmettre' })).toBeDisabled();
  await expect(
    page
      .getByRole('listitem')
      .filter({ hasText: 'Le matin' })
      .getByRole('button', { name: 'Transmettre' }),
  ).toBeEnabled();
  await card.getByRole('button', { name: 'Réécrire' }).press('Enter');
  await isAccessible(page);
  await page.getByLabel('Vos mots à la place').fill('Au calme');
  await page.getByRole('button', { name: 'Remplacer la note' }).press('Enter');
  await expect(page.getByText('Comparaison avec la fiche en cours')).toBeVisible();
  expect(sent).toEqual([{ note: 'Au calme' }]);
});
