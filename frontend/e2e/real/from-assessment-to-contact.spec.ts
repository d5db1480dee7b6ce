import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { isAccessible } from '../accessible';
import { press } from './calling';
import {
  answerAssessment,
  composeAssessment,
  doFirstModule,
  makePlan,
  shot,
  signPlan,
} from './learning';
import { as, passphrase, test } from './people';
import { answer, bar, begin, makeFirstAppointment } from './practising';

const CAMPAIGN = 'Rendez-vous conseil habitat';
const ALIAS = 'Balaou';
const PYTHON = join(import.meta.dirname, '../../../.venv/bin/python');
const READ = `import sys, pypdf
print("\\n".join(page.extract_text() for page in pypdf.PdfReader(sys.argv[1]).pages))`;

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

/** The paper on the page as a reader of PDF files has it. */
async function printed(page: Page, name: string): Promise<string> {
  const link = page.getByRole('link', { name: 'Imprimer' });
  const file = await page.request.get((await link.getAttribute('href')) ?? '');
  expect(file.headers()['content-type']).toContain('application/pdf');
  const path = test.info().outputPath(`${name}.pdf`);
  writeFileSync(path, await file.body());
  return execFileSync(PYTHON, ['-c', READ, path], { encoding: 'utf8' });
}

async function sign(page: Page) {
  await page.getByRole('button', { name: 'Signer', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Votre phrase secrète', { exact: true }).fill(passphrase());
  await dialog.getByRole('button', { name: 'Signer', exact: true }).click();
  await expect(dialog).toHaveCount(0);
}

/** The plan in another language on a narrow screen, and back. */
async function looksInEnglish(apprentice: Page) {
  const before = apprentice.viewportSize();
  await apprentice.getByText('EN', { exact: true }).click();
  await apprentice.setViewportSize({ width: 800, height: 900 });
  await apprentice.getByRole('link', { name: 'My plan' }).first().click();
  await expect(apprentice.getByText(/1 of \d+ steps done/)).toBeVisible();
  await isAccessible(apprentice);
  await shot(apprentice, 'plan-en');
  const kept = apprentice.waitForResponse('**/api/me/language');
  await apprentice.getByText('FR', { exact: true }).click();
  await kept;
  if (before) await apprentice.setViewportSize(before);
}

test.setTimeout(400_000);

test('one apprentice, from the first assessment to the first contact, and the papers of it', async ({
  browser,
}) => {
  const supervisor = await as(browser, 'encadrante');
  const trainer = await as(browser, 'formateur');
  const apprentice = await as(browser, 'badge-6');
  const me = await (await apprentice.request.get('/api/me')).json();
  await composeAssessment(trainer, me.id);
  await answerAssessment(apprentice);
  await makePlan(trainer);
  await signPlan(apprentice);
  await doFirstModule(apprentice);
  await looksInEnglish(apprentice);
  await apprentice.goto('/agent');

  // A real campaign asks for practice first.
  await mayCallFor(supervisor, ['appointment']);
  try {
    await openCampaign(trainer);
    await trainer.getByRole('button', { name: 'Demander un entraînement' }).click();
    await trainer.getByRole('checkbox', { name: /^C4/ }).check();
    await trainer.getByRole('dialog').getByLabel('Bons appels pour chacune').fill('1');
    // More than anybody has made here before: what was answered before the gate counts as made.
    await trainer.getByRole('dialog').getByLabel('Premiers appels réels').fill('20');
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

    // A call that fails, with what was said of it; then a good one.
    await begin(apprentice, 'Mon premier rendez-vous', 'Commencer');
    await press(apprentice, 'F2');
    await answer(apprentice, /Je suis .* Je vous appelle pour Maison Horizon/);
    await answer(apprentice, /Ce n’est pas commercial/);
    await press(apprentice, 'F2');
    await apprentice.getByRole('button', { name: 'Refus', exact: true }).press('Enter');
    await apprentice.getByRole('radio', { name: 'Pas besoin' }).check();
    await apprentice.keyboard.press('Enter');
    await expect(
      apprentice.getByRole('heading', { name: 'Une chose à ne jamais faire' }),
    ).toBeVisible();
    await apprentice.getByRole('button', { name: 'Recommencer' }).click();
    await makeFirstAppointment(apprentice);
    await apprentice.goto('/agent/progress');
    await expect(apprentice.getByRole('region', { name: CAMPAIGN })).toContainText(
      /Encore \d+ appels/,
    );

    // The first real calls are made with somebody beside: then the first contact is handed out.
    await apprentice.goto('/agent');
    await press(apprentice, 'F2');
    await expect(bar(apprentice)).toContainText('Disponible');
    await press(apprentice, 'F2');
    await expect(apprentice.getByText(/Vos premiers appels se font avec/)).toBeVisible();
    await isAccessible(apprentice);
    await supervisor.goto('/supervisor');
    await expect(supervisor.getByText('Attend quelqu’un à côté')).toBeVisible();
    await supervisor.getByRole('button', { name: `Agir pour ${ALIAS}` }).press('Enter');
    await supervisor.getByRole('menuitem', { name: 'Être à côté' }).press('Enter');
    const beside = supervisor.getByRole('dialog');
    await beside.getByRole('button', { name: `Je suis à côté de ${ALIAS}` }).click();
    await expect(beside.getByText(`Vous êtes à côté de ${ALIAS}`)).toBeVisible();
    await isAccessible(supervisor);
    await press(apprentice, 'F2');
    await expect(bar(apprentice)).toContainText('Je me prépare');
    await beside.getByRole('button', { name: 'Je m’en vais' }).click();
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
    await trainer.getByRole('link', { name: /Mon premier rendez-vous.*Réussi/ }).click();
    await expect(trainer.getByRole('heading', { name: 'Bien joué !' })).toBeVisible();

    // The papers, as they are printed.
    await trainer.goto(`/trainer/people/${me.id}/path`);
    await trainer.getByRole('button', { name: 'Papier à signer et imprimer' }).click();
    await sign(trainer);
    await isAccessible(trainer);
    const plan = await printed(trainer, 'plan');
    expect(plan).toContain('Mon poste d’appel');
    expect(plan).toContain(ALIAS);
    const code = (await trainer.locator('dd').last().innerText()).trim();
    expect(plan).toContain(code);
    await apprentice.goto('/agent/papers');
    await isAccessible(apprentice);
    await apprentice.getByRole('main').getByRole('listitem').getByRole('link').first().click();
    await sign(apprentice);
    expect(await printed(apprentice, 'plan-signed')).toContain(code);
    await trainer.goto(`/trainer/people/${me.id}`);
    await trainer.getByRole('button', { name: 'Établir une attestation' }).click();
    await expect(trainer.getByRole('link', { name: 'Imprimer' })).toBeVisible();
    expect(await printed(trainer, 'certificate')).toContain(ALIAS);
    await shot(trainer, 'certificate-fr');
  } finally {
    await openCampaign(trainer);
    await trainer.getByRole('button', { name: 'Modifier', exact: true }).first().click();
    await trainer.getByRole('checkbox', { name: /^C4/ }).uncheck();
    await trainer.getByRole('dialog').getByLabel('Premiers appels réels').fill('0');
    await trainer.getByRole('button', { name: 'Enregistrer', exact: true }).click();
    await expect(trainer.getByText('Rien : tous les apprentis')).toBeVisible();
    await mayCallFor(supervisor, ['appointment', 'loyalty', 'after_sales']);
  }
});
