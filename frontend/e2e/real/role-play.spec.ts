import { expect } from '@playwright/test';
import { isAccessible } from '../accessible';
import { press } from './calling';
import { as, test } from './people';
import { bar, talk } from './practising';

test.setTimeout(180_000);

test('a trainer plays the customer: from the invitation to the debrief that the apprentice reads', async ({
  browser,
}) => {
  const trainer = await as(browser, 'formateur');
  const apprentice = await as(browser, 'badge-3');
  const name = (await apprentice.request.get('/api/me').then((me) => me.json())).display_name;
  await apprentice.goto('/agent/progress');

  await trainer.goto('/trainer/library/rdv-premier');
  await trainer.getByRole('button', { name: 'Jouer le client' }).click();
  await trainer.getByRole('dialog').getByLabel('Avec qui ?').selectOption({ label: name });
  await isAccessible(trainer);
  await trainer.getByRole('button', { name: 'Appeler cette personne' }).click();
  await expect(trainer.getByText('Vous attendez sa réponse')).toBeVisible();

  // The apprentice is told wherever he is, and accepts with one key.
  await expect(apprentice.getByText('vous appelle pour un jeu de rôle')).toBeVisible();
  await isAccessible(apprentice);
  await press(apprentice, 'F1');
  await expect(bar(apprentice)).toContainText('Je me prépare');
  await press(apprentice, 'F2');
  await expect(trainer.getByText(`Vous êtes au téléphone avec ${name}.`)).toBeVisible();

  // A line of the scenario by a click; the apprentice answers with a proposed sentence, then in own words.
  const lines = trainer.getByRole('region', { name: 'Phrases du scénario' });
  const first = lines.getByRole('button').first();
  const words = (await first.innerText()).trim();
  await first.click();
  await expect(talk(apprentice)).toContainText(words);
  await talk(apprentice)
    .getByRole('button', { name: /Je suis .* Je vous appelle pour Maison Horizon/ })
    .click();
  const log = trainer.getByRole('log');
  await expect(log).toContainText('Je vous appelle pour Maison Horizon');
  await trainer.getByLabel('Ce que dit le client').fill('Vous êtes combien à m’appeler ?');
  await trainer.keyboard.press('Enter');
  await expect(talk(apprentice)).toContainText('Vous êtes combien à m’appeler ?');
  await trainer.getByText('En colère', { exact: true }).click();
  await expect(talk(apprentice)).toContainText('En colère');
  const say = apprentice.getByLabel('Ce que vous dites');
  await say.fill('Appelez-moi au 06 12 34 56 78.');
  await apprentice.keyboard.press('Enter');
  await expect(apprentice.getByText('Ici non plus : pas de numéro')).toBeVisible();
  await say.fill('Je comprends, vous pouvez dire non.');
  await apprentice.keyboard.press('Enter');
  await expect(log).toContainText('Je comprends, vous pouvez dire non.');
  await apprentice.reload();
  await expect(talk(apprentice)).toContainText('Je comprends, vous pouvez dire non.');
  await press(apprentice, 'F7');
  await expect(log).toContainText('met l’appel en attente');
  await press(apprentice, 'F7');
  await expect(log).toContainText('reprend l’appel');

  // Marks while listening.
  const rubric = trainer.getByRole('region', { name: 'Votre avis' });
  for (const mark of await rubric.getByText('Réussi', { exact: true }).all()) await mark.click();
  await expect(rubric).toContainText('100 %');
  // What stands half under the page's head is no target.
  await trainer.evaluate(() => window.scrollTo(0, 0));
  await isAccessible(trainer);
  await isAccessible(apprentice);
  await trainer.screenshot({ path: test.info().outputPath('stage.png'), fullPage: true });
  await apprentice.screenshot({ path: test.info().outputPath('desk.png'), fullPage: true });

  await trainer.getByRole('button', { name: 'Raccrocher' }).click();
  await expect(bar(apprentice)).toContainText('Après l’appel');
  await apprentice
    .getByRole('button', { name: /Ne plus appeler/ })
    .first()
    .press('Enter');
  await apprentice.keyboard.press('Enter');
  await expect(apprentice.getByRole('heading', { name: 'Le jeu de rôle est fini' })).toBeVisible();
  await rubric.getByLabel('Un mot pour la personne').fill('Très calme sous la colère.');
  await rubric.getByRole('button', { name: 'Donner mon avis' }).click();
  await expect(trainer.getByText('Votre avis est donné')).toBeVisible();

  // The debrief opens by itself, is read and answered.
  await expect(apprentice.getByText('Très calme sous la colère.')).toBeVisible();
  await isAccessible(apprentice);
  await apprentice.screenshot({ path: test.info().outputPath('debrief.png'), fullPage: true });
  await apprentice.getByLabel('Votre réponse, si vous voulez').fill('Merci, c’était utile.');
  await apprentice.getByRole('button', { name: 'J’ai lu' }).click();
  await expect(apprentice.getByText('Merci, c’était utile.')).toBeVisible();
});
