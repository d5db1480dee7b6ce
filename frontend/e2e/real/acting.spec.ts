import { expect, type Page } from '@playwright/test';
import { isAccessible } from '../accessible';
import { press, sayTheOpening, startWork } from './calling';
import { as, passphrase, test } from './people';

/** The room's card of a person, and what the supervisor can do there. */
const card = (room: Page, name: string) =>
  room.getByRole('listitem').filter({ hasText: name }).first();

async function act(room: Page, name: string, what: string): Promise<void> {
  await room.getByRole('button', { name: `Agir pour ${name}` }).press('Enter');
  await room.getByRole('menuitem', { name: what }).press('Enter');
}

test('a supervisor writes to an apprentice, asks for a pause, cuts a call and closes a session', async ({
  browser,
}) => {
  const name = 'Balaou';
  const desk = await as(browser, 'badge-6');
  const room = await as(browser, 'encadrante');
  await expect(room.getByText('En direct', { exact: true })).toBeVisible();
  await startWork(desk);
  await expect(card(room, name)).toContainText('Disponible');
  await desk.getByRole('button', { name: 'Contact suivant' }).first().click();
  await desk.getByRole('button', { name: 'Appeler', exact: true }).click();
  await expect(card(room, name)).toContainText('En conversation');

  // The apprentice puts the person on hold by a key; both screens say so.
  await expect(desk.getByRole('button', { name: 'Mettre en attente' })).toBeVisible();
  await press(desk, 'F7');
  await expect(desk.getByText('Client en attente')).toBeVisible();
  await expect(card(room, name)).toContainText('Client en attente');
  await isAccessible(desk);
  await desk.screenshot({ path: test.info().outputPath('hold.png') });
  await press(desk, 'F7');
  await expect(card(room, name)).toContainText('En conversation');

  // A message shows without hiding the call, and the supervisor sees that it was read.
  await act(room, name, 'Envoyer un message');
  await room.getByLabel('Votre message').fill('Parlez plus lentement, tout va bien.');
  await isAccessible(room);
  await room.getByRole('button', { name: 'Envoyer', exact: true }).click();
  await expect(desk.getByText('Parlez plus lentement, tout va bien.')).toBeVisible();
  await expect(desk.getByRole('button', { name: 'Raccrocher' })).toBeVisible();
  await expect(room.getByRole('list', { name: 'Messages envoyés' })).toContainText(
    'Lu par 0 sur 1',
  );
  await isAccessible(desk);
  await desk.screenshot({ path: test.info().outputPath('message.png') });
  await desk.keyboard.press('F1');
  await expect(room.getByRole('list', { name: 'Messages envoyés' })).toContainText(
    'Lu par 1 sur 1',
  );
  await expect(desk.getByText('Parlez plus lentement, tout va bien.')).toHaveCount(0);

  // A pause asked for now begins after the contact in hand.
  await act(room, name, 'Demander une pause');
  await room.getByRole('dialog').getByLabel('Formation').check();
  await room.getByRole('button', { name: 'Demander la pause' }).click();
  await expect(desk.getByText('Après cette fiche : pause')).toBeVisible();
  await expect(card(room, name)).toContainText('Pause après cette fiche');
  await sayTheOpening(desk);
  await act(room, name, 'Couper l’appel');
  await room.getByRole('button', { name: 'Couper l’appel' }).click();
  await expect(desk.getByText('L’encadrement a arrêté l’appel')).toBeVisible();
  await isAccessible(room);
  await room.screenshot({ path: test.info().outputPath('room.png'), fullPage: true });
  await desk.getByRole('button', { name: /^Absent/ }).click();
  await desk.getByRole('button', { name: /^Enregistrer/ }).click();
  await expect(desk.getByText('L’encadrement a demandé cette pause.')).toBeVisible();
  await expect(card(room, name)).toContainText('Formation');
  await isAccessible(desk);
  await expect(desk.getByRole('button', { name: /Reprendre/ })).toBeDisabled();
  await act(room, name, 'Laisser reprendre');
  await desk.getByRole('button', { name: 'Reprendre' }).first().click();
  await expect(card(room, name)).toContainText('Disponible');

  // A closed session ends on the screen within seconds, and the badge opens nothing until it is opened again.
  await act(room, name, 'Fermer la session');
  await room.getByRole('button', { name: 'Fermer la session' }).click();
  await expect(desk.getByRole('dialog')).toContainText('session', { timeout: 5_000 });
  await expect(card(room, name)).toContainText('Session fermée');
  const other = await (await browser.newContext({ locale: 'fr-FR' })).newPage();
  await other.goto('/');
  await other.getByLabel('Badge ou identifiant').fill('badge-6');
  await other.getByLabel('Phrase secrète', { exact: true }).fill(passphrase());
  await other.getByRole('button', { name: 'Se connecter' }).click();
  await expect(other.getByRole('alert')).toBeVisible();
  await act(room, name, 'Rouvrir l’accès');
  await expect(room.getByText(`${name} peut se connecter.`)).toBeVisible();
});
