/**
 * A centre of a test's own. Who works there meets nobody of the demo: no contact, figure, list of blocks or pair of
 * trainers is shared with another test, nor with an earlier run of the same one.
 */
import { type APIRequestContext, type Browser, expect, type Page } from '@playwright/test';
import { passphrase, test } from './people';

interface NewMember {
  role: 'agent' | 'supervisor' | 'trainer' | 'administrator' | 'partner';
  name: string;
  partner_id?: string;
}

export interface Member {
  id: string;
  name: string;
  signIn: string;
  passphrase: string;
  page: Page;
}

export interface Centre {
  id: string;
  name: string;
  /** What names of this run end with where nobody else's may be alike. */
  run: string;
  admin: APIRequestContext;
  /** An account of the centre, made by the administrator, and its owner signed in. */
  join: (member: NewMember) => Promise<Member>;
  /** Shuts every account. */
  close: () => Promise<void>;
}

/** Asks the server as the owner of that session; gives what it answers. */
export async function ask(
  from: APIRequestContext,
  method: string,
  path: string,
  data?: unknown,
  more: Record<string, string> = {},
) {
  const { baseURL } = test.info().project.use;
  const answer = await from.fetch(path, {
    method,
    data,
    headers: { Origin: baseURL ?? '', ...more },
  });
  expect(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`).toBe(true);
  const text = await answer.text();
  return text ? JSON.parse(text) : null;
}

export async function newCentre(browser: Browser, name: string): Promise<Centre> {
  const run = Date.now().toString(36);
  const { request: admin } = await browser.newContext();
  await ask(admin, 'POST', '/api/sign-in', { sign_in: 'admin', passphrase: passphrase() });
  const site = { name: `${name} ${run}`, time_zone: 'America/Guadeloupe' };
  const { id } = await ask(admin, 'POST', '/api/sites', site);
  const members: Member[] = [];
  return {
    id,
    name: site.name,
    run,
    admin,
    join: async ({ role, name: called, partner_id }) => {
      const made = await ask(admin, 'POST', '/api/users', {
        role,
        display_name: called,
        sign_in: `${role}-${run}-${members.length}`,
        site_id: partner_id ? null : id,
        partner_id,
      });
      const own = `${made.passphrase} ${run}`;
      const context = await browser.newContext({ locale: 'fr-FR', acceptDownloads: true });
      const signIn = made.user.sign_in;
      const first = { sign_in: signIn, passphrase: made.passphrase };
      await ask(context.request, 'POST', '/api/sign-in', first);
      const change = { current: made.passphrase, new: own };
      await ask(context.request, 'POST', '/api/me/passphrase', change);
      const page = await context.newPage();
      const member = { id: made.user.id, name: called, signIn, passphrase: own, page };
      members.push(member);
      return member;
    },
    close: async () => {
      const active = (await ask(admin, 'GET', '/api/users')).filter(
        (user: { id: string; state: string }) =>
          user.state === 'active' && members.some((member) => member.id === user.id),
      );
      for (const user of active)
        await ask(admin, 'PATCH', `/api/users/${user.id}`, { state: 'disabled' });
    },
  };
}

/** Marks by the keyboard: from the first criterion on, each digit gives its mark and goes on to the next. */
export async function mark(page: Page, digit: (at: number) => string) {
  const criteria = page.getByRole('main').getByRole('radiogroup');
  await criteria.first().getByRole('radio').first().focus();
  const count = await criteria.count();
  for (let at = 0; at < count; at += 1) await page.keyboard.press(digit(at));
  await expect(page.getByRole('main').getByRole('radio', { checked: true })).toHaveCount(count);
  // What stands half under the page's head is no target.
  await page.evaluate(() => window.scrollTo(0, 0));
}

/** A practice call that the customer ends soon: asked who calls, the apprentice does not say it. */
export async function practiceOnce({ page: { request } }: Member): Promise<string> {
  let call = await ask(request, 'POST', '/api/practice', { scenario: 'rdv-premier' });
  const path = `/api/practice/${call.id}`;
  const act = async (what: object) => {
    call = await ask(request, 'POST', `${path}/act`, what);
  };
  await act({ kind: 'call' });
  for (const words of ['deux minutes pour moi', 'Je vous explique tout']) {
    const said = call.answers.find(({ text }: { text: string }) => text.includes(words));
    await act({ kind: 'choose', choice: said.choice, turn: call.turn });
  }
  await ask(request, 'POST', `${path}/outcome`, { code: 'hung_up' });
  return call.id;
}
