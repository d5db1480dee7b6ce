import { expect, type Page } from '@playwright/test';
import { isAccessible } from '../accessible';
import { confirm, declare, downloaded, sendNew } from './partner-steps';
import { as, test } from './people';

/** Numbers of a range kept for fiction that no other test uses. */
const customers = ['FIN-001', 'FIN-002', 'FIN-003'].map((reference, i) => ({
  reference,
  name: ['Adèle Fontanille', 'Bastien Morvan', 'Clara Vasseur'][i] ?? '',
  phone: `05 36 49 02 1${i}`,
  email: `fin${i}@courrier.example`,
}));

function file(): Buffer {
  const rows = customers.map(({ reference, name, phone, email }) =>
    [reference, ...name.split(' '), phone, email, '31000', 'Toulouse'].join(';'),
  );
  const head = 'Référence client;Prénom;Nom;Téléphone;E-mail;Code postal;Ville';
  return Buffer.from(`${[head, ...rows].join('\r\n')}\r\n`, 'utf8');
}

async function handOver(partner: Page, name: string): Promise<void> {
  await sendNew(partner, 'Prise de rendez-vous', { name, fileName: 'fin.csv', bytes: file() });
  await declare(partner, { name: 'Consentement' });
  await partner.getByRole('button', { name: 'Importer la liste' }).click();
  await expect(partner.getByText('Votre liste est prête')).toBeVisible();
}

test('what is held of one customer is handed out, and then erased', async ({ browser }) => {
  test.setTimeout(300_000);
  const partner = await as(browser, 'horizon');
  await handOver(partner, 'Clients à servir');
  await expect(partner.getByText(/Gardée jusqu’au/)).toBeVisible();

  await partner.goto('/partner/data');
  await partner.getByLabel('Référence client').fill('FIN-002');
  await partner.getByRole('button', { name: 'Chercher' }).click();
  await expect(partner.getByText('Trouvé')).toBeVisible();
  await isAccessible(partner);
  const page = await downloaded(partner, 'Télécharger ce qui est détenu');
  for (const held of ['Morvan', '+33536490211', 'fin1@courrier.example', 'FIN-002'])
    expect(page).toContain(held);
  expect(page).not.toContain('Fontanille');
  await partner.getByRole('button', { name: 'Effacer ce client' }).click();
  await isAccessible(partner);
  await confirm(partner, 'Effacer ce client');
  await expect(partner.getByText('Effacé', { exact: true })).toBeVisible();
});

test('an administrator’s order waits for the partner’s word', async ({ browser }) => {
  test.setTimeout(240_000);
  const partner = await as(browser, 'horizon');
  await handOver(partner, 'Liste de l’administrateur');
  const admin = await as(browser, 'admin');
  await admin.goto('/admin/data');
  const row = admin.getByRole('row', { name: /Liste de l’administrateur/ });
  await row.getByRole('button', { name: /Demander la destruction/ }).click();
  await confirm(admin, 'Demander la destruction');
  await expect(row.getByText('Attend l’accord d’une autre personne')).toBeVisible();
  await expect(admin.getByRole('button', { name: 'Donner mon accord' })).toHaveCount(0);
  await isAccessible(admin);

  await partner.goto('/partner/data');
  await expect(partner.getByText('Détruire la liste « Liste de l’administrateur »')).toBeVisible();
  await partner.getByRole('button', { name: 'Donner mon accord' }).click();
  await confirm(partner, 'Donner mon accord');
  await admin.reload();
  await expect(row.getByText(/Détruite le/)).toBeVisible({ timeout: 60_000 });
});
