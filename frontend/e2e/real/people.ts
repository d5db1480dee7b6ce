/** The demo's people, signing in as they would. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, test as base, expect, type Locator, type Page } from '@playwright/test';

export const CACHE = join(import.meta.dirname, '../../node_modules/.cache');

/** At the end everybody goes home: a desk that stays open would work on, and wait at the next test's door. */
export const test = base.extend<{ home: undefined }>({
  home: [
    async ({ browser }, use) => {
      await use(undefined);
      await Promise.all(browser.contexts().map((context) => context.close()));
    },
    { auto: true },
  ],
});

/** The demo's one passphrase, from the file that the service printed it from. */
export function passphrase(): string {
  const { port } = new URL(test.info().project.use.baseURL ?? '');
  const file = join(CACHE, `callcenter-e2e-${port}`, 'demo', 'sign-ins');
  const found = /passphrase: (.+)/.exec(readFileSync(file, 'utf8'))?.[1];
  if (!found) throw new Error('no passphrase in the demo’s sign-ins');
  return found.trim();
}

export async function signIn(page: Page, name: string): Promise<void> {
  await page.goto('/');
  await fillIn(page, name);
  await expect(page.getByRole('link', { name: 'callcenter, accueil' })).toBeVisible();
}

/** The sign-in form, wherever it stands. */
export async function fillIn(place: Page | Locator, name: string): Promise<void> {
  await place.getByLabel('Badge ou identifiant').fill(name);
  await place.getByLabel('Phrase secrète', { exact: true }).fill(passphrase());
  await place.getByRole('button', { name: 'Se connecter' }).click();
}

/** A browser window of one's own, signed in. */
export async function as(browser: Browser, name: string): Promise<Page> {
  const context = await browser.newContext({ locale: 'fr-FR', acceptDownloads: true });
  const page = await context.newPage();
  await signIn(page, name);
  return page;
}
