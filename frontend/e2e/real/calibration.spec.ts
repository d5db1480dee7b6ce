import { expect, type Page } from '@playwright/test';
import { isAccessible } from '../accessible';
import { mark, newCentre, practiceOnce } from './centre';
import { test } from './people';

const TITLE = 'Mon premier rendez-vous';

/** From one's group to the call, as a trainer finds it. */
async function openCall(page: Page) {
  await page.goto('/trainer');
  await page.getByRole('link', { name: 'Sterne' }).click();
  await page.getByRole('link', { name: new RegExp(TITLE) }).click();
  await page.getByRole('link', { name: 'Noter à deux' }).click();
  await expect(page.getByRole('heading', { name: 'Vos notes' })).toBeVisible();
}

test('two trainers score one practice call apart, see where they differ, and agree', async ({
  browser,
}) => {
  const centre = await newCentre(browser, 'Centre du Nord');
  try {
    const first = (await centre.join({ role: 'trainer', name: 'Mme Corossol' })).page;
    const second = (await centre.join({ role: 'trainer', name: 'M. Tamarin' })).page;
    await practiceOnce(await centre.join({ role: 'agent', name: 'Sterne' }));

    await openCall(first);
    await mark(first, () => '1');
    await isAccessible(first);
    await first.getByRole('button', { name: 'Envoyer mes notes' }).click();
    await expect(first.getByText('L’autre formateur n’a pas encore noté.')).toBeVisible();

    // What the other gave is no hint.
    await second.goto('/trainer/calibration');
    await expect(second.getByRole('row', { name: TITLE })).toContainText('à noter par vous');
    await second.getByRole('link', { name: TITLE }).click();
    await expect(second.getByRole('heading', { name: 'Vos notes' })).toBeVisible();
    await expect(second.getByText('Les notes côte à côte')).toHaveCount(0);
    await mark(second, (at) => (at === 0 ? '3' : '1'));
    await second.getByRole('button', { name: 'Envoyer mes notes' }).click();
    const differing = second.getByRole('row', { name: /Différent/ });
    await expect(differing).toHaveCount(1);
    await expect(differing).toContainText('Se présente');
    await expect(second.getByText('1 critère diffère', { exact: true })).toBeVisible();
    await isAccessible(second);

    // What both saw alike is filled in; what they settle is the first line.
    await first.reload();
    const agreement = first.getByRole('region', { name: 'Enregistrer notre accord' });
    await agreement.getByRole('radio', { name: 'Partiellement conforme' }).first().check();
    await agreement.getByRole('button', { name: 'Enregistrer notre accord' }).click();
    await expect(first.getByRole('columnheader', { name: /^D’accord/ })).toBeVisible();
    await first.goto('/trainer/calibration');
    const line = first.getByRole('row', { name: TITLE });
    await expect(line).toContainText('Mme Corossol, M. Tamarin');
    await expect(line).toContainText('1 critère diffère');
    await isAccessible(first);
  } finally {
    await centre.close();
  }
});
