import { expect, type Locator, type Page, test } from '@playwright/test';
import { isAccessible } from '../accessible';
import { appointmentsFirst, bookAnAppointment, send, startWork } from './calling';
import { as } from './people';

const NEW = 'Bureau des changements';

/** A slot that only this test chooses by its place, in three days. */
async function offer(partner: Page) {
  const at = (minutes: number) => new Date(Date.now() + (4_320 + minutes) * 60_000).toISOString();
  await send(partner, 'POST', '/api/slots', [
    { starts_at: at(0), ends_at: at(30), place: NEW, capacity: 2 },
  ]);
}

/** The campaign in which that contact has an appointment. */
async function campaignOf(supervisor: Page, reference: string): Promise<string> {
  const found = await supervisor.evaluate(async (wanted) => {
    const all: { id: string; purpose: string; confirms: string | null }[] = await (
      await fetch('/api/campaigns')
    ).json();
    for (const { id, purpose, confirms } of all) {
      if (purpose !== 'appointment' || confirms) continue;
      const path = `/api/campaigns/${id}/appointments?reference=${wanted}`;
      if ((await (await fetch(path)).json()).length > 0) return id;
    }
    return null;
  }, reference);
  expect(found).not.toBeNull();
  return found ?? '';
}

async function chooseSlot(page: Page, dialog: Locator) {
  await dialog.getByRole('combobox', { name: 'Créneau' }).fill(NEW);
  await page.getByRole('option', { name: NEW }).first().click();
}

test('an appointment is moved by the centre, cancelled by the partner and made again, without a call', async ({
  browser,
}) => {
  const supervisor = await as(browser, 'encadrante');
  const partner = await as(browser, 'horizon');
  await offer(partner);
  const back = await appointmentsFirst(supervisor);
  const apprentice = await as(browser, 'badge-4');
  let reference = '';
  try {
    await startWork(apprentice);
    reference = await bookAnAppointment(apprentice, '');
  } finally {
    await back();
  }
  await supervisor.goto(`/supervisor/campaigns/${await campaignOf(supervisor, reference)}`);
  const ahead = supervisor.getByRole('region', { name: 'Rendez-vous à venir' });
  const row = ahead.getByRole('row').filter({ hasText: reference });
  const dialog = supervisor.getByRole('dialog');

  await row.getByRole('button', { name: /Déplacer/ }).click();
  await chooseSlot(supervisor, dialog);
  await dialog.getByLabel('La personne le demande').check();
  await isAccessible(supervisor);
  await dialog.getByRole('button', { name: 'Déplacer le rendez-vous' }).click();
  await expect(row).toContainText(NEW);
  await expect(row).toContainText('le centre, hors appel');
  await isAccessible(supervisor);

  // Why nobody calls this person now, and the evidence of what was called.
  await supervisor.getByRole('button', { name: /^Une fiche/ }).click();
  const why = supervisor.getByLabel('Référence de la fiche');
  await why.fill(reference);
  await why.press('Enter');
  const contact = supervisor.getByRole('region', { name: `Fiche ${reference}` });
  await expect(contact).toContainText('Jamais · Traité');
  await expect(contact.getByRole('row').filter({ hasText: 'Appel tenté' })).toHaveCount(1);
  await isAccessible(supervisor);

  await partner.goto('/partner/appointments');
  const theirs = partner.getByRole('row').filter({ hasText: NEW });
  await expect(theirs).toContainText('le centre');
  await theirs.getByRole('button', { name: /Annuler/ }).click();
  await partner.getByRole('dialog').getByLabel('La personne le demande').check();
  await isAccessible(partner);
  await partner.getByRole('button', { name: 'Annuler le rendez-vous', exact: true }).click();
  await expect(theirs).toContainText('Annulé');
  await expect(row).toHaveCount(0); // the supervisor's page followed

  await ahead.getByRole('button', { name: 'Prendre un rendez-vous sans appel' }).click();
  await dialog.getByLabel('Référence de la fiche').fill(reference.toLowerCase());
  await chooseSlot(supervisor, dialog);
  await dialog.getByLabel('C’était une erreur').check();
  await dialog.getByRole('button', { name: 'Prendre le rendez-vous' }).click();
  await expect(row).toContainText(NEW);
  await row.getByRole('button', { name: /Annuler/ }).click();
  await dialog.getByLabel('Autre raison').check();
  await dialog.getByRole('button', { name: 'Annuler le rendez-vous' }).click();
  await expect(row).toHaveCount(0);
});
