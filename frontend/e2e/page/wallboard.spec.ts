import { expect, test } from '@playwright/test';
import { isAccessible } from '../accessible';
import { alert, Room } from './room';

test('the wallboard shows the room large, live and dark', async ({ page }) => {
  await page.setViewportSize({ width: 1920, height: 1080 });
  const room = new Room();
  await room.open(page, 12, '/wallboard');
  const figures = page.locator('dl');
  await expect(figures).toContainText('Appels20');
  await expect(page.getByText('Conseiller 3', { exact: true })).toBeVisible();
  await isAccessible(page);
  room.tell('agent.state_changed', {
    agent_id: 'agent-3',
    state: 'talking',
    pause_reason: null,
    campaign_id: null,
    reference: 'C-7F3K-92QM',
  });
  await expect(page.getByRole('listitem').filter({ hasText: 'Conseiller 3' })).toContainText(
    'En conversation',
  );
  await expect(page.getByText('C-7F3K-92QM')).toHaveCount(0);
  room.alerts = [alert({ kind: 'incident', sentence: 'Signale un incident.' })];
  room.tell('alert.raised', { alert_id: 'd1', agent_id: 'agent-3', kind: 'incident', count: 1 });
  await expect(figures).toContainText('Appels à l’aide1');
  await isAccessible(page);
  await page.screenshot({ path: test.info().outputPath('wallboard.png') });
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('main')).toHaveCSS('background-color', 'rgb(255, 255, 255)');
  await expect(figures.locator('dd').first()).toHaveCSS('color', 'rgb(0, 0, 0)');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.screenshot({ path: test.info().outputPath('wallboard-paper.png') });
  await page.emulateMedia({ media: 'screen' });
  await room.cut();
  await expect(page.getByRole('alert').filter({ hasText: 'Pas en direct' })).toBeVisible();
});

test('where the centre wants it so the wallboard names nobody', async ({ page }) => {
  const room = new Room();
  room.names = false;
  await room.open(page, 4, '/wallboard');
  await expect(page.getByText('Apprenti 2', { exact: true })).toBeVisible();
  await expect(page.getByText(/Conseiller \d/)).toHaveCount(0);
  await page.setViewportSize({ width: 800, height: 900 });
  await isAccessible(page);
});

test('five hundred people scroll smoothly while everybody moves', async ({ page }) => {
  const room = new Room();
  await room.open(page, 500);
  await expect(page.getByText('Conseiller 1', { exact: true })).toBeVisible();
  await page.evaluate(() => {
    const changes: number[] = [];
    Object.assign(window, { changes });
    const grid = document.querySelector('[aria-label="Liste des conseillers"]');
    if (!grid) throw new Error('no grid');
    // Clocks tick by text alone; a state changes the icon.
    new MutationObserver(() => changes.push(performance.now())).observe(grid, {
      childList: true,
      subtree: true,
      attributes: true,
    });
  });
  const states = ['talking', 'wrap_up', 'available', 'ringing'];
  for (let each = 0; each < 500; each += 1) {
    room.tell('agent.state_changed', {
      agent_id: `agent-${each}`,
      state: states[each % states.length],
      pause_reason: null,
      campaign_id: null,
      reference: null,
    });
  }
  await expect(page.getByText('En conversation', { exact: true }).first()).toBeVisible();
  expect(await page.getByText(/^Conseiller \d+$/).count()).toBeLessThan(60);
  // Five hundred messages, at most ten changes of the page a second.
  const changes = await page.evaluate(() => (window as unknown as { changes: number[] }).changes);
  expect(changes.length).toBeGreaterThan(0);
  const seconds = ((changes.at(-1) ?? 0) - (changes[0] ?? 0)) / 1_000;
  expect(changes.length).toBeLessThanOrEqual(1 + Math.ceil(10 * seconds));
  const people = page.getByRole('region', { name: 'Liste des conseillers' });
  await people.focus();
  await page.keyboard.press('End');
  await expect(page.getByText('Conseiller 499', { exact: true })).toBeVisible();
});
