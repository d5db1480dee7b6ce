import { expect, test } from '@playwright/test';
import type { components } from '../../src/api/schema';
import { isAccessible } from '../accessible';
import { supervisor } from './room';

type Line = components['schemas']['JournalLine'];

const line = (seq: number, changes: Partial<Line>): Line => ({
  seq,
  at: '2026-11-27T13:05:00Z',
  action: 'hand_out.started',
  actor: 'Colibri',
  actor_id: '0199a000-0000-7000-8000-0000000000a1',
  contact: 'C-7F3K-9Q2M',
  data: { agent_id: '0199a000-0000-7000-8000-0000000000a1' },
  leaf: 'ab'.repeat(32),
  ...changes,
});

test('an auditor follows one contact through the day, then one person', async ({ page }) => {
  const asked: string[] = [];
  await page.routeWebSocket('**/api/feed*', () => {});
  await page.route('**/api/**', (route) => {
    const { pathname, search } = new URL(route.request().url());
    if (pathname.endsWith('/me')) {
      return route.fulfill({
        json: { ...supervisor, role: 'auditor', display_name: 'Mme Renard' },
      });
    }
    if (pathname.endsWith('/choices')) {
      const people = [{ id: '0199a000-0000-7000-8000-0000000000a1', name: 'Colibri' }];
      return route.fulfill({ json: { people, lists: [{ id: 'l1', name: 'Habitants' }] } });
    }
    if (pathname.endsWith('/journal')) {
      asked.push(search);
      const lines = [line(2, { action: 'outcome.recorded' }), line(1, {})];
      return route.fulfill({ json: search.includes('oldest_first') ? lines.reverse() : lines });
    }
    return route.fulfill({ json: [] });
  });
  await page.goto('/admin/journal');
  await page.getByRole('button', { name: 'Suivre la fiche C-7F3K-9Q2M' }).first().press('Enter');
  await expect.poll(() => asked.at(-1)).toContain('contact=C-7F3K-9Q2M');
  expect(asked.at(-1)).toContain('oldest_first=true');
  await expect(page.getByLabel('Fiche (C-…)')).toHaveValue('C-7F3K-9Q2M');
  await isAccessible(page);
  await page.getByRole('button', { name: 'Tout effacer' }).press('Enter');
  await page.getByRole('button', { name: 'Suivre Colibri' }).first().press('Enter');
  await expect.poll(() => asked.at(-1)).toContain('person=');
  expect(asked.at(-1)).not.toContain('contact=');
  await page.getByLabel('Fiche (C-…)').fill('C-7F');
  await expect(page.getByText('Une référence ressemble à')).toBeVisible();
  expect(asked.at(-1)).not.toContain('contact=');
  await page.getByLabel('Du', { exact: true }).fill('2026-11-27');
  await expect.poll(() => asked.at(-1)).toContain('since=2026-11-27T04%3A00');
});

type Check = components['schemas']['JournalCheckRead'];

test('one press checks the journal, tells how far it is, and what it found in words', async ({
  page,
}) => {
  const check = (changes: Partial<Check>): Check => ({
    id: '0199a000-0000-7000-8000-0000000000f1',
    asked_by: 'Mme Renard',
    asked_at: '2026-11-27T13:05:00Z',
    state: 'running',
    due: 40_000,
    done: 10_000,
    checkpoints: 0,
    problem: null,
    at_seq: null,
    ended_at: null,
    ...changes,
  });
  let checks: Check[] = [];
  await page.routeWebSocket('**/api/feed*', () => {});
  await page.route('**/api/**', (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname.endsWith('/me')) {
      return route.fulfill({ json: { ...supervisor, role: 'auditor' } });
    }
    if (pathname.endsWith('/choices')) return route.fulfill({ json: { people: [], lists: [] } });
    if (pathname.endsWith('/checks')) {
      if (route.request().method() === 'POST') checks = [check({})];
      return route.fulfill({ json: route.request().method() === 'POST' ? checks[0] : checks });
    }
    return route.fulfill({ json: [] });
  });
  await page.goto('/admin/journal');
  const proof = page.getByRole('button', { name: 'Vérifier le journal' });
  await proof.press('Enter');
  await expect(page.getByRole('progressbar', { name: 'Avancement' })).toBeVisible();
  await expect(page.getByText('10 000 écritures sur 40 000')).toBeVisible();
  await expect(proof).toBeDisabled();
  const ended = { done: 40_000, ended_at: '2026-11-27T13:06:00Z' };
  checks = [check({ ...ended, state: 'tampered', problem: 'entry_altered', at_seq: 12_345 })];
  await expect(page.getByText('L’écriture 12 345 a été modifiée.')).toBeVisible();
  await isAccessible(page);
  checks = [check({ ...ended, state: 'whole', checkpoints: 9 })];
  await page.reload();
  await expect(page.getByText('Le journal est entier.')).toBeVisible();
  const taken = page.getByRole('link', { name: 'Tout exporter' });
  await expect(taken).toHaveAttribute('href', /^\/api\/journal\/extract/);
});
