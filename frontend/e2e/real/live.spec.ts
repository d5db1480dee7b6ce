import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, expect, type Page, type WebSocketRoute } from '@playwright/test';
import { as, CACHE, passphrase, test } from './people';

/** A small generator of our own, so that a run can be repeated: the same seed, the same day. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

/** An apprentice whose browser is not drawn: the same requests, quicker. */
async function apprentice(browser: Browser, badge: string) {
  const context = await browser.newContext();
  const { baseURL } = test.info().project.use;
  const headers = { Origin: baseURL ?? '' };
  const at = (path: string) => `${baseURL}/api${path}`;
  const post = async (path: string, data?: object, more = {}) =>
    (await context.request.post(at(path), { data, headers: { ...headers, ...more } })).status();
  const desk = async () => (await context.request.get(at('/workstation'))).json();
  await post('/sign-in', { sign_in: badge, passphrase: passphrase() });
  await post('/workstation/resume');
  return { post, desk, close: () => context.close() };
}

type Apprentice = Awaited<ReturnType<typeof apprentice>>;

/** Whatever fits what the desk shows; refusals are part of the day. */
async function act(one: Apprentice, draw: () => number): Promise<void> {
  const { state, hand_out: held } = await one.desk();
  const chance = draw();
  if (!held) {
    if (state.name !== 'available') await one.post('/workstation/resume');
    else if (chance < 0.15) await one.post('/workstation/pause', { reason: 'break' });
    else if (chance < 0.25) await one.post('/workstation/help', { about: 'question' });
    else await one.post('/workstation/next');
  } else if (!held.call) {
    if (chance < 0.1) await one.post(`/hand-outs/${held.id}/release`, { reason: 'skip' });
    else await one.post(`/hand-outs/${held.id}/call`);
  } else if (held.call.state === 'answered') {
    const holding = held.call.held_at !== null;
    if (holding) await one.post(`/calls/${held.call.id}/retrieve`);
    else if (chance < 0.3) await one.post(`/calls/${held.call.id}/hold`);
    else await one.post(`/calls/${held.call.id}/hang-up`);
  } else if (held.call.state === 'ended') {
    const fits = held.outcomes.filter(({ needs }: { needs: string[] }) => needs.length === 0);
    const code = fits[Math.floor(chance * fits.length)]?.code ?? 'absent';
    const key = crypto.randomUUID();
    await one.post(`/hand-outs/${held.id}/outcome`, { code }, { 'Idempotency-Key': key });
  }
}

/** What the room shows, without the clocks and without what only a snapshot can tell. */
async function shown(room: Page): Promise<string[]> {
  const parts = [
    room.locator('dl').first(),
    room.getByRole('region', { name: 'Liste des conseillers' }),
    room.getByRole('list', { name: 'Derniers résultats' }),
    room.getByRole('region', { name: 'Campagnes en cours' }),
  ];
  const texts = await Promise.all(parts.map((part) => part.innerText()));
  // A trainer, who loads afresh, has no buttons that steer.
  const steering = /\n(Régler|Mettre en pause|Ouvrir|Reprendre)(?=\n)/g;
  return texts.map((text) => text.replace(/\d+:\d\d(:\d\d)?/g, '').replace(steering, ''));
}

/** The web process of this run's service: found by the data directory that is its own. */
function webProcess(): number {
  const { port } = new URL(test.info().project.use.baseURL ?? '');
  const data = realpathSync(join(CACHE, `callcenter-e2e-${port}`));
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const [command, environment] = ['cmdline', 'environ'].map((file) =>
        readFileSync(`/proc/${pid}/${file}`, 'utf8').split('\0'),
      );
      const ours = environment?.includes(`CALLCENTER_DATA=${data}`);
      if (ours && command?.includes('callcenter.cli') && command.includes('web'))
        return Number(pid);
    } catch {
      // It ended meanwhile, or belongs to somebody else.
    }
  }
  throw new Error('no web process of this run');
}

test('after a random run with cut lines and a restart the room shows what a fresh load shows', async ({
  browser,
}) => {
  test.setTimeout(300_000);
  const draw = random(20_261_127);
  const room = await as(browser, 'encadrante');
  const sockets: WebSocketRoute[] = [];
  await room.routeWebSocket('**/api/feed*', (socket) => {
    socket.connectToServer();
    sockets.push(socket);
  });
  let snapshots = 0;
  await room.route('**/api/supervision/snapshot', (route) => {
    snapshots += 1; // Once: all that comes after has to come through the feed.
    return snapshots === 1 ? route.continue() : route.abort();
  });
  await room.goto('/supervisor');
  await expect(room.getByText('En direct', { exact: true })).toBeVisible();
  const people = await Promise.all(
    ['badge-1', 'badge-2', 'badge-3'].map((badge) => apprentice(browser, badge)),
  );
  for (let step = 0; step < 90; step += 1) {
    const one = people[Math.floor(draw() * people.length)];
    if (one) await act(one, draw);
    if (step % 20 === 10) await sockets.at(-1)?.close({ code: 1011 });
    if (step === 45) {
      process.kill(webProcess(), 'SIGKILL');
      await expect
        .poll(
          () =>
            room.request
              .get('/api/health')
              .then((answer) => answer.ok())
              .catch(() => false),
          { timeout: 60_000 },
        )
        .toBe(true);
    }
  }
  await expect(room.getByText('En direct', { exact: true })).toBeVisible({ timeout: 30_000 });
  const fresh = await as(browser, 'formateur');
  await expect(fresh.getByText('En direct', { exact: true })).toBeVisible();
  const compared = async () => {
    await fresh.reload();
    await expect(fresh.getByText('En direct', { exact: true })).toBeVisible();
    const [here, there] = await Promise.all([shown(room), shown(fresh)]);
    return here.every((part, at) => part === there[at]) ? 'the same' : { here, there };
  };
  await expect.poll(compared, { timeout: 60_000 }).toBe('the same');
  expect(sockets.length).toBeGreaterThan(4);
  await Promise.all(people.map((one) => one.close()));
});
