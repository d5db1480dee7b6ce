import { expect, type Page } from '@playwright/test';
import { isAccessible } from '../accessible';
import { press } from './calling';
import { as, test } from './people';
import { bar, begin, makeFirstAppointment } from './practising';

const CAMPAIGN = 'Rendez-vous conseil habitat';
const ALIAS = 'Balaou';

/** For which purposes that apprentice may call, as the supervisor says it. */
async function mayCallFor(supervisor: Page, purposes: string[]) {
  const headers = { Origin: new URL(supervisor.url()).origin };
  const found = await (await supervisor.request.get('/api/apprentices')).json();
  const { id, languages } = found.find((one: { sign_in: string }) => one.sign_in === 'badge-6');
  const data = { languages, purposes };
  const answer = await supervisor.request.put(`/api/apprentices/${id}`, { data, headers });
  expect(answer.ok()).toBe(true);
}

async function openCampaign(page: Page) {
  await page.goto('/supervisor/campaigns');
  await page.getByRole('link', { name: CAMPAIGN }).first().click();
  await expect(page.getByRole('heading', { name: 'Entraînement demandé' })).toBeVisible();
}

test.setTimeout(300_000);

test('a campaign asks for practice: the dispatcher refuses, practice opens it, the trainer decides', async ({
  browser,
}) => {
  const supervisor = await as(browser, 'encadrante');
  const trainer = await as(browser, 'formateur');
  const apprentice = await as(browser, 'badge-6');
  await mayCallFor(supervisor, ['appointment']);
  try {
    await openCampaign(trainer);
    await trainer.getByRole('button', { name: 'Demander un entraînement' }).click();
    await trainer.getByRole('checkbox', { name: /^C4/ }).check();
    await trainer.getByRole('dialog').getByLabel('Bons appels pour chacune').fill('1');
    await isAccessible(trainer);
    await trainer.getByRole('button', { name: 'Enregistrer', exact: true }).click();
    await expect(trainer.getByText(`${ALIAS} · s’entraîne`)).toBeVisible();

    await press(apprentice, 'F2');
    await expect(bar(apprentice)).toContainText('Disponible');
    await press(apprentice, 'F2');
    await expect(apprentice.getByText('Entraînez-vous d’abord')).toBeVisible();
    await isAccessible(apprentice);
    await apprentice.getByRole('link', { name: 'M’entraîner' }).first().click();
    await expect(apprentice.getByRole('region', { name: CAMPAIGN })).toContainText('0 sur 1');
    await begin(apprentice, 'Mon premier rendez-vous', 'Commencer');
    await makeFirstAppointment(apprentice);
    await apprentice.goto('/agent/progress');
    await expect(apprentice.getByRole('region', { name: CAMPAIGN })).toContainText('Ouverte');

    // The first contact is handed out.
    await apprentice.goto('/agent');
    await press(apprentice, 'F2');
    await expect(bar(apprentice)).toContainText('Disponible');
    await press(apprentice, 'F2');
    await expect(bar(apprentice)).toContainText('Je me prépare');
    await apprentice.getByRole('button', { name: 'Rendre cette fiche' }).click();
    await apprentice.getByRole('menuitem', { name: 'Pas maintenant' }).click();
    await expect(bar(apprentice)).toContainText('Disponible');
    await press(apprentice, 'F10');
    await apprentice.getByRole('dialog').getByRole('button').last().click();

    // The trainer reads it and decides.
    await trainer.goto('/trainer');
    await expect(trainer.getByRole('heading', { name: 'Mon groupe' })).toBeVisible();
    await isAccessible(trainer);
    await trainer.getByRole('link', { name: ALIAS }).click();
    await isAccessible(trainer);
    await trainer.getByRole('button', { name: /Modifier la fiche/ }).click();
    await trainer.getByLabel('Statut').selectOption('trainee');
    await trainer.getByLabel('Buts').fill('Avoir le titre en juin.');
    await isAccessible(trainer);
    await trainer.getByRole('button', { name: 'Enregistrer', exact: true }).click();
    await expect(trainer.getByText('Stagiaire de la formation professionnelle')).toBeVisible();
    await trainer
      .getByRole('button', { name: /Décider : Réaliser des actions de prospection/ })
      .click();
    await trainer.getByRole('radio', { name: 'en cours' }).check();
    await isAccessible(trainer);
    await trainer.getByRole('dialog').getByRole('button', { name: 'Décider' }).click();
    await expect(trainer.getByText('Décidé : en cours').first()).toBeVisible();
    await trainer.getByRole('link', { name: /Mon premier rendez-vous/ }).click();
    await expect(trainer.getByRole('heading', { name: 'Bien joué !' })).toBeVisible();
  } finally {
    await openCampaign(trainer);
    await trainer.getByRole('button', { name: 'Modifier', exact: true }).first().click();
    await trainer.getByRole('checkbox', { name: /^C4/ }).uncheck();
    await trainer.getByRole('button', { name: 'Enregistrer', exact: true }).click();
    await expect(trainer.getByText('Rien : tous les apprentis')).toBeVisible();
    await mayCallFor(supervisor, ['appointment', 'loyalty', 'after_sales']);
  }
});

test('a trainer reads a scenario whole, and keeps referentials in versions', async ({
  browser,
}) => {
  const trainer = await as(browser, 'formateur');
  await trainer.goto('/trainer/library');
  await expect(trainer.getByRole('link', { name: 'Insultes au téléphone' })).toBeVisible();
  await isAccessible(trainer);
  await trainer.getByRole('link', { name: 'Insultes au téléphone' }).click();
  await expect(trainer.getByText('Bande de bons à rien')).toBeVisible();
  await isAccessible(trainer);
  await trainer.goto('/trainer/referentials');
  await expect(trainer.getByRole('heading', { name: /Conseiller/ }).first()).toBeVisible();
  await isAccessible(trainer);
});
