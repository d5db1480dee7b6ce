import { expect, test } from '@playwright/test';
import { isAccessible } from '../accessible';
import { supervisor } from './room';

const late = (index: number) => ({
  hand_out_id: `0199a000-0000-7000-8000-0000000004${index}0`,
  at: '2026-11-24T14:00:00Z',
  agent: 'Malika',
  campaign_name: 'Vérandas de printemps',
  reference: `C-7F3K-00${index}1`,
  label: index === 1 ? 'Absent pour le moment' : null,
  note: index === 1 ? 'Préfère être rappelée le soir.' : 'Demande une brochure.',
});

test('what came too late is read and dealt with by the supervisor', async ({ page }) => {
  let waiting = [late(1), late(2)];
  const sent: string[] = [];
  await page.routeWebSocket('**/api/feed*', () => {});
  await page.route('**/api/**', (route) => {
    const { pathname } = new URL(route.request().url());
    if (route.request().method() === 'POST') {
      sent.push(pathname);
      waiting = waiting.slice(1);
      return route.fulfill({ status: 204 });
    }
    if (pathname.endsWith('/me')) return route.fulfill({ json: supervisor });
    if (pathname.endsWith('/late-notes')) return route.fulfill({ json: waiting });
    return route.fulfill({ json: [] });
  });
  await page.goto('/supervisor/notes');
  const panel = page.getByRole('region', { name: 'Saisies arrivées trop tard' });
  await expect(panel).toContainText('Choisi : Absent pour le moment');
  await expect(panel).toContainText('Préfère être rappelée le soir.');
  await isAccessible(page);
  await panel.getByRole('button', { name: 'C’est traité' }).first().press('Enter');
  await expect(page.getByText('Saisie traitée.')).toBeVisible();
  await expect(panel.getByRole('listitem')).toHaveCount(1);
  expect(sent).toEqual([`/api/late-notes/${late(1).hand_out_id}/seen`]);
});
