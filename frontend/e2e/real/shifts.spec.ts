import { expect } from '@playwright/test';
import { isAccessible } from '../accessible';
import { startWork } from './calling';
import { as, test } from './people';

const ZONE = 'America/Guadeloupe';
const weekday = new Intl.DateTimeFormat('en', { timeZone: ZONE, weekday: 'long' });

test('a shift opens the hand-out, and presence is signed at the desk and confirmed in the office', async ({
  browser,
}) => {
  test.setTimeout(240_000);
  test.skip(weekday.format() === 'Sunday', 'nobody may plan a shift on a Sunday');
  const desk = await as(browser, 'badge-5');
  const office = await as(browser, 'encadrante');
  await office.getByRole('link', { name: 'Séances' }).click();
  const keeps = office.getByRole('switch', { name: /Tenir des séances/ });
  await keeps.click();
  await expect(keeps).toBeChecked();
  await expect(office.getByText('C’est noté.')).toBeVisible();
  try {
    await isAccessible(office);
    await startWork(desk);
    await desk
      .getByRole('button', { name: /Contact suivant/ })
      .first()
      .click();
    await expect(desk.getByText('Votre séance n’est pas ouverte.')).toBeVisible();
    await isAccessible(desk);

    // From now on for two hours, or what is left of the day.
    const clock = (at: number) =>
      new Intl.DateTimeFormat('fr', { timeZone: ZONE, hour: '2-digit', minute: '2-digit' }).format(
        at,
      );
    const from = clock(Date.now());
    const to = from < '22' ? clock(Date.now() + 7_200_000) : '23:59';
    await office.getByRole('button', { name: 'Prévoir une séance' }).click();
    await office.getByRole('combobox', { name: 'Apprentis' }).click();
    await office.getByRole('option', { name: 'Tourterelle' }).click();
    await office.keyboard.press('Escape');
    await office.getByLabel('De', { exact: true }).fill(from);
    await office.getByLabel('À', { exact: true }).fill(to);
    await isAccessible(office);
    await office.screenshot({ path: test.info().outputPath('plan.png') });
    await office.getByRole('button', { name: 'Prévoir', exact: true }).click();
    await expect(office.getByRole('row', { name: /Tourterelle.*Prévue/ })).toBeVisible();
    await office.getByRole('button', { name: 'Ouvrir les séances prévues' }).click();
    await expect(office.getByRole('row', { name: /Tourterelle.*Ouverte/ })).toBeVisible();

    await desk.getByRole('button', { name: /^Signer m/ }).click();
    await expect(desk.getByText(/signée? à/)).toBeVisible();
    await desk.screenshot({ path: test.info().outputPath('desk.png') });
    await office.getByRole('button', { name: 'Confirmer 1 signature' }).click();
    await expect(office.getByText('confirmé par Mme Lacroix')).toBeVisible();
    await expect(desk.getByText('· confirmé')).toBeVisible();
    await isAccessible(desk);
    await isAccessible(office);
    await office.screenshot({ path: test.info().outputPath('office.png'), fullPage: true });

    await desk
      .getByRole('button', { name: /Demander encore|Contact suivant/ })
      .first()
      .click();
    await expect(desk.getByRole('region', { name: 'Fiche du contact' })).toBeVisible();
    await office.getByRole('button', { name: 'Fermer la séance de Tourterelle' }).click();
    await expect(office.getByRole('row', { name: /Tourterelle.*Terminée/ })).toBeVisible();
    await expect(desk.getByRole('region', { name: 'Fiche du contact' })).toBeVisible();
  } finally {
    await keeps.click();
    await expect(keeps).not.toBeChecked();
  }
});
