import { expect } from '@playwright/test';
import { isAccessible } from '../accessible';
import { signIn, test } from './people';

const staff = ['/supervisor', '/supervisor/campaigns', '/supervisor/lists'];

/** Who starts where, which pages are theirs, one that is not, and one question the server refuses them. */
const roles = [
  { name: 'badge-1', home: '/agent', pages: ['/agent'], not: '/supervisor', no: '/api/journal' },
  { name: 'encadrante', home: '/supervisor', pages: staff, not: '/admin', no: '/api/journal' },
  { name: 'formateur', home: '/supervisor', pages: staff, not: '/partner', no: '/api/users' },
  {
    name: 'electro',
    home: '/partner',
    pages: [
      '/partner',
      '/partner/lists',
      '/partner/lists/new',
      '/partner/slots',
      '/partner/appointments',
      '/partner/journal',
      '/partner/exchange',
    ],
    not: '/supervisor',
    no: '/api/supervision/snapshot',
  },
  {
    name: 'admin',
    home: '/admin',
    pages: ['/admin', '/admin/sites', '/admin/partners', '/admin/journal'],
    not: '/agent',
    no: '/api/workstation',
  },
  {
    name: 'audit',
    home: '/admin',
    pages: ['/admin/journal'],
    not: '/partner',
    no: '/api/workstation',
  },
];

for (const { name, home, pages, not, no } of roles) {
  test(`${name} starts at ${home}, finds accessible pages, and none of somebody else’s`, async ({
    page,
  }) => {
    test.setTimeout(120_000);
    await signIn(page, name);
    await expect(page).toHaveURL(new RegExp(`${home}(/|$)`));
    for (const address of pages) {
      await page.goto(address);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await isAccessible(page);
    }
    await page.goto(not);
    await expect(page).toHaveURL(new RegExp(`${home}(/|$)`));
    const answer = await page.evaluate(async (address) => (await fetch(address)).status, no);
    expect(answer).toBe(403);
  });
}
