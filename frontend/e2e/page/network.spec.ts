import { expect, type Page, test } from '@playwright/test';
import { isAccessible } from '../accessible';
import { call, handOut, workstation } from './answers';
import { type Desk, openDesk } from './desk';

const recorded = (desk: Desk) => desk.sent.filter(({ what }) => what.endsWith('/outcome'));
const NOTE = 'Préfère être rappelée le soir.';

async function inTheMiddleOfWrapUp(page: Page, language: 'fr' | 'en' = 'fr'): Promise<Desk> {
  const ended = { ...handOut(language), call: call('ended', 'answered') };
  const desk = await openDesk(page, {
    language,
    live: false,
    workstation: workstation({
      hand_out: ended,
      state: {
        name: 'wrap_up',
        since: new Date().toISOString(),
        pause_reason: null,
        pause_due: null,
        paused_by_staff: false,
        next_at: null,
      },
    }),
  });
  await page.goto('/agent');
  await page.getByRole('button', { name: /Absent pour le moment|Not there right now/ }).click();
  await page.locator('textarea:not([aria-hidden])').fill(NOTE);
  return desk;
}

for (const language of ['fr', 'en'] as const) {
  test(`a lost network in the middle of wrap-up: it is said, and sent once on return (${language})`, async ({
    page,
  }) => {
    const desk = await inTheMiddleOfWrapUp(page, language);
    desk.offline = true;
    await page.locator('[type=submit]').click();
    const alert = page.getByRole('alert').filter({ hasText: /Pas de connexion|No connection/ });
    await expect(alert).toBeVisible();
    await isAccessible(page);
    await expect(page.locator('textarea:not([aria-hidden])')).toHaveValue(NOTE);
    await expect(page.locator('textarea:not([aria-hidden])')).toBeDisabled(); // what was sent stays as it was sent
    desk.offline = false;
    await expect(page.getByText(/Enregistré : Absent|Recorded: Not there/)).toBeVisible();
    expect(recorded(desk)).toHaveLength(1);
    expect(recorded(desk)[0]?.body).toMatchObject({ note: NOTE });
    expect(await page.evaluate(() => Object.keys(sessionStorage))).toEqual(['desk']);
  });
}

test('an answer that is lost on its way: sent again under the same key', async ({ page }) => {
  const desk = await inTheMiddleOfWrapUp(page);
  desk.loseAnswerOf = '/outcome';
  await page.locator('[type=submit]').click();
  await expect(page.getByText('Enregistré : Absent pour le moment')).toBeVisible();
  expect(recorded(desk)).toHaveLength(2);
  expect(new Set(recorded(desk).map(({ key }) => key)).size).toBe(1);
});

test('the lease ran out meanwhile: what was typed is kept, with what to do', async ({ page }) => {
  const desk = await inTheMiddleOfWrapUp(page);
  desk.offline = true;
  await page.locator('[type=submit]').click();
  await expect(page.getByRole('alert')).toContainText('Pas de connexion');
  desk.workstation.hand_out = null;
  desk.workstation.state = {
    name: 'offline',
    since: new Date().toISOString(),
    pause_reason: null,
    pause_due: null,
    paused_by_staff: false,
    next_at: null,
  };
  desk.refuse.set('/outcome', {
    status: 409,
    code: 'hand_out_over',
    message: 'Cette fiche n’est plus à vous.',
  });
  desk.offline = false;
  const notice = page.getByRole('alert').filter({ hasText: 'n’est plus à vous' });
  await expect(notice).toContainText(NOTE);
  await expect(notice).toContainText('Absent pour le moment');
  await isAccessible(page);
  await page.reload();
  await expect(notice).toContainText(NOTE);
  await notice.getByRole('button', { name: 'Appeler l’encadrement' }).click();
  await expect(page.getByText('Un encadrant est prévenu.')).toBeVisible();
  expect(desk.sent.at(-1)?.body).toEqual({ about: 'question' });
  desk.refuse.set('/late-note', { status: 503, code: 'unavailable', message: 'Réessayez.' });
  await page.keyboard.press('F4');
  await expect(page.getByText('Réessayez.')).toBeVisible();
  await expect(notice).toContainText(NOTE); // nothing is lost before the server has it
  await page.waitForTimeout(600);
  await page.keyboard.press('F4');
  await expect(page.getByText('C’est envoyé à l’encadrement.')).toBeVisible();
  expect(desk.sent.at(-1)?.body).toEqual({ code: 'absent', note: NOTE });
  await expect(notice).toHaveCount(0);
  expect(await page.evaluate(() => Object.keys(sessionStorage))).toEqual(['desk']);
});
