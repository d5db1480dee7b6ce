import { expect, type Page, test } from '@playwright/test';
import { isAccessible } from '../accessible';
import { call, handOut, workstation } from './answers';
import { customer, type Desk, openDesk } from './desk';

const state = (page: Page, name: string) =>
  expect(page.getByRole('region', { name: 'Appel', exact: true })).toContainText(name);

const answersOf = (page: Page) => page.getByRole('main').getByRole('radio');

const talking = () => workstation({ hand_out: { ...handOut(), call: call('answered') } });
const recorded = (desk: Desk) => desk.sent.filter(({ what }) => what.endsWith('/outcome'));

test('a contact is worked through by keyboard alone', async ({ page }) => {
  const desk = await openDesk(page, { live: false });
  await page.goto('/agent');
  await state(page, 'Disponible');
  await page.keyboard.press('F2');
  await state(page, 'Je me prépare');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Mme Jeanne C.');
  await page.keyboard.press('ArrowRight');
  await expect(page.getByText('C’est un appel commercial')).toBeVisible();

  await page.waitForTimeout(500); // two presses closer than that count as one
  await page.keyboard.press('F2');
  await state(page, 'Ça sonne');
  customer(desk, 'answered', 'answered');
  await state(page, 'En conversation');

  await page.keyboard.press('F4');
  await page.keyboard.press('1');
  await expect(page.getByText('À l’heure du client : heure de la Guadeloupe.')).toBeVisible();
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Enregistré : Rendez-vous pris')).toBeVisible();
  await state(page, 'Disponible');
  expect(recorded(desk)).toHaveLength(1);
  expect(recorded(desk)[0]).toMatchObject({
    body: { code: 'booked', appointment: { slot_id: '0199a000-0000-7000-8000-000000000100' } },
  });
  expect(recorded(desk)[0]?.key).toMatch(/^[0-9a-f-]{36}$/);
});

