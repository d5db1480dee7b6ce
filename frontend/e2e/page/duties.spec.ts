import { expect, type Page, test } from '@playwright/test';
import { isAccessible } from '../accessible';
import { call, handOut, workstation } from './answers';
import { openDesk } from './desk';

const state = (page: Page, name: string) =>
  expect(page.getByRole('region', { name: 'Appel', exact: true })).toContainText(name);
const open = (said: Parameters<typeof call>[2], ended = false) =>
  workstation({
    hand_out: {
      ...handOut(),
      call: ended ? call('ended', 'answered', said) : call('answered', null, said),
    },
  });
/** Two presses of one function key closer than half a second count as one. */
const press = async (page: Page, key: string) => {
  await page.waitForTimeout(600);
  await page.keyboard.press(key);
};

test('the opening is ticked by one key; until then the rest of the script and the sale are closed', async ({
  page,
}) => {
  const desk = await openDesk(page, { workstation: open([]) });
  await page.goto('/agent');
  await state(page, 'En conversation');
  await expect(page.getByText('Bonjour Mme C. Je suis Malika.')).toBeVisible();
  await expect(page.getByRole('button', { name: /Comprendre le besoin/ })).toBeDisabled();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByText('Bonjour Mme C. Je suis Malika.')).toBeVisible();
  await isAccessible(page);

  await page.keyboard.press('F4');
  await expect(page.getByText('Les réussites sont fermées pour le moment')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Rendez-vous pris' })).toBeDisabled();
  await expect(page.getByRole('button', { name: 'Rappeler plus tard' })).toBeEnabled();
  await page.keyboard.press('1');
  await expect(page.getByText('À l’heure du client')).toHaveCount(0);
  await isAccessible(page);

  await page.keyboard.press('F3'); // back to the sentences: nothing is ticked unseen
  await expect(page.getByRole('button', { name: /^C’est dit/ })).toBeVisible();
  await press(page, 'F3');
  await expect(page.getByText('C’est un appel commercial.')).toBeVisible();
  await press(page, 'F3');
  await expect(page.getByText('Avez-vous un projet')).toBeVisible();
  const said = desk.sent.filter(({ what }) => what.endsWith('/duties')).map(({ body }) => body);
  expect(said).toEqual([
    { codes: ['caller', 'principal'] },
    { codes: ['commercial', 'objection'] },
  ]);
  await page.keyboard.press('F4');
  await expect(page.getByRole('button', { name: 'Rendez-vous pris' })).toBeEnabled();
});

test('a call that ended too early leaves every other way open, and says so', async ({ page }) => {
  await openDesk(page, { workstation: open(['caller', 'principal'], true) });
  await page.goto('/agent');
  await expect(page.getByText('vous pouvez rappeler plus tard')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Rendez-vous pris' })).toBeDisabled();
  await isAccessible(page);
  await page.getByRole('button', { name: 'Rappeler plus tard' }).click();
  await expect(page.getByRole('group', { name: 'Rappeler quel jour ?' })).toBeVisible();
});

for (const [key, outcome] of [
  ['F6', 'Ne plus appeler'],
  ['F9', 'release'],
] as const)
  test(`${key} works in the middle of the opening and over the help dialog`, async ({ page }) => {
    const desk = await openDesk(page, { workstation: open([]) });
    await page.goto('/agent');
    await state(page, 'En conversation');
    await page.keyboard.press('F8');
    await expect(page.getByRole('dialog')).toBeVisible();
    await press(page, key);
    await expect(page.getByRole('dialog')).toHaveCount(0);
    if (key === 'F6') await expect(page.getByRole('heading', { name: outcome })).toBeVisible();
    else await expect.poll(() => desk.sent.some(({ what }) => what.endsWith(outcome))).toBe(true);
  });
