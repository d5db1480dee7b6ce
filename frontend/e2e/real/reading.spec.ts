/** A partner's files that leave something open: asked, read again, remembered. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { isAccessible } from '../accessible';
import { signIn, test } from './people';

async function send(page: Page, fileName: string, buffer: Buffer): Promise<void> {
  await page.goto('/partner/lists/new');
  await page.getByRole('radio', { name: 'Prise de rendez-vous' }).check();
  await page.locator('input[type=file]').setInputFiles({ name: fileName, mimeType: '', buffer });
  await page.getByRole('button', { name: 'Envoyer le fichier' }).click();
  await expect(page.getByText('Ce que nous avons compris')).toBeVisible();
}

/** Numbers of a range kept for fiction that no other test uses. */
const people = [
  ['Duchaîne', 'Hélène', '05 36 49 01 11', '03/04/2026'],
  ['Œuvrard', 'Rémy', '05 36 49 01 22', '05/06/2026'],
];

test('an ambiguous file is asked about, and its preview made anew', async ({ page }) => {
  await signIn(page, 'horizon');
  const rows = people.map(([last, first, phone, day]) => `${last},${first};${phone};oui;${day}`);
  const text = ['Nom,Prénom;Téléphone;Consentement;Date de consentement', ...rows].join('\n');
  await send(page, 'deux-lectures.csv', Buffer.from(text, 'utf8'));
  const table = page.getByRole('table');
  const go = page.getByRole('button', { name: 'Les colonnes sont bonnes' });
  await expect(go).toBeDisabled();

  const separator = page.getByRole('form', { name: 'Qu’est-ce qui sépare les colonnes ?' });
  const dates = page.getByRole('form', { name: /Dans quel ordre les dates/ });
  await expect(dates).toBeVisible();
  await isAccessible(page);
  await separator.getByRole('radio', { name: /point-virgule/ }).check();
  await separator.getByRole('button', { name: 'C’est cela' }).click();
  await expect(separator).toHaveCount(0);
  await expect(go).toBeDisabled();
  await expect(table).toContainText('3 avril 2026');
  await dates.getByRole('radio', { name: /Mois d’abord/ }).check();
  await dates.getByRole('button', { name: 'C’est cela' }).click();
  await expect(table).toContainText('4 mars 2026');
  await expect(dates).toHaveCount(0);
  await expect(go).toBeEnabled();

  // What the file says clearly can be overruled too, and the columns follow.
  await page.getByText('Lire le fichier autrement').click();
  await page.getByRole('combobox', { name: 'Séparateur' }).click();
  await page.getByRole('option', { name: 'virgule', exact: true }).click();
  await expect(table).toContainText('Prénom;Téléphone');
  await page.getByText('Lire le fichier autrement').click();
  await page.getByRole('combobox', { name: 'Encodage du texte' }).click();
  await page.getByRole('option', { name: 'UTF-16', exact: true }).click();
  const kept = page.getByRole('alert').filter({ hasText: 'La lecture précédente est gardée.' });
  await expect(kept).toBeVisible();
});

test('a confirmed mapping is proposed for the next file of the same layout', async ({ page }) => {
  await signIn(page, 'horizon');
  const header = 'Code;Nom;Téléphone;Humeur';
  const first = `${header}\nD-1;Duchaîne;05 36 49 01 33;bonne\nD-2;Côté;05 36 49 01 44;douce\n`;
  await send(page, 'disposition.csv', Buffer.from(first, 'latin1'));
  const known = page.getByText('Cette disposition est connue');
  await expect(known).toHaveCount(0);
  const mood = page.getByRole('combobox', { name: 'Ce qu’est la colonne Humeur' });
  await mood.click();
  await page.getByRole('option', { name: 'Point d’appui' }).click();
  await page.getByRole('button', { name: 'Les colonnes sont bonnes' }).click();
  await page.getByRole('radio', { name: 'Consentement' }).check();
  await page.getByLabel('Date').fill('2026-09-01');
  await page.getByLabel('Canal').fill('salon');
  await page.getByLabel('Preuve', { exact: true }).fill('bulletin signé');
  await page.getByRole('checkbox', { name: /Je déclare/ }).check();
  await page.getByRole('button', { name: 'Importer la liste' }).click();
  await expect(page.getByText('Votre liste est prête')).toBeVisible();

  const second = `${header}\nD-3;Préville;05 36 49 01 55;vive\nD-4;Gräff;05 36 49 01 66;calme\n`;
  await send(page, 'disposition-2.csv', Buffer.from(second, 'utf8'));
  await expect(known).toBeVisible();
  await expect(mood).toHaveValue('Point d’appui');
  await isAccessible(page);
});

const WORKBOOK = `
import sys, openpyxl
book = openpyxl.Workbook()
for place, (name, person) in enumerate([("Hiver", "Hivernal"), ("Printemps", "Printanier"), ("Brouillon", "X")]):
    sheet = book.create_sheet(name, place)
    sheet.append(["Nom", "Téléphone"])
    sheet.append([person, f"05 36 49 02 {place}{place}"])
book["Brouillon"].sheet_state = "hidden"
del book["Sheet"]
book.save(sys.stdout.buffer)
`;

/** Two filled sheets and a hidden one, as the service's own Python writes them. */
function workbook(): Buffer {
  const python = join(import.meta.dirname, '../../../.venv/bin/python');
  return execFileSync(python, ['-c', WORKBOOK], { encoding: 'buffer' });
}

test('of the sheets of a workbook one is chosen, and hidden ones are named', async ({ page }) => {
  await signIn(page, 'horizon');
  await send(page, 'classeur.xlsx', workbook());
  const sheet = page.getByRole('form', { name: 'Quelle feuille contient la liste ?' });
  await expect(page.getByText('1 feuille masquée, non lue')).toBeVisible();
  await sheet.getByRole('radio', { name: /Printemps/ }).check();
  await sheet.getByRole('button', { name: 'C’est cela' }).click();
  await expect(sheet).toHaveCount(0);
  await expect(page.getByRole('table')).toContainText('Printanier');
});
