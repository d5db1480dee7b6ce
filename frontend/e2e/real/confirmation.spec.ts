import { expect } from '@playwright/test';
import { isAccessible } from '../accessible';
import { send } from './calling';
import { signIn, test } from './people';

test('a supervisor makes a campaign that confirms the appointments of another', async ({
  page,
}) => {
  await signIn(page, 'encadrante');
  const id = await page.evaluate(async () => {
    const all: { id: string; purpose: string; state: string; confirms: string | null }[] = await (
      await fetch('/api/campaigns')
    ).json();
    return all.find(
      ({ purpose, state, confirms }) => purpose === 'appointment' && state === 'open' && !confirms,
    )?.id;
  });
  await page.goto(`/supervisor/campaigns/${id}`);
  const panel = page.getByRole('region', { name: 'Confirmer les rendez-vous' });
  await isAccessible(page);
  await panel.getByLabel('Heures avant le rendez-vous').fill('48');
  await panel.getByRole('button', { name: 'Créer la campagne' }).click();
  await expect(panel).toContainText('48 heures avant');
  await expect(page.getByRole('tab', { name: 'Listes' })).toHaveCount(0);
  await expect(page.getByText('Aucun rendez-vous à confirmer pour le moment.')).toBeVisible();
  await isAccessible(page);
  await page.getByRole('tab', { name: 'Réglages' }).click();
  await page.getByRole('tabpanel').getByLabel('Heures avant le rendez-vous').fill('24');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(panel).toContainText('24 heures avant');
  const [, made] = /campaigns\/([^/]+)/.exec(page.url()) ?? [];
  expect(made).not.toBe(id);
  await page.getByRole('button', { name: /^Ouvrir/ }).click();
  await panel.getByRole('link', { name: 'Voir la campagne' }).click();
  await expect(panel).toContainText('confirme ces rendez-vous');

  // It would go on beside the other tests' campaigns.
  await send(page, 'POST', `/api/campaigns/${made}/close`, {});
});
