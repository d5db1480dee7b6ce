/** The first assessment, the plan and a module, as the trainer and the apprentice go through them. */
import { expect, type Locator, type Page, test } from '@playwright/test';
import { isAccessible } from '../accessible';

export const shot = (page: Page, name: string) =>
  page.screenshot({ path: test.info().outputPath(`${name}.png`), fullPage: true });

/** Puts the lines of an exercise in this order with its arrows, as a keyboard would. */
async function putInOrder(card: Locator, lines: string[]) {
  await expect(card.getByRole('listitem')).toHaveCount(lines.length);
  for (const [place, line] of lines.entries()) {
    const up = card.getByRole('button', { name: `Monter : ${line}` });
    for (let at = await placeOf(card, line); at > place; at -= 1) {
      await up.press('Enter');
      await expect.poll(() => placeOf(card, line)).toBe(at - 1);
    }
  }
}

async function placeOf(card: Locator, line: string): Promise<number> {
  const all = await card.getByRole('listitem').allInnerTexts();
  return all.findIndex((text) => text.includes(line));
}

async function confirm(card: Locator) {
  await card.getByRole('button', { name: 'Valider ma réponse' }).click();
}

/** A short assessment, given to that person from the trainer's page. */
export async function composeAssessment(trainer: Page, person: string) {
  await trainer.goto(`/trainer/people/${person}`);
  await trainer.getByRole('link', { name: 'Bilan et plan' }).click();
  const wanted = ['Lire et comprendre', 'Jeu de rôle', 'Mes langues'];
  await expect(trainer.getByRole('checkbox')).toHaveCount(8);
  for (const box of await trainer.getByRole('checkbox').all()) {
    const name = await box.evaluate(
      (input: HTMLInputElement) => input.labels?.[0]?.innerText ?? '',
    );
    if (!wanted.some((title) => name.startsWith(title))) await box.uncheck();
  }
  await isAccessible(trainer);
  await trainer.getByRole('button', { name: /^Donner ce bilan/ }).click();
  await expect(trainer.getByRole('heading', { name: 'Bilan en cours' })).toBeVisible();
}

/** Every question of it, answered at the workstation and handed in. */
export async function answerAssessment(apprentice: Page) {
  await apprentice.getByRole('link', { name: 'Mon plan' }).click();
  await isAccessible(apprentice);
  await apprentice.getByRole('link', { name: 'Commencer mon bilan' }).click();
  const question = (name: RegExp) => apprentice.getByRole('article', { name });
  await question(/Rappelez la cliente/)
    .getByRole('radio', { name: 'Je rappelle maintenant' })
    .check();
  await confirm(question(/Rappelez la cliente/));
  await confirm(question(/petit message/));
  const gaps = question(/Complétez/).getByRole('textbox');
  await gaps.nth(0).fill('suis');
  await gaps.nth(1).fill('parle');
  await confirm(question(/Complétez/));
  await isAccessible(apprentice);
  await shot(apprentice, 'assessment-fr');
  await apprentice.getByRole('button', { name: 'Mes langues' }).click();
  const languages = apprentice.getByRole('region', { name: 'Mes langues' });
  await expect(languages.getByRole('radiogroup')).toHaveCount(6);
  for (const group of await languages.getByRole('radiogroup').all())
    await group.getByText('Bien', { exact: true }).click();
  await apprentice.getByRole('button', { name: 'Rendre mon bilan' }).click();
  await expect(apprentice.getByRole('heading', { name: 'Votre bilan est rendu' })).toBeVisible();
}

/** The role play marked, the assessment closed, the plan adapted, signed and offered. */
export async function makePlan(trainer: Page) {
  await trainer.reload();
  const play = trainer.getByRole('region', { name: 'Jeu de rôle' });
  await expect(play.getByRole('radiogroup')).toHaveCount(5);
  for (const group of await play.getByRole('radiogroup').all()) {
    const marked = trainer.waitForResponse('**/marks');
    await group.getByText('Avec aide', { exact: true }).click();
    await marked;
  }
  await isAccessible(trainer);
  await shot(trainer, 'marking-fr');
  await trainer.getByRole('button', { name: 'Clore le bilan et proposer un plan' }).click();
  await expect(trainer.getByRole('heading', { name: 'Résultat du bilan' })).toBeVisible();
  await trainer.getByRole('button', { name: 'Adapter le plan' }).click();
  await trainer.getByLabel('À finir pour le : Mon poste d’appel').fill('2031-05-02');
  await isAccessible(trainer);
  await shot(trainer, 'adapting-fr');
  await trainer.getByRole('button', { name: 'Enregistrer comme nouvelle version' }).click();
  await trainer.getByRole('button', { name: 'Signer et proposer à l’apprenti' }).click();
  await expect(trainer.getByText('À signer par l’apprenti')).toBeVisible();
  await shot(trainer, 'path-fr');
}

export async function signPlan(apprentice: Page) {
  await apprentice.getByRole('link', { name: 'Mon plan' }).click();
  await expect(apprentice.getByText('vendredi 2 mai')).toBeVisible();
  await apprentice.getByRole('button', { name: 'Signer mon plan' }).click();
  await apprentice.getByRole('button', { name: 'Je signe' }).click();
  await expect(apprentice.getByText('Votre plan est prêt à être signé')).toHaveCount(0);
  await isAccessible(apprentice);
  await shot(apprentice, 'plan-fr');
}

/** « Mon poste d’appel », in simple words, with one answer that is not right at once. */
export async function doFirstModule(apprentice: Page) {
  const question = (name: RegExp) => apprentice.getByRole('article', { name });
  await apprentice.getByRole('button', { name: 'Commencer : Mon poste d’appel' }).click();
  await apprentice.getByRole('switch', { name: 'Mots simples' }).check({ force: true });
  await expect(apprentice.getByText('L’écran a trois zones.')).toBeVisible();
  await apprentice.getByRole('button', { name: /J’ai lu/ }).click();
  const zones = question(/Où sont vos phrases/);
  await zones.getByRole('radio', { name: 'En bas, dans la barre d’appel' }).check();
  await confirm(zones);
  await expect(zones.getByText('Presque.')).toBeVisible();
  await isAccessible(apprentice);
  await shot(apprentice, 'module-fr');
  await zones.getByRole('radio', { name: 'Au milieu, dans le script' }).check();
  await zones.getByRole('button', { name: 'Essayer encore' }).click();
  await expect(zones.getByText('C’est juste')).toBeVisible();
  const micro = question(/Complétez/);
  await micro.getByRole('textbox').nth(0).fill('casque');
  await micro.getByRole('textbox').nth(1).fill('attente');
  await confirm(micro);
  await apprentice.getByRole('button', { name: 'Continuer' }).click();
  await apprentice.getByRole('button', { name: /J’ai lu/ }).click();
  const order = question(/bon ordre/);
  await putInOrder(order, [
    'Dire au revoir',
    'Raccrocher',
    'Choisir le résultat',
    'Ajouter une note',
    'Enregistrer',
  ]);
  await confirm(order);
  await expect(order.getByText('C’est juste')).toBeVisible();
  const note = question(/interdite/);
  await note.getByRole('radio', { name: /maladie/ }).check();
  await confirm(note);
  const heard = question(/Écoutez la personne/);
  await heard.getByRole('radio', { name: 'À rappeler' }).check();
  await confirm(heard);
  await expect(apprentice.getByRole('heading', { name: 'Module réussi' })).toBeVisible();
  await shot(apprentice, 'module-done-fr');
}