test('an unanswered call is two presses of Enter', async ({ page }) => {
  const missed = { ...handOut(), call: call('ended', 'no_answer') };
  const desk = await openDesk(page, { workstation: workstation({ hand_out: missed }) });
  await page.goto('/agent');
  await expect(page.getByRole('button', { name: 'Pas de réponse' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Enregistrer' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Enregistré : Pas de réponse')).toBeVisible();
  expect(recorded(desk)[0]?.body).toMatchObject({ code: 'no_answer' });
});

test('an objection is one key away and hangs up before it is recorded', async ({ page }) => {
  const desk = await openDesk(page, { workstation: talking() });
  await page.goto('/agent');
  await state(page, 'En conversation');
  await page.keyboard.press('F6');
  await expect(page.getByText('Cette personne ne sera plus jamais appelée.')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Enregistré : Ne plus appeler')).toBeVisible();
  expect(desk.sent.map(({ what }) => what.split('/').at(-1))).toEqual(['hang-up', 'outcome']);
});

test('a person one knows goes away without a question', async ({ page }) => {
  const desk = await openDesk(page, { workstation: talking() });
  await page.goto('/agent');
  await state(page, 'En conversation');
  await page.keyboard.press('F9');
  await state(page, 'Disponible');
  expect(desk.sent.map(({ body }) => body)).toEqual([{ reason: 'known_person' }]);
});

test('a session that ends in the middle of a form loses nothing', async ({ page }) => {
  const desk = await openDesk(page, { workstation: talking() });
  await page.goto('/agent');
  await state(page, 'En conversation');
  await page.keyboard.press('F4');
  await page.keyboard.press('F');
  await page.getByLabel('Note avec mes mots').fill('Rappeler après les vacances.');
  desk.refuse.set('/hang-up', { status: 401, code: 'session_ended', message: 'Session terminée.' });
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Votre session est terminée' });
  await expect(dialog).toBeVisible();
  await isAccessible(page);
  await dialog.getByLabel('Badge ou identifiant').fill('B-1042');
  await dialog.getByLabel('Phrase secrète', { exact: true }).fill('quatre mots au hasard');
  await dialog.getByRole('button', { name: 'Se connecter' }).click();
  await expect(page.getByText('Enregistré : Absent pour le moment')).toBeVisible();
  expect(recorded(desk)[0]?.body).toMatchObject({ note: 'Rappeler après les vacances.' });
});

test('what was typed survives a reload, with the same key', async ({ page }) => {
  const desk = await openDesk(page, { workstation: talking() });
  await page.goto('/agent');
  await state(page, 'En conversation');
  await page.keyboard.press('F4');
  await page.keyboard.press('F');
  await page.getByLabel('Note avec mes mots').fill('Très occupée.');
  const key = await page.evaluate(() => JSON.parse(Object.values(sessionStorage)[0] ?? '{}').key);
  await page.reload();
  await state(page, 'En conversation');
  await page.keyboard.press('F4');
  await expect(page.getByLabel('Note avec mes mots')).toHaveValue('Très occupée.');
  await page.getByRole('button', { name: 'Raccrocher et enregistrer' }).click();
  await expect(page.getByText('Enregistré')).toBeVisible();
  expect(recorded(desk)[0]).toMatchObject({ key });
});

test('a double click records once', async ({ page }) => {
  const desk = await openDesk(page, { workstation: talking() });
  await page.goto('/agent');
  await state(page, 'En conversation');
  await page.keyboard.press('F4');
  await page.keyboard.press('F');
  await page.getByRole('button', { name: 'Raccrocher et enregistrer' }).dblclick();
  await expect(page.getByText('Enregistré')).toBeVisible();
  expect(recorded(desk)).toHaveLength(1);
});

test('a slot taken meanwhile is said, and the rest of the form stays', async ({ page }) => {
  const desk = await openDesk(page, { workstation: talking() });
  await page.goto('/agent');
  await state(page, 'En conversation');
  await page.keyboard.press('F4');
  await page.keyboard.press('1');
  await page.getByRole('radio', { name: /11:00/ }).check();
  await page.getByLabel('Note avec mes mots').fill('Vient avec son mari.');
  desk.refuse.set('/outcome', {
    status: 409,
    code: 'slot_taken',
    message: 'Ce rendez-vous vient d’être pris. Choisissez-en un autre.',
  });
  await page.getByRole('button', { name: 'Raccrocher et enregistrer' }).click();
  await expect(page.getByText('Ce rendez-vous vient d’être pris')).toBeVisible();
  await expect(page.getByLabel('Note avec mes mots')).toHaveValue('Vient avec son mari.');
  await expect(answersOf(page).and(page.locator(':checked'))).toHaveCount(0);
  await isAccessible(page);
  await page.keyboard.press('Enter'); // the next free place
  await expect(page.getByText('Ce rendez-vous vient d’être pris')).toHaveCount(0);
  await page.keyboard.press('Enter');
  await expect(page.getByText('Enregistré : Rendez-vous pris')).toBeVisible();
  expect(recorded(desk).at(-1)?.body).toMatchObject({ note: 'Vient avec son mari.' });
});

test('a missing answer is asked for, in words, where it is missing', async ({ page }) => {
  const desk = await openDesk(page, { workstation: talking() });
  await page.goto('/agent');
  await state(page, 'En conversation');
  await page.keyboard.press('F4');
  await page.keyboard.press('M');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Choisissez une réponse.')).toBeVisible();
  expect(recorded(desk)).toHaveLength(0);
  await page.keyboard.press('2');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Enregistré : Refus')).toBeVisible();
  expect(recorded(desk)[0]?.body).toMatchObject({ code: 'refused', reason: 'no_need' });
});

test('nobody to call: the reason and the next time, in words', async ({ page }) => {
  await openDesk(page, {
    nothing: {
      code: 'outside_hours',
      message: 'Les heures d’appel sont finies.',
      next_at: '2026-11-24T14:00:00Z',
    },
  });
  await page.goto('/agent');
  await state(page, 'Disponible');
  await page.keyboard.press('F2');
  await expect(page.getByText('Les heures d’appel sont finies.')).toBeVisible();
  await expect(page.getByText('10:00')).toBeVisible();
  await isAccessible(page);
});

test('an agent who was stopped is told kindly whom to ask', async ({ page }) => {
  await openDesk(page, {
    nothing: {
      code: 'quota_reached',
      message: 'Vous avez reçu beaucoup de fiches. Demandez à votre encadrant.',
      next_at: null,
    },
  });
  await page.goto('/agent');
  await state(page, 'Disponible');
  await page.keyboard.press('F2');
  await expect(page.getByRole('heading', { name: 'Parlez à votre encadrant' })).toBeVisible();
  await expect(page.getByText('Demandez à votre encadrant.')).toBeVisible();
  await isAccessible(page);
});

test('help and pause are a key and a digit', async ({ page }) => {
  const desk = await openDesk(page);
  await page.goto('/agent');
  await state(page, 'Disponible');
  await page.keyboard.press('F8');
  await expect(page.getByRole('dialog', { name: 'De quoi avez-vous besoin ?' })).toBeVisible();
  await page.keyboard.press('2');
  await expect(page.getByText('Un encadrant est prévenu. Il arrive.')).toBeVisible();
  await page.waitForTimeout(500);
  await page.keyboard.press('F10');
  await expect(page.getByRole('dialog', { name: 'Faire une pause' })).toBeVisible();
  await page.keyboard.press('1');
  await state(page, 'En pause');
  expect(desk.sent.map(({ body }) => body)).toEqual([{ about: 'threat' }, { reason: 'break' }]);
});

test('a feed that is cut is said and caught up by asking', async ({ page }) => {
  const desk = await openDesk(page, { live: false });
  await page.goto('/agent');
  await expect(page.getByText('Pas en direct')).toBeVisible();
  desk.workstation.today.positive = 7;
  await expect(page.getByText('7', { exact: true })).toBeVisible({ timeout: 8_000 });
});

test('the last result can be corrected', async ({ page }) => {
  const missed = { ...handOut(), call: call('ended', 'no_answer') };
  const desk = await openDesk(page, { workstation: workstation({ hand_out: missed }) });
  await page.goto('/agent');
  await page.getByRole('button', { name: 'Pas de réponse' }).click();
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByRole('button', { name: 'Corriger' }).click();
  await page.keyboard.press('7');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Enregistré : Messagerie')).toBeVisible();
  expect(desk.sent.at(-1)).toMatchObject({ body: { code: 'voicemail' } });
  expect(desk.sent.at(-1)?.what).toMatch(/correction$/);
});

test('a server that is away is said, and the page comes back by itself', async ({ page }) => {
  const desk = await openDesk(page);
  await page.goto('/agent');
  await state(page, 'Disponible');
  desk.refuse.set('/workstation', {
    status: 409,
    code: 'database_away',
    message: 'La base de données ne répond pas.',
    lasting: true,
  });
  await page.keyboard.press('F8');
  await expect(page.getByRole('dialog')).toBeVisible(); // its keys work from then on
  await page.keyboard.press('1'); // any action reads the snapshot again
  await expect(page.getByText('Pas en direct')).toBeVisible();
  desk.refuse.delete('/workstation');
  await expect(page.getByText('Pas en direct')).toHaveCount(0, { timeout: 8_000 });
});

test('nothing typed about a contact stays in the browser once it has left', async ({ page }) => {
  await openDesk(page, { workstation: talking() });
  await page.goto('/agent');
  await state(page, 'En conversation');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('F4');
  await page.keyboard.press('F');
  await page.getByLabel('Note avec mes mots').fill('Très occupée.');
  await page.waitForTimeout(500);
  await page.keyboard.press('F9');
  await state(page, 'Disponible');
  const kept = () => Object.keys(sessionStorage).filter((name) => name !== 'desk'); // which window it is
  expect(await page.evaluate(kept)).toEqual([]);
});

for (const language of ['fr', 'en'] as const) {
  test(`every state of the desk is accessible (${language})`, async ({ page }) => {
    const desk = await openDesk(page, { language });
    await page.goto('/agent');
    const next = page.getByRole('button', { name: /Contact suivant|Next contact/ }).first();
    await expect(next).toBeVisible();
    await isAccessible(page);
    await next.click();
    await expect(page.getByText('C-7F3K-92QM')).toBeVisible();
    await isAccessible(page);
    customer(desk, 'answered', 'answered');
    await page.reload();
    await expect(page.getByRole('tab', { name: /Résultat|Result/ })).toBeEnabled();
    await page.keyboard.press('F4');
    await isAccessible(page);
    for (const key of ['1', 'E', 'M']) {
      await page.keyboard.press(key);
      await expect(answersOf(page).first()).toBeFocused();
      await isAccessible(page);
      await page.keyboard.press('Escape');
      await expect(answersOf(page)).toHaveCount(0);
    }
  });
}
