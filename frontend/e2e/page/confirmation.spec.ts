import { expect, type Page, test } from '@playwright/test';
import { isAccessible } from '../accessible';
import { handOut, workstation } from './answers';
import { openDesk } from './desk';

/** A card of a campaign of confirmations, with what the server says of the appointment. */
async function openCard(page: Page, held: object | null) {
  const card = handOut();
  const confirming = { ...card, campaign: { ...card.campaign, confirms: true } };
  await openDesk(page, { workstation: workstation({ hand_out: confirming }) });
  await page.route('**/api/hand-outs/*/appointment', (route) => route.fulfill({ json: held }));
  await page.goto('/agent');
}

test('the card says when and where the customer is expected, on both clocks', async ({ page }) => {
  await openCard(page, {
    starts_at: '2026-12-02T14:00:00Z',
    ends_at: '2026-12-02T14:30:00Z',
    place: 'Agence de Rennes',
    zone: 'America/Guadeloupe',
    place_zone: 'Europe/Paris',
  });
  const held = page.getByRole('alert', { name: 'Rendez-vous à confirmer' });
  await expect(held).toContainText('mercredi 2 décembre');
  await expect(held).toContainText(/10[:h]\s?00/);
  await expect(held).toContainText('Agence de Rennes');
  await expect(held).toContainText(/là-bas 15[:h]\s?00/);
  await isAccessible(page);
});

test('one that was withdrawn meanwhile says so', async ({ page }) => {
  await openCard(page, null);
  await expect(page.getByRole('alert', { name: 'Plus de rendez-vous' })).toContainText(
    'Proposez une autre date.',
  );
  await isAccessible(page);
});
