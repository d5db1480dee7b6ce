import { type Browser, expect, type Page } from '@playwright/test';
import { appointmentsFirst, press, sayTheOpening, send } from './calling';
import { signIn, test } from './people';

const PLACE = 'Bureau du dernier rendez-vous';
const NOTE = 'Vient avec son mari.';

async function as(browser: Browser, name: string): Promise<Page> {
  const page = await (await browser.newContext({ locale: 'fr-FR' })).newPage();
  await signIn(page, name);
  return page;
}

/** The soonest place of all, for one customer, and a later one beside it. */
async function offerTheLastPlace(partner: Page) {
  const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
  await send(partner, 'POST', '/api/slots', [
    { starts_at: at(60), ends_at: at(90), place: PLACE, capacity: 1 },
    { starts_at: at(95), ends_at: at(120), place: 'Bureau voisin', capacity: 5 },
  ]);
}

async function toTheSlots(page: Page) {
  const bar = page.getByRole('region', { name: 'Appel', exact: true });
  for (const [key, state] of [
    ['F2', 'Disponible'],
    ['F2', 'Je me prépare'],
    ['F2', 'En conversation'],
  ] as const) {
    await press(page, key);
    await expect(bar).toContainText(state);
  }
  await sayTheOpening(page);
  await page.keyboard.press('F4');
  await page.getByRole('button', { name: 'Rendez-vous pris' }).click();
  await page.getByText(PLACE).click({ force: true });
  await page.getByLabel('Note avec mes mots').fill(NOTE);
}

test('two agents on the last place: one wins, the other is offered the next one with nothing lost', async ({
  browser,
}) => {
  const supervisor = await as(browser, 'encadrante');
  await offerTheLastPlace(await as(browser, 'horizon'));
  const back = await appointmentsFirst(supervisor);
  try {
    const desks = [await as(browser, 'badge-3'), await as(browser, 'badge-4')].map((page) => ({
      page,
      won: page.getByText('Enregistré : Rendez-vous pris'),
      lost: page.getByRole('alert').filter({ hasText: 'Prochaine place libre' }),
    }));
    for (const { page } of desks) await toTheSlots(page);
    await Promise.all(desks.map(({ page }) => page.locator('[type=submit]').click()));
    await Promise.all(desks.map(({ won, lost }) => expect(won.or(lost)).toBeVisible()));
    const losers = [];
    for (const desk of desks) if ((await desk.lost.count()) > 0) losers.push(desk);
    expect(losers).toHaveLength(1);
    for (const { page, won, lost } of losers) {
      await expect(page.getByLabel('Note avec mes mots')).toHaveValue(NOTE);
      await expect(lost).toContainText('Bureau voisin');
      await page.keyboard.press('Enter'); // takes the place that is offered
      await expect(lost).toHaveCount(0);
      await page.keyboard.press('Enter'); // and books it
      await expect(won).toBeVisible();
    }
  } finally {
    await back();
  }
});
