/** A campaign opened by a supervisor, and an apprentice who books appointments in it. */
import { expect, type Page } from '@playwright/test';
import { isAccessible } from '../accessible';

/** A campaign of Maison Horizon with one list attached, first in line and open at any hour. */
export async function openTheCampaign(page: Page, name: string, list: string): Promise<void> {
  await page.goto('/supervisor/campaigns/new');
  await page.getByRole('combobox', { name: 'Partenaire' }).click();
  await page.getByRole('option', { name: 'Maison Horizon' }).click();
  await page.getByRole('radio', { name: 'Prise de rendez-vous' }).check();
  await page.getByLabel('Nom de la campagne').fill(name);
  // The tests run at any hour: the legal ones are for the rules' own tests.
  await page.getByRole('switch', { name: /heures légales/ }).uncheck();
  await page.getByRole('button', { name: 'Créer le brouillon' }).click();
  await page.getByRole('button', { name: `Attacher la liste ${list}` }).click();
  await page.getByRole('button', { name: /^Ouvrir/ }).click();
  await expect(page.getByText(`« ${name} » est ouverte.`)).toBeVisible();
  await putFirst(page, name);
}

/** By the keyboard, half a step at each press, until the campaign has the first rank for itself. */
export async function putFirst(page: Page, name: string): Promise<void> {
  await page.goto('/supervisor/campaigns');
  const up = page.getByRole('button', { name: `Monter ${name}` });
  await up.focus();
  await expect(async () => {
    if (await up.isEnabled()) {
      const saved = page.waitForResponse('**/api/campaigns/order');
      await page.keyboard.press('Enter');
      await saved;
    }
    const told = page.getByText(`${name} passe seule, au rang 1.`);
    await expect(told).toHaveCount(1, { timeout: 500 });
  }).toPass({ timeout: 60_000 });
  await expect(page.getByRole('button', { name: `Descendre ${name}` })).toBeFocused();
  await isAccessible(page);
}

/** Begins the apprentice's work, or takes it up after a pause, unless it is under way. */
export async function startWork(page: Page): Promise<void> {
  const button = page.getByRole('button', { name: /Commencer|Reprendre|Contact suivant/ }).first();
  if (!(await button.textContent())?.includes('Contact suivant')) await button.click();
}

/** A key of the desk at rest: two presses within half a second are one, and none counts while one is under way. */
export async function press(page: Page, key: string): Promise<void> {
  await page.waitForTimeout(600);
  await expect(page.locator('[data-main][data-loading]')).toHaveCount(0);
  await page.keyboard.press(key);
}

/** What the law wants said, ticked sentence by sentence as soon as somebody answers. */
export async function sayTheOpening(page: Page): Promise<void> {
  for (const next of ['Pourquoi j’appelle', 'Comprendre le besoin']) {
    await page.getByRole('button', { name: /^C’est dit/ }).click();
    await expect(page.getByRole('heading', { name: next })).toBeVisible();
  }
}

/** One contact from hand-out to appointment; gives the reference by which it is talked about. */
export async function bookAnAppointment(page: Page, campaign: string): Promise<string> {
  const card = page.getByRole('region', { name: 'Fiche du contact' });
  await page.getByRole('button', { name: 'Contact suivant' }).first().click();
  await expect(card).toContainText(campaign);
  const reference = /C-[0-9A-Z-]+/.exec((await card.textContent()) ?? '')?.[0] ?? '';
  await page.getByRole('button', { name: 'Appeler', exact: true }).click();
  await sayTheOpening(page);
  await page.getByRole('tab', { name: 'Résultat' }).click();
  await page.getByRole('button', { name: 'Rendez-vous pris' }).click();
  await page.getByRole('main').getByRole('radio').first().check();
  await page.getByRole('button', { name: 'Raccrocher et enregistrer' }).click();
  await expect(card).toHaveCount(0);
  return reference.slice(0, 'C-XXXX-XXXX'.length);
}

/** A change that a signed-in page asks of the server. */
export async function send(page: Page, method: string, path: string, body: unknown): Promise<void> {
  const status = await page.evaluate(
    async ([verb, address, content]) =>
      (
        await fetch(address, {
          method: verb,
          headers: { 'Content-Type': 'application/json' },
          body: content,
        })
      ).status,
    [method, path, JSON.stringify(body)] as const,
  );
  expect(status).toBeLessThan(300);
}

/** Only appointments are handed out for a while; gives the way back. */
export async function appointmentsFirst(supervisor: Page): Promise<() => Promise<void>> {
  const campaigns: { id: string; purpose: string; priority: number; state: string }[] =
    await supervisor.evaluate(async () => (await fetch('/api/campaigns')).json());
  const others = campaigns.filter(
    ({ purpose, state }) => purpose !== 'appointment' && state === 'open',
  );
  const move = (verb: string) => async () => {
    for (const { id } of others) await send(supervisor, 'POST', `/api/campaigns/${id}/${verb}`, {});
  };
  await move('pause')();
  return move('open');
}
