import { type Browser, expect, type Page } from '@playwright/test';
import { isAccessible } from '../accessible';
import { press, startWork } from './calling';
import { signIn, test } from './people';

async function as(browser: Browser, name: string, locale = 'fr-FR'): Promise<Page> {
  const context = await browser.newContext({ locale });
  const page = await context.newPage();
  await signIn(page, name);
  return page;
}

/** Calls the next contact and opens the form of a callback. */
async function toTheForm(page: Page) {
  const bar = page.getByRole('region', { name: 'Appel', exact: true });
  await startWork(page);
  await expect(bar).toContainText('Disponible');
  await press(page, 'F2');
  await expect(bar).toContainText('Je me prépare');
  await press(page, 'F2');
  await expect(bar).toContainText(/En conversation|Résultat à noter|Noter/);
  await expect(page.getByRole('tab', { name: 'Résultat' })).toBeEnabled();
}

/** Legal hours on or off for every campaign of the room, as the supervisor's settings do. */
async function legalHours(page: Page, on: boolean) {
  const done = await page.evaluate(async (legal_hours) => {
    const campaigns: { id: string; state: string }[] = await (await fetch('/api/campaigns')).json();
    const answers = await Promise.all(
      campaigns
        .filter(({ state }) => state !== 'closed')
        .map(({ id }) =>
          fetch(`/api/campaigns/${id}`, {
            method: 'PATCH',
            headers: { 'Content-Type': 'application/json' },
            body: JSON.stringify({ legal_hours }),
          }),
        ),
    );
    return answers.every(({ ok }) => ok);
  }, on);
  expect(done).toBe(true);
}

/** The Sunday after next, which no calendar of calling hours allows. */
function sunday(): string {
  const day = new Date();
  day.setUTCDate(day.getUTCDate() + 14 - day.getUTCDay());
  return day.toISOString().slice(0, 10);
}

test('a callback that becomes unlawful is moved, with its reason, and never in silence', async ({
  browser,
}) => {
  const apprentice = await as(browser, 'badge-1');
  const supervisor = await as(browser, 'encadrante');
  await toTheForm(apprentice);
  await press(apprentice, 'F4');
  await apprentice.getByRole('button', { name: 'Rappeler plus tard' }).click();
  await apprentice.getByRole('radio', { name: 'Autre moment' }).check();
  await apprentice.getByLabel('Jour', { exact: true }).fill(sunday());
  await apprentice.getByLabel('Heure', { exact: true }).fill('11:00');
  await apprentice.locator('[type=submit]').click();
  await expect(apprentice.getByText('Enregistré : Rappeler plus tard')).toBeVisible();
  const mine = apprentice.getByRole('region', { name: 'Mes rappels' }).getByRole('listitem');
  const promised = mine.filter({ hasText: 'dim.' });
  await expect(promised).toHaveCount(1);
  const reference = /C-[0-9A-Z-]+/.exec((await promised.textContent()) ?? '')?.[0] ?? '';

  await supervisor.goto('/supervisor/callbacks');
  const row = supervisor.getByRole('listitem').filter({ hasText: reference });
  await expect(row).toContainText('dim.');
  try {
    await legalHours(supervisor, true);
    await expect(row).toContainText(/Hors des heures que la loi permet|Jour férié chez le client/, {
      timeout: 40_000,
    });
    await expect(row).toContainText('promis pour dim.');
    await isAccessible(supervisor);
    await expect(promised).toHaveCount(0); // the apprentice's page followed
    await expect(mine.filter({ hasText: reference })).toHaveCount(1);

    await row.getByRole('button', { name: 'Déplacer' }).click();
    const dialog = supervisor.getByRole('dialog');
    await dialog.getByLabel('Jour').fill(sunday());
    await dialog.getByRole('button', { name: 'Déplacer le rappel' }).click();
    await expect(dialog.getByRole('alert')).toBeVisible();
    await isAccessible(supervisor);
    await supervisor.keyboard.press('Enter'); // the moment that is offered
    await expect(supervisor.getByText('Le rappel est déplacé.')).toBeVisible();

    await row.getByRole('button', { name: 'Confier à…' }).click();
    await supervisor.getByRole('menuitem', { name: 'L’équipe' }).click();
    await expect(row).toContainText('L’équipe');
    await expect(mine.filter({ hasText: reference })).toContainText('L’équipe');
  } finally {
    await legalHours(supervisor, false);
  }
});
