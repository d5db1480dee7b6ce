/** Walks through the story and takes each picture of the tutorial twice, in French and in English. */
import { join } from 'node:path';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { putFirst, sayTheOpening } from '../real/calling';
import { list } from '../real/list';
import { signIn } from '../real/people';

const FOLDER = join(import.meta.dirname, '../../../docs/tutorial/pictures');
const CAMPAIGN = 'Rendez-vous du salon';

async function as(browser: Browser, name: string): Promise<Page> {
  const page = await (await browser.newContext({ locale: 'fr-FR' })).newPage();
  await signIn(page, name);
  return page;
}

/** One picture in each language; the page is left in French. */
async function picture(page: Page, name: string, ready: () => Promise<void>): Promise<void> {
  for (const language of ['en', 'fr']) {
    await speak(page, language);
    await ready();
    await page.waitForTimeout(700); // charts draw themselves in
    const path = join(FOLDER, `${name}-${language}.jpg`);
    await page.screenshot({ path, type: 'jpeg', quality: 82 });
  }
}

async function speak(page: Page, language: string): Promise<void> {
  await page.evaluate(async (language) => {
    const body = JSON.stringify({ language });
    const headers = { 'Content-Type': 'application/json' };
    await fetch('/api/me/language', { method: 'PUT', headers, body });
  }, language);
  await page.reload();
  await expect(page.locator(`html[lang^=${language}]`)).toBeAttached();
}

async function shows(page: Page, text: RegExp): Promise<void> {
  await expect(page.getByText(text).first()).toBeVisible();
}

test('pictures of the tutorial', async ({ browser }) => {
  for (const [language, locale] of [
    ['fr', 'fr-FR'],
    ['en', 'en-GB'],
  ]) {
    const page = await (await browser.newContext({ locale })).newPage();
    await page.goto('/');
    await expect(page.locator('input[type=password]')).toBeVisible();
    const path = join(FOLDER, `sign-in-${language}.jpg`);
    await page.screenshot({ path, type: 'jpeg', quality: 82 });
  }

  const partner = await as(browser, 'horizon');
  await partner.goto('/partner/lists/new');
  await partner.getByRole('radio', { name: 'Prise de rendez-vous' }).check();
  await partner.locator('input[type=file]').setInputFiles({
    name: list.fileName,
    mimeType: 'text/csv',
    buffer: list.bytes(),
  });
  await partner.getByLabel('Nom de la liste').fill(list.name);
  await partner.getByRole('button', { name: 'Envoyer le fichier' }).click();
  await shows(partner, /Ce que nous avons compris/);
  await picture(partner, 'mapping', () =>
    shows(partner, /Ce que nous avons compris|What we understood/),
  );
  await partner.getByRole('button', { name: 'Les colonnes sont bonnes' }).click();
  await partner.getByRole('radio', { name: 'Consentement' }).check();
  await partner.getByLabel('Date').fill('2026-09-01');
  await partner.getByLabel('Canal').fill('salon');
  await partner.getByLabel('Preuve', { exact: true }).fill('bulletin signé');
  await partner.getByRole('checkbox', { name: /Je déclare/ }).check();
  await partner.getByRole('button', { name: 'Importer la liste' }).click();
  await shows(partner, /Votre liste est prête/);
  await picture(partner, 'report', () =>
    shows(partner, /Votre liste est prête|Your list is ready/),
  );

  const supervisor = await as(browser, 'encadrante');
  await supervisor.goto('/supervisor/campaigns/new');
  await supervisor.getByRole('combobox', { name: 'Partenaire' }).click();
  await supervisor.getByRole('option', { name: 'Maison Horizon' }).click();
  await supervisor.getByRole('radio', { name: 'Prise de rendez-vous' }).check();
  await supervisor.getByLabel('Nom de la campagne').fill(CAMPAIGN);
  await supervisor.getByRole('switch', { name: /heures légales/ }).uncheck();
  await supervisor.getByRole('button', { name: 'Créer le brouillon' }).click();
  await supervisor.getByRole('button', { name: `Attacher la liste ${list.name}` }).click();
  await supervisor.getByRole('button', { name: /^Ouvrir/ }).click();
  await shows(supervisor, /est ouverte/);
  const page = supervisor.url();
  await putFirst(supervisor, CAMPAIGN);
  await supervisor.goto(page);
  await picture(supervisor, 'masking', async () => {
    await supervisor.getByRole('tab', { name: /Ce que voit|What the agent/ }).click();
    await shows(supervisor, /Jamais montré|Never shown/);
    await supervisor.getByRole('tablist').evaluate((tabs) => tabs.scrollIntoView());
  });

  const agents = [];
  for (const badge of ['badge-1', 'badge-2', 'badge-3']) agents.push(await as(browser, badge));
  for (const [number, agent] of agents.entries()) {
    const start = agent.getByRole('button', { name: 'Commencer' }).first();
    if (await start.isVisible()) await start.click();
    await agent.getByRole('button', { name: 'Contact suivant' }).first().click();
    await expect(agent.getByRole('region', { name: 'Fiche du contact' })).toContainText(CAMPAIGN);
    if (number === 0) await picture(agent, 'card', () => shows(agent, /C-[0-9A-Z]{4}/));
    await agent.getByRole('button', { name: 'Appeler', exact: true }).click();
    await shows(agent, /En conversation/);
    if (number === 0) {
      await picture(agent, 'talking', () => shows(agent, /En conversation|Talking/));
      await sayTheOpening(agent);
      await picture(agent, 'outcome', async () => {
        await agent.getByRole('tab', { name: /Résultat|Result/ }).click();
        const booked = agent.getByRole('button', { name: /Rendez-vous pris|Appointment booked/ });
        const slot = agent.getByRole('main').getByRole('radio').first();
        await booked.or(slot).first().waitFor();
        if (await booked.isVisible()) await booked.click(); // the second time the draft is still there
        await slot.check();
      });
      await agent.getByRole('button', { name: 'Raccrocher et enregistrer' }).click();
      await shows(agent, /Enregistré/);
    }
  }
  await supervisor.getByRole('link', { name: 'La salle' }).click();
  await picture(supervisor, 'room', () => shows(supervisor, /En direct|Live/));
  await supervisor.getByRole('button', { name: 'Message à tous' }).click();
  await supervisor.getByLabel('Votre message').fill('Très bien ! Parlez un peu plus lentement.');
  await supervisor.getByRole('button', { name: 'Envoyer', exact: true }).click();
  const [, listener] = agents;
  if (listener) await picture(listener, 'message', () => shows(listener, /Parlez un peu plus/));
  await supervisor.goto('/supervisor/shifts');
  await picture(supervisor, 'shifts', () => shows(supervisor, /Présence signée|Presence signed/));
  await supervisor.goto('/wallboard');
  await picture(supervisor, 'wallboard', () => shows(supervisor, /Appels à l’aide|Calls for help/));

  await partner.goto('/partner');
  await partner.getByRole('link', { name: CAMPAIGN }).first().click();
  await picture(partner, 'results', () =>
    shows(partner, /Télécharger les résultats|Download the results/),
  );

  const auditor = await as(browser, 'audit');
  await picture(auditor, 'journal', () => shows(auditor, /Scellé, dans l’ordre|Sealed, in order/));
});
