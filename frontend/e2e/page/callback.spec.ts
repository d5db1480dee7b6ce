import { expect, type Page, test } from '@playwright/test';
import { isAccessible } from '../accessible';
import { call, callbackTimes, handOut, workstation } from './answers';
import { type Desk, openDesk } from './desk';

const recorded = (desk: Desk) => desk.sent.filter(({ what }) => what.endsWith('/outcome'));
const promised = (desk: Desk) =>
  (recorded(desk)[0]?.body as { callback_at?: string } | undefined)?.callback_at ?? '';
const offeredAt = (index: number) => callbackTimes().windows[index]?.starts_at ?? '';
const dayOf = (moment: string) => moment.slice(0, 10);

async function atTheForm(page: Page, language: 'fr' | 'en' = 'fr'): Promise<Desk> {
  const desk = await openDesk(page, {
    language,
    workstation: workstation({ hand_out: { ...handOut(language), call: call('answered') } }),
  });
  await page.goto('/agent');
  await expect(page.getByRole('tab', { name: /Résultat|Result/ })).toBeEnabled();
  await page.keyboard.press('F4');
  await page.getByRole('button', { name: /Rappeler plus tard|Call back later/ }).click();
  return desk;
}

test('a moment the law forbids is not sent: the next one is offered and Enter takes it', async ({
  page,
}) => {
  const desk = await atTheForm(page);
  await page.getByRole('radio', { name: 'Autre moment' }).check();
  await page.getByLabel('Jour', { exact: true }).fill(dayOf(offeredAt(0)));
  await page.getByLabel('Heure', { exact: true }).fill('13:20'); // between the two windows
  const offer = page.getByRole('alert').filter({ hasText: 'On ne peut pas promettre ce moment.' });
  await expect(offer.getByRole('button')).toContainText('14:00');
  await isAccessible(page);
  await page.getByRole('button', { name: 'Raccrocher et enregistrer' }).click();
  expect(recorded(desk)).toHaveLength(0);
  await expect(offer.getByRole('button')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(offer).toHaveCount(0);
  await page.getByRole('button', { name: 'Raccrocher et enregistrer' }).press('Enter');
  await expect(page.getByText('Enregistré : Rappeler plus tard')).toBeVisible();
  expect(recorded(desk)).toHaveLength(1);
  expect(Date.parse(promised(desk))).toBe(Date.parse(offeredAt(1)));
});

for (const language of ['fr', 'en'] as const) {
  test(`a callback that becomes unlawful before it is sent: why, and the next moment (${language})`, async ({
    page,
  }) => {
    const desk = await atTheForm(page, language);
    const time = page.locator('[data-field=callback_at]').getByRole('radio');
    await time.first().check();
    await page.getByRole('radio', { name: /Un collègue|A colleague|L’équipe|The team/ }).check();
    await page.getByLabel(/Note avec mes mots|Note in my/).fill('Absente le matin.');
    desk.refuse.set('/outcome', {
      status: 422,
      code: 'callback_time',
      message: '…',
      fields: [{ field: 'callback_at', code: 'attempts_used' }],
      next_at: offeredAt(2),
    });
    await page.locator('[type=submit]').click();
    await expect(page.getByRole('alert')).toContainText(
      /déjà été appelé 4 fois|called 4 times in 30 days/,
    );
    await isAccessible(page);
    await page.keyboard.press('Enter'); // takes the moment offered
    await expect(page.getByRole('alert')).toHaveCount(0);
    await page.keyboard.press('Enter'); // and records it
    await expect(page.getByText(/Enregistré :|Recorded:/)).toBeVisible();
    expect(recorded(desk).at(-1)?.body).toMatchObject({
      code: 'callback',
      callback_at: offeredAt(2),
      callback_for: 'team',
      note: 'Absente le matin.',
    });
    expect(new Set(recorded(desk).map(({ key }) => key)).size).toBe(1);
  });
}
