import { readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import { isAccessible } from '../accessible';
import { as, test } from './people';

const BADGE = 'badge-2'; // nobody else's training looks at
const ALIAS = 'Pélican';

const shot = (page: Page, name: string) =>
  page.screenshot({ path: test.info().outputPath(`${name}.png`), fullPage: true });

test('a mock exam before a jury, an example for the file, and the hours of the month', async ({
  browser,
}) => {
  const trainer = await as(browser, 'formateur');
  const apprentice = await as(browser, BADGE);
  const me = await (await apprentice.request.get('/api/me')).json();

  // The trainer plans one part of the exam.
  await trainer.goto(`/trainer/people/${me.id}/exam`);
  await expect(trainer.getByRole('heading', { name: `Vers l’examen : ${ALIAS}` })).toBeVisible();
  await isAccessible(trainer);
  await trainer.getByRole('button', { name: 'Prévoir un examen blanc' }).click();
  const dialog = trainer.getByRole('dialog');
  await dialog.getByLabel('Date').fill('2027-03-02');
  await dialog.getByLabel('Durée (minutes)').fill('20');
  await dialog.getByLabel('Jury').fill('Mme Alizé, M. Corail');
  await isAccessible(trainer);
  await dialog.getByRole('button', { name: 'Prévoir', exact: true }).click();

  // The apprentice sits it; the jury fills its grid; the result is a paper.
  await trainer.getByRole('button', { name: 'Commencer' }).click();
  const grid = trainer.getByRole('combobox');
  await expect(grid.first()).toBeEnabled();
  for (const criterion of await grid.all()) {
    await criterion.click();
    await trainer.getByRole('option', { name: 'Conforme', exact: true }).click();
  }
  await trainer
    .getByRole('textbox', { name: 'Ce que dit le jury' })
    .fill('Une voix calme, des mots simples.');
  await trainer.getByRole('button', { name: 'Garder la grille' }).click();
  await expect(trainer.getByText('La grille est gardée.')).toBeVisible();
  await isAccessible(trainer);
  await shot(trainer, 'jury');
  await trainer.getByRole('button', { name: 'Terminer' }).click();
  await trainer.getByRole('button', { name: 'Établir le document' }).click();
  await expect(trainer.getByText('Une voix calme, des mots simples.')).toBeVisible();
  await isAccessible(trainer);

  // The apprentice sees the result, and writes one example of the professional file.
  await apprentice.goto('/agent/exam');
  await expect(apprentice.getByText('100 %').first()).toBeVisible();
  await apprentice.getByRole('button', { name: 'Écrire un exemple' }).click();
  const example = apprentice.getByRole('dialog');
  await example.getByLabel('Titre de l’exemple').fill('Fixer un rendez-vous');
  const done = example.getByLabel('Ce que j’ai fait, et dans quelles conditions');
  await done.fill('J’ai rappelé un client au 0690 12 34 56.');
  await example.getByRole('button', { name: 'Garder', exact: true }).click();
  await expect(example.getByText('semble contenir un numéro')).toBeVisible();
  await done.fill('J’ai appelé, je me suis présenté, j’ai proposé deux dates.');
  await isAccessible(apprentice);
  await example.getByRole('button', { name: 'Garder', exact: true }).click();
  await expect(example).toBeHidden();
  await expect(apprentice.getByText('Fixer un rendez-vous').first()).toBeVisible();
  await isAccessible(apprentice);
  await shot(apprentice, 'my-exam');

  // A practice call at the desk is training time; the coordinator sees the month and takes it away.
  const begun = await apprentice.request.post('/api/practice', {
    data: { scenario: 'rdv-premier' },
  });
  const { id } = await begun.json();
  await apprentice.request.post(`/api/practice/${id}/leave`);
  const coordinator = await as(browser, 'encadrante');
  await coordinator.goto('/supervisor/hours');
  await expect(coordinator.getByRole('rowheader', { name: ALIAS })).toBeVisible();
  await expect(coordinator.getByText('une page laissée ouverte ne compte pas')).toBeVisible();
  await isAccessible(coordinator);
  await shot(coordinator, 'hours');
  const download = coordinator.waitForEvent('download');
  await coordinator.getByRole('link', { name: 'Fichier CSV' }).click();
  const file = readFileSync(await (await download).path(), 'utf8');
  expect(file).toContain('dont au poste (min)');
});
