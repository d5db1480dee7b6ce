/** What comes by itself, what came too late, and a second window: the desk's less usual moments. */
import { expect, type Page, test } from '@playwright/test';
import { isAccessible } from '../accessible';
import { call, handOut, workstation } from './answers';
import { openDesk } from './desk';

const state = (page: Page, name: string) =>
  expect(page.getByRole('region', { name: 'Appel', exact: true })).toContainText(name);

const talking = () => workstation({ hand_out: { ...handOut(), call: call('answered') } });

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();

const arriving = (seconds: number) => ({
  name: 'available' as const,
  since: inSeconds(seconds - 10),
  pause_reason: null,
  pause_due: null,
  paused_by_staff: false,
  next_at: inSeconds(seconds),
});

test('the next contact of a progressive campaign arrives by itself, with a countdown', async ({
  page,
}) => {
  const desk = await openDesk(page, { workstation: workstation({ state: arriving(6) }) });
  await page.goto('/agent');
  await expect(page.getByRole('heading', { name: /Contact suivant dans \d+ s/ })).toBeVisible();
  await isAccessible(page);
  await expect(page.getByText('Madame').or(page.getByText('Mme')).first()).toBeVisible();
  expect(desk.sent.map(({ what }) => what)).toEqual(['POST /api/workstation/next']);
});

test('a break stops the next contact, by button and by key', async ({ page }) => {
  const desk = await openDesk(page, { workstation: workstation({ state: arriving(60) }) });
  await page.goto('/agent');
  await expect(page.getByRole('heading', { name: /Contact suivant dans/ })).toBeVisible();
  await page.keyboard.press('F10');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('1');
  await state(page, 'En pause');
  expect(desk.sent.map(({ what }) => what)).toEqual(['POST /api/workstation/pause']);
});

test('a second window shows nothing of the contact before it is asked to go on there', async ({
  page,
}) => {
  const held = talking();
  const reference = held.hand_out?.card.reference ?? '';
  await openDesk(page, {
    workstation: { ...held, desk: '0199a000-0000-7000-8000-0000000000ff' },
  });
  await page.goto('/agent');
  await expect(
    page.getByRole('heading', { name: 'Votre travail est ouvert ailleurs' }),
  ).toBeVisible();
  await expect(page.getByText(reference)).toBeVisible();
  await expect(page.getByText('En conversation')).toHaveCount(0);
  await isAccessible(page);
  const asked = page.waitForRequest((request) => request.url().endsWith('/api/workstation/desk'));
  await page.getByRole('button', { name: 'Continuer ici' }).click();
  expect((await asked).postDataJSON()).toMatchObject({
    instead: '0199a000-0000-7000-8000-0000000000ff',
  });
});
