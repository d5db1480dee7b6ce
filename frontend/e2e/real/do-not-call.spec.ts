import { expect, type Page } from '@playwright/test';
import { isAccessible } from '../accessible';
import { confirm } from './partner-steps';
import { as, signIn, test } from './people';

/** Numbers of a range kept for fiction that no other test uses; one line is none. */
const kept = ['05 36 49 03 11', '0033 5 36 49 03 12'];
const broken = '05 36';
const stranger = '05 36 49 03 99';

async function choose(page: Page, act: string): Promise<void> {
  await page.getByRole('radiogroup', { name: 'Quoi' }).getByText(act, { exact: true }).click();
}

const total = (page: Page) => page.getByText(/^Numéros inscrits : \d+$/);

test('a partner enters numbers, looks one up and takes one off; what was typed stands nowhere', async ({
  page,
}) => {
  await signIn(page, 'electro');
  await page.getByRole('link', { name: 'Ne pas appeler' }).click();
  await expect(total(page)).toHaveText('Numéros inscrits : 0');
  await isAccessible(page);

  await page.getByLabel('Numéros, un par ligne').fill([...kept, broken].join('\n'));
  await page.getByRole('button', { name: 'Inscrire ces numéros' }).click();
  await expect(page.getByText(/Numéros inscrits : 2\. Lignes non comprises : 1/)).toBeVisible();
  await expect(total(page)).toHaveText('Numéros inscrits : 2');
  await expect(page.getByRole('link', { name: 'Lignes non comprises (CSV)' })).toBeVisible();
  await isAccessible(page);

  await choose(page, 'Vérifier un numéro');
  const one = page.getByLabel('Numéro', { exact: true });
  await one.fill(stranger);
  await page.getByRole('button', { name: 'Vérifier', exact: true }).click();
  await expect(page.getByText('Non, ce numéro n’est pas sur la liste.')).toBeVisible();
  // Another spelling of a number that is on it.
  await one.fill('+33 536 49 03 11');
  await page.getByRole('button', { name: 'Vérifier', exact: true }).click();
  await expect(page.getByText('Oui, ce numéro est sur la liste.')).toBeVisible();
  await isAccessible(page);

  await choose(page, 'Retirer un numéro');
  await one.fill('05.36.49.03.11');
  await page.getByRole('combobox', { name: 'Motif' }).click();
  await page.getByRole('option', { name: 'Numéro réattribué' }).click();
  await page.getByRole('button', { name: 'Retirer', exact: true }).click();
  await expect(page.getByText('Confirmez avec votre phrase secrète')).toBeVisible();
  await isAccessible(page);
  await page.getByRole('button', { name: 'Confirmer le retrait' }).first().click();
  await confirm(page, 'Confirmer le retrait');
  await expect(page.getByText(/^Numéro retiré\./)).toBeVisible();
  await expect(total(page)).toHaveText('Numéros inscrits : 1');
  await isAccessible(page);

  const told = await (await page.request.get('/api/do-not-call?list=partner')).text();
  for (const number of [...kept, stranger]) {
    expect(told).not.toContain(number.replace(/\D/g, '').slice(-9));
    await expect(page.getByText(number)).toHaveCount(0);
  }
});

test('a supervisor keeps a victim’s number from one adviser and takes the entry back', async ({
  page,
  browser,
}) => {
  await signIn(page, 'encadrante');
  await page.goto('/supervisor/do-not-call');
  await page.getByText('Filtre des conflits', { exact: true }).first().click();
  await isAccessible(page);
  // Nobody may look a number up here: the answer would tell who somebody is.
  await expect(page.getByText('Vérifier un numéro', { exact: true })).toHaveCount(0);
  await page.getByLabel('Numéros, un par ligne').fill('05 36 49 03 21');
  await page.getByRole('combobox', { name: 'Conseiller concerné' }).click();
  const adviser = page.getByRole('option').nth(1);
  const name = await adviser.innerText();
  await adviser.click();
  await page.getByRole('button', { name: 'Inscrire ces numéros' }).click();
  await expect(page.getByText(`Numéros inscrits : 1. Jamais confiés à : ${name}.`)).toBeVisible();
  const line = page.getByRole('row', { name: /Inscription/ }).first();
  await expect(line).toContainText(`Victime · ${name}`);
  await isAccessible(page);

  await line.getByRole('button', { name: 'Annuler cet envoi' }).click();
  await isAccessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Annuler cet envoi' }).click();
  await expect(line).toContainText('Attend une autre personne');
  await expect(line.getByRole('button', { name: 'Donner mon accord' })).toHaveCount(0);
  await isAccessible(page);

  // Nobody takes a victim's number off alone.
  const other = await as(browser, 'admin');
  await other.goto('/supervisor/do-not-call');
  await other.getByText('Filtre des conflits', { exact: true }).first().click();
  const same = other.getByRole('row', { name: /Inscription/ }).first();
  await same.getByRole('button', { name: 'Donner mon accord' }).click();
  await isAccessible(other);
  await confirm(other, 'Donner mon accord');
  await expect(same).toContainText('Annulé par');
  await expect(same).toContainText('Accord de');
});
