import { expect, test } from '@playwright/test';
import { isAccessible } from '../accessible';
import { alert, Room } from './room';

test('what happens in the room is shown as it happens', async ({ page }) => {
  const room = new Room();
  await room.open(page);
  await expect(page.getByText('En direct', { exact: true })).toBeVisible();
  const positive = page.locator('dl').filter({ hasText: 'Transformés' });
  await expect(positive).toContainText('4 sur 8');
  room.outcome('C-7F3K-92QM');
  await expect(positive).toContainText('5 sur 9');
  await expect(page.getByRole('list', { name: 'Derniers résultats' })).toContainText('C-7F3K-92QM');
  await isAccessible(page);
});

test('a call for help stands on top until somebody takes it, and then says who did', async ({
  page,
}) => {
  const room = new Room();
  await room.open(page);
  await expect(page.getByText('En direct', { exact: true })).toBeVisible();
  const call = alert({ kind: 'threat', reference: 'C-1', sentence: 'Signale une menace.' });
  room.alerts = [call];
  room.tell('alert.raised', { alert_id: 'd1', agent_id: 'agent-2', kind: 'threat', count: 1 });
  const alerts = page.getByRole('alert', { name: 'Appels à l’aide' });
  await expect(alerts).toContainText('Conseiller 2 signale une menace');
  await expect(page).toHaveTitle('(1) Aide demandée');
  const person = page.getByRole('listitem').filter({ hasText: 'Conseiller 2' });
  await expect(person).toContainText('1 alerte');
  await isAccessible(page);
  // Another supervisor was quicker: this screen says so by itself.
  room.alerts = [{ ...call, seen_by: 'M. Baptiste', seen_at: new Date().toISOString() }];
  room.tell('alert.seen', { alert_id: 'd1', agent_id: 'agent-2', kind: 'threat' });
  await expect(alerts).toContainText('M. Baptiste s’occupe de Conseiller 2');
  await expect(alerts.getByRole('button')).toHaveCount(0);
  await expect(page).toHaveTitle('callcenter');
  await expect(person).not.toContainText('1 alerte');
  await isAccessible(page);
});

test('a vault that does not answer is told though the journal stands still', async ({ page }) => {
  const room = new Room();
  await room.open(page);
  await expect(page.getByText('En direct', { exact: true })).toBeVisible();
  room.say({ type: 'health', vault: false, sealer: true });
  await expect(page.getByText('Le coffre ne répond plus')).toBeVisible();
  await isAccessible(page);
  room.say({ type: 'health', vault: true, sealer: true });
  await expect(page.getByText('Le coffre ne répond plus')).toHaveCount(0);
});

test('an alert is shown as it comes, and the agent who was stopped may go on', async ({ page }) => {
  const room = new Room();
  await room.open(page);
  await expect(page.getByText('En direct', { exact: true })).toBeVisible();
  await expect(page.getByText('à regarder')).toHaveCount(0);
  room.alerts = [
    alert({}),
    alert({
      id: 'd2',
      kind: 'strange_lookups',
      sentence: 'A demandé plusieurs fois des fiches qui ne sont pas les siennes.',
      count: 6,
    }),
  ];
  room.tell('alert.raised', { alert_id: 'd1', kind: 'quota_reached', count: 12 });
  const alerts = page.getByRole('region', { name: '2 alertes à regarder' });
  await expect(alerts).toContainText('Conseiller 2');
  await isAccessible(page);
  room.alerts = [
    ...room.alerts.slice(1),
    alert({ seen_by: 'Mme Lacroix', seen_at: new Date().toISOString() }),
  ];
  await alerts.getByRole('button', { name: 'Laisser continuer' }).press('Enter');
  await expect(page.getByText('L’apprenti peut continuer.')).toBeVisible();
  expect(room.sent).toEqual(['/api/agents/0199a000-0000-7000-8000-0000000000a2/lift-quota']);
  await expect(page.getByRole('region', { name: '1 alerte à regarder' })).toBeVisible();
  await page.getByText('Déjà regardées').press('Enter');
  await expect(page.getByText('Mme Lacroix, ')).toBeVisible();
  await isAccessible(page);
});

test('a board that is not live says so, and recovers by itself', async ({ page }) => {
  const room = new Room();
  await room.open(page);
  await expect(page.getByText('En direct', { exact: true })).toBeVisible();
  await room.cut();
  await expect(page.getByText('Ce tableau n’est pas en direct')).toBeVisible();
  await isAccessible(page);
  room.live = true;
  await expect(page.getByText('En direct', { exact: true })).toBeVisible({ timeout: 10_000 });
  await expect(page.getByText('Ce tableau n’est pas en direct')).toHaveCount(0);
});

test('of three hundred people only those in sight are drawn', async ({ page }) => {
  await new Room().open(page, 300);
  await expect(page.getByText('Conseiller 1', { exact: true })).toBeVisible();
  expect(await page.getByText(/^Conseiller \d+$/).count()).toBeLessThan(60);
  const people = page.getByRole('region', { name: 'Liste des conseillers' });
  await people.focus();
  await page.keyboard.press('End');
  await expect(page.getByText('Conseiller 299', { exact: true })).toBeVisible();
});

test('the room fits a telephone', async ({ page }) => {
  await page.setViewportSize({ width: 400, height: 800 });
  await new Room().open(page);
  await expect(page.getByText('En direct', { exact: true })).toBeVisible();
  const over = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(over).toBe(0);
  await isAccessible(page);
});

test('the supervisor takes back a contact that an agent holds, with a reason', async ({ page }) => {
  const room = new Room();
  await room.open(page);
  await expect(page.getByText('En direct', { exact: true })).toBeVisible();
  const open = page.getByRole('button', { name: 'Reprendre la fiche C-7F3K-92QM à Conseiller 2' });
  await expect(open).toHaveCount(0);
  room.tell('agent.state_changed', {
    agent_id: 'agent-2',
    state: 'preparing',
    pause_reason: null,
    campaign_id: null,
    reference: 'C-7F3K-92QM',
  });
  await isAccessible(page);
  await open.press('Enter');
  const ask = page.getByRole('dialog', { name: 'Reprendre la fiche C-7F3K-92QM ?' });
  const submit = ask.getByRole('button', { name: 'Reprendre la fiche' });
  await expect(submit).toBeDisabled();
  await ask.getByLabel('La fiche est ouverte depuis trop longtemps').check();
  await isAccessible(page);
  await page.screenshot({ path: test.info().outputPath('ask.png') });
  await submit.press('Enter');
  await expect(page.getByText('La fiche est reprise. Conseiller 2 en est averti.')).toBeVisible();
  await expect(ask).toHaveCount(0);
  expect(room.sent).toEqual(['/api/agents/agent-2/take-back']);
});
