import { expect, type Page } from '@playwright/test';
import { isAccessible } from '../accessible';
import { sayTheOpening, startWork } from '../real/calling';
import { declare, sendNew } from '../real/partner-steps';
import { as, test } from '../real/people';

const LIST = 'Clients des deux rives';
const CAMPAIGN = 'Visites des deux rives';
/** Numbers kept for fiction that the demo's people do not have. */
const FILE = [
  'Référence;Civilité;Nom;Prénom;Téléphone;CP;Ville',
  'DR-1;Mme;Rivage;Anne;05 90 09 95 01;97110;Pointe-à-Pitre',
  'DR-2;M.;Lagune;Paul;01 99 00 95 02;75011;Paris',
  'DR-3;Mme;Palmier;Rose;05 90 09 95 03;97122;Baie-Mahault',
].join('\r\n');

/** Hands a list of three people over, two of them in Guadeloupe. */
async function handOver(partner: Page): Promise<void> {
  const list = { name: LIST, fileName: 'rives.csv', bytes: Buffer.from(`${FILE}\r\n`) };
  await sendNew(partner, 'Prise de rendez-vous', list);
  await declare(partner, {
    name: 'Consentement',
    on: '2026-09-01',
    channel: 'salon',
    proof: 'bulletin',
  });
  await partner.getByRole('button', { name: 'Importer la liste' }).click();
  await expect(partner.getByText('Votre liste est prête')).toBeVisible({ timeout: 60_000 });
}

/** A campaign that keeps to the legal hours, with that list; those of the demo pause. */
async function openOnlyThis(supervisor: Page): Promise<void> {
  await supervisor.goto('/supervisor/campaigns/new');
  await supervisor.getByRole('combobox', { name: 'Partenaire' }).click();
  await supervisor.getByRole('option', { name: 'Maison Horizon' }).click();
  await supervisor.getByRole('radio', { name: 'Prise de rendez-vous' }).check();
  await supervisor.getByLabel('Nom de la campagne').fill(CAMPAIGN);
  await expect(supervisor.getByRole('switch', { name: /heures légales/ })).toBeChecked();
  await supervisor.getByRole('button', { name: 'Créer le brouillon' }).click();
  await supervisor.getByRole('button', { name: `Attacher la liste ${LIST}` }).click();
  const paused = await supervisor.evaluate(async () => {
    const all: { id: string; state: string }[] = await (await fetch('/api/campaigns')).json();
    const open = all.filter(({ state }) => state === 'open');
    const done = open.map(({ id }) => fetch(`/api/campaigns/${id}/pause`, { method: 'POST' }));
    return (await Promise.all(done)).every(({ ok }) => ok);
  });
  expect(paused).toBe(true);
  await supervisor.getByRole('button', { name: /^Ouvrir/ }).click();
  await expect(supervisor.getByText(`« ${CAMPAIGN} » est ouverte.`)).toBeVisible();
}

test('at 07:00 in Guadeloupe Paris is called, and who lives here waits until 10:00', async ({
  browser,
}) => {
  const supervisor = await as(browser, 'encadrante');
  await handOver(await as(browser, 'horizon'));
  await openOnlyThis(supervisor);
  const reach = supervisor.getByRole('region', { name: 'Qui peut être appelé, et quand ?' });
  const zones = reach.getByRole('listitem');
  await expect(zones.filter({ hasText: 'Paris' })).toHaveText(/ : 1 maintenant$/);
  const here = /Guadeloupe : 2 à partir du 1\d janv\. \d{4},? (à )?10:00$/;
  await expect(zones.filter({ hasText: 'Guadeloupe' })).toHaveText(here);
  await expect(reach.getByRole('row', { name: /D\.223-9/ })).toContainText('2');
  await isAccessible(supervisor);

  const apprentice = await as(browser, 'badge-1');
  await startWork(apprentice);
  await apprentice.getByRole('button', { name: 'Contact suivant' }).first().click();
  const card = apprentice.getByRole('region', { name: 'Fiche du contact' });
  await expect(card).toContainText(CAMPAIGN);
  await expect(card).toContainText('Paris');
  await apprentice.getByRole('button', { name: 'Appeler', exact: true }).click();
  await sayTheOpening(apprentice);
  await apprentice.getByRole('tab', { name: 'Résultat' }).click();
  await apprentice.getByRole('button', { name: 'Absent pour le moment' }).click();
  await apprentice.getByRole('button', { name: 'Raccrocher et enregistrer' }).click();
  await expect(card).toHaveCount(0);

  await apprentice.getByRole('button', { name: 'Contact suivant' }).first().click();
  const main = apprentice.getByRole('main');
  await expect(main).toContainText('À cette heure, la loi ne permet pas d’appeler ces personnes.');
  await expect(main).toContainText(/Prochain contact possible .*10:00\./);
  await isAccessible(apprentice);
});
