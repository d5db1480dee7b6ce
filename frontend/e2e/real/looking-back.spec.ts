import { expect, type Page } from '@playwright/test';
import { isAccessible } from '../accessible';
import { as, test } from './people';

/** One call from hand-out to outcome, asked of the server as the desk does: looking back needs something to look at. */
async function workOnce(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const post = async (path: string, body?: object, more = {}) =>
      fetch(`/api${path}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...more },
        body: body ? JSON.stringify(body) : null,
      });
    const desk = async () => (await fetch('/api/workstation')).json();
    await post('/workstation/resume');
    await post('/workstation/next');
    const held = (await desk()).hand_out;
    await post(`/hand-outs/${held.id}/call`);
    for (let call = (await desk()).hand_out.call; call.state !== 'ended'; ) {
      if (call.state === 'answered') await post(`/calls/${call.id}/hang-up`);
      await new Promise((wait) => setTimeout(wait, 100));
      call = (await desk()).hand_out.call;
    }
    const { outcomes } = (await desk()).hand_out;
    const { code } = outcomes.find(({ needs }: { needs: string[] }) => needs.length === 0);
    const key = { 'Idempotency-Key': crypto.randomUUID() };
    await post(`/hand-outs/${held.id}/outcome`, { code }, key);
  });
}

async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: test.info().outputPath(`${name}.png`), fullPage: true });
}

test('a call is reported on, reviewed on the grid and read by who made it; then the journal is checked', async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const worker = await as(browser, 'badge-3');
  await workOnce(worker);

  const supervisor = await as(browser, 'encadrante');
  await supervisor.goto('/supervisor/reports');
  await supervisor.locator('label', { hasText: 'Aujourd’hui' }).first().click();
  await supervisor.locator('label', { hasText: /^Apprenti$/ }).click();
  const table = supervisor.getByRole('table').first();
  await expect(table.getByRole('row').nth(1)).toBeVisible();
  await isAccessible(supervisor);
  await picture(supervisor, 'report');
  await supervisor.getByRole('button', { name: 'Emporter' }).click();
  const saving = supervisor.waitForEvent('download');
  await supervisor.getByRole('menuitem', { name: /^CSV/ }).click();
  expect((await saving).suggestedFilename()).toMatch(/\.csv$/);

  await supervisor.goto('/supervisor/quality');
  await supervisor.getByRole('textbox', { name: 'Combien' }).fill('1');
  await supervisor.getByRole('button', { name: 'Choisir', exact: true }).click();
  const chosen = supervisor.getByRole('table').getByRole('link').first();
  const name = ((await chosen.textContent()) ?? '').split(',')[0] ?? '';
  const people: { display_name: string; sign_in: string }[] = await supervisor.evaluate(async () =>
    (await fetch('/api/apprentices')).json(),
  );
  const badge = people.find(({ display_name }) => display_name === name)?.sign_in ?? '';
  await chosen.click();
  await expect(supervisor.getByRole('alert')).toBeVisible(); // whose call it is speaks first

  const apprentice = badge === 'badge-3' ? worker : await as(browser, badge);
  await apprentice.goto('/agent/calls');
  await weigh(apprentice, 'Conforme');
  await isAccessible(apprentice);
  await apprentice.getByRole('button', { name: 'Envoyer mon avis' }).click();
  await expect(apprentice.getByText('Votre avis est envoyé.')).toBeVisible();

  await supervisor.reload();
  await weigh(supervisor, 'Partiellement conforme');
  await supervisor.getByRole('button', { name: 'Enregistrer mon évaluation' }).click();
  await supervisor.getByLabel('Vos mots').fill('Belle écoute. Annoncez l’attente.');
  await supervisor.getByRole('button', { name: 'Rendre', exact: true }).click();
  await expect(supervisor.getByText(`${name} ne l’a pas encore lu.`)).toBeVisible();
  await isAccessible(supervisor);
  await picture(supervisor, 'review');
  await apprentice.reload();
  await expect(apprentice.getByText('Belle écoute. Annoncez l’attente.')).toBeVisible();
  await apprentice.getByLabel('Votre réponse, si vous voulez').fill('D’accord.');
  await apprentice.getByRole('button', { name: 'J’ai lu' }).click();
  await expect(apprentice.getByText('Votre réponse : D’accord.')).toBeVisible();

  const auditor = await as(browser, 'audit');
  await auditor.goto('/admin/journal');
  await auditor.getByRole('button', { name: 'Vérifier le journal' }).click();
  await expect(auditor.getByText('Le journal est entier.')).toBeVisible({ timeout: 30_000 });
  await isAccessible(auditor);
  await picture(auditor, 'journal');
});

async function weigh(page: Page, mark: string): Promise<void> {
  const groups = page.getByRole('radiogroup');
  await expect(groups.first()).toBeVisible();
  for (const group of await groups.all()) {
    await group.getByRole('radio', { name: mark, exact: true }).check();
  }
}

test('a partner reads its campaign and its report in English', async ({ browser }) => {
  const page = await as(browser, 'horizon');
  await page.setViewportSize({ width: 800, height: 900 });
  await page.getByText('EN', { exact: true }).click();
  await page.goto('/partner/reports');
  await expect(page.getByRole('heading', { name: 'Reports', level: 1 })).toBeVisible();
  await isAccessible(page);
  await picture(page, 'partner-report-en');
  await page.goto('/partner');
  await page.getByRole('main').getByRole('link').first().click();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await isAccessible(page);
  await picture(page, 'partner-live-en');
  const kept = page.waitForResponse('**/api/me/language');
  await page.getByText('FR', { exact: true }).click();
  await kept;
});
