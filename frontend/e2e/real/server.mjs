// The whole service on a fresh data directory, with the demo: `node server.mjs PORT [MOMENT]`; its clock
// begins at MOMENT, which lies ahead. Cleans up when ended.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');
const [, , port, moment] = process.argv;
const ahead = moment ? Math.round((Date.parse(moment) - Date.now()) / 1000) : 0;
const data = mkdtempSync(join(tmpdir(), 'callcenter-e2e-'));
const cache = join(root, 'frontend/node_modules/.cache');
const known = join(cache, `callcenter-e2e-${port}`);

// The tests find this run's data directory under a name that they know: in this checkout, for in the machine's
// folder for temporary files what another person's run left behind could not be replaced.
mkdirSync(cache, { recursive: true });
rmSync(known, { force: true });
symlinkSync(data, known);

const command = join(root, '.venv/bin/callcenter');
const service = spawn(command, ['serve', '--demo', '--port', port], {
  cwd: root,
  stdio: 'inherit',
  env: {
    ...process.env,
    CALLCENTER_DATA: data,
    CALLCENTER_SANDBOX_RING_SECONDS: '0.3',
    CALLCENTER_SANDBOX_ANSWER_RATE: '1',
    CALLCENTER_CLOCK_AHEAD_SECONDS: String(ahead),
  },
});
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => service.kill('SIGTERM'));
service.on('exit', (code) => {
  unlinkSync(known);
  rmSync(data, { recursive: true, force: true });
  process.exit(code ?? 1);
});
