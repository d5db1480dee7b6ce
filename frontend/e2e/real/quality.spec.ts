import { readFileSync } from 'node:fs';
import { expect } from '@playwright/test';
import { isAccessible } from '../accessible';
import { ask, type Centre, type Member, mark, newCentre } from './centre';
import { test } from './people';

const CUSTOMERS = [
  'Référence client;Civilité;Nom;Prénom;Téléphone;Code postal;Ville',
  'CTR-001;Mme;Almanzor;Rosette;05 36 49 71 01;97100;Basse-Terre',
].join('\r\n');
const WORDS = 'La présentation est très claire. Essayez de laisser la personne finir.';
const ANSWER = 'D’accord, je vais compter jusqu’à deux.';

/** A campaign of a partner of the centre, with one customer on its list. */
async function openCampaign(centre: Centre, supervisor: Member) {
  const company = await ask(centre.admin, 'POST', '/api/partners', {
    name: `Atelier des ${centre.name}`,
    agreement: {
      site_id: centre.id,
      purposes: ['after_sales'],
      consent_bases: ['contract'],
      retention_days: 30,
    },
  });
  const member = { role: 'partner', name: company.name, partner_id: company.id } as const;
  const partner = (await centre.join(member)).page.request;
  const lists = '/api/call-lists';
  const list = { name: 'Clients de l’atelier', purpose: 'after_sales', file_name: 'atelier.csv' };
  const { id } = await ask(partner, 'POST', lists, list);
  const state = (wanted: string) =>
    expect.poll(async () => (await ask(partner, 'GET', `${lists}/${id}`)).state).toBe(wanted);
  const kind = { 'Content-Type': 'application/octet-stream' };
  await ask(partner, 'PUT', `${lists}/${id}/file`, Buffer.from(CUSTOMERS), kind);
  await state('needs_mapping');
  const read = await ask(partner, 'GET', `${lists}/${id}/preview`);
  const columns = read.columns.map(({ index, field, use }: Record<string, unknown>) => ({
    index,
    field,
    use,
  }));
  const consent = { basis: 'contract', on: '2026-01-05', channel: 'atelier', proof: 'contrat' };
  await ask(partner, 'POST', `${lists}/${id}/import`, { columns, consent });
  await state('ready');
  const staff = supervisor.page.request;
  const campaign = await ask(staff, 'POST', '/api/campaigns', {
    name: 'Nouvelles de l’atelier',
    partner_id: company.id,
    purpose: 'after_sales',
  });
  await ask(staff, 'PUT', `${lists}/${id}/campaign`, { campaign_id: campaign.id });
  await ask(staff, 'POST', `/api/campaigns/${campaign.id}/open`);
}

/** The apprentice's first call: somebody answers, and the customer is not at home. */
async function callOnce({ page: { request } }: Member) {
  await ask(request, 'POST', '/api/workstation/resume');
  const { hand_out: held } = await ask(request, 'POST', '/api/workstation/next');
  const { id } = await ask(request, 'POST', `/api/hand-outs/${held.id}/call`);
  const call = async () => (await ask(request, 'GET', '/api/workstation')).hand_out.call;
  await expect.poll(async () => (await call()).state).toBe('answered');
  await ask(request, 'POST', `/api/calls/${id}/hang-up`);
  const key = { 'Idempotency-Key': crypto.randomUUID() };
  await ask(request, 'POST', `/api/hand-outs/${held.id}/outcome`, { code: 'absent' }, key);
  await ask(request, 'POST', '/api/workstation/leave');
}

test('a call is weighed by who made it, then by the supervisor, and is read', async ({
  browser,
}) => {
  const centre = await newCentre(browser, 'Centre des Hauts');
  try {
    const supervisor = await centre.join({ role: 'supervisor', name: 'Mme Rivière' });
    const apprentice = await centre.join({ role: 'agent', name: 'Mangouste' });
    await openCampaign(centre, supervisor);
    await callOnce(apprentice);

    const room = supervisor.page;
    await room.goto('/supervisor/quality');
    await expect(room.getByText('Aucun appel choisi')).toBeVisible();
    await room.getByRole('button', { name: 'Choisir', exact: true }).click();
    const line = room.getByRole('row', { name: /Mangouste/ });
    await expect(line).toContainText('Attend l’apprenti');
    await isAccessible(room);
    await line.getByRole('link').click();
    await expect(room.getByText('L’apprenti d’abord')).toBeVisible();
    await expect(room.getByRole('main').getByRole('radiogroup')).toHaveCount(0);

    const desk = apprentice.page;
    await desk.goto('/agent/calls');
    await expect(desk.getByText('Il n’y a pas de mauvaise réponse.')).toBeVisible();
    await isAccessible(desk);
    await mark(desk, () => '1');
    await desk.getByRole('button', { name: 'Envoyer mon avis' }).click();
    await expect(desk.getByText('Votre avis est envoyé.')).toBeVisible();

    await room.reload();
    await expect(room.getByRole('main').getByRole('radiogroup').first()).toBeVisible();
    await mark(room, (at) => (at === 0 ? '2' : '1'));
    await isAccessible(room);
    await room.getByRole('button', { name: 'Enregistrer mon évaluation' }).click();
    await expect(room.getByRole('columnheader', { name: /Mangouste \(soi-même\)/ })).toBeVisible();
    await room.getByLabel('Vos mots').fill(WORDS);
    await isAccessible(room);
    await room.getByRole('button', { name: 'Rendre', exact: true }).click();
    await expect(room.getByText('Mangouste ne l’a pas encore lu.')).toBeVisible();

    await desk.reload();
    await expect(desk.getByText(WORDS)).toBeVisible();
    await desk.getByLabel('Votre réponse, si vous voulez').fill(ANSWER);
    await desk.getByRole('button', { name: 'J’ai lu' }).click();
    await expect(desk.getByText(`Votre réponse : ${ANSWER}`)).toBeVisible();
    await room.reload();
    await expect(room.getByText(`« ${ANSWER} »`)).toBeVisible();

    await room.getByRole('link', { name: 'Rapports' }).click();
    await expect(room.getByRole('heading', { level: 1, name: 'Rapports' })).toBeVisible();
    await expect(room.getByRole('row', { name: /Nouvelles de l’atelier/ })).toBeVisible();
    await isAccessible(room);
    await room.getByRole('button', { name: 'Emporter' }).click();
    const download = room.waitForEvent('download');
    await room.getByRole('menuitem', { name: 'CSV, pour calculer' }).click();
    const file = readFileSync(await (await download).path(), 'utf8').trim();
    const [head = [], ...rows] = file.split('\r\n').map((row) => row.split(';'));
    const total = rows.find(([name]) => name === 'Total') ?? [];
    expect(total[head.indexOf('Fiches traitées')]).toBe('1');
    expect(total[head.indexOf('Fiches traitées (avant)')]).toBe('0');
    const shown = room.getByRole('table').first();
    const column = (await shown.getByRole('columnheader').allInnerTexts()).indexOf(
      'Fiches traitées',
    );
    await expect(shown.getByRole('row').last().locator('th, td').nth(column)).toHaveText(
      '1avant : 0',
    );
  } finally {
    await centre.close();
  }
});
