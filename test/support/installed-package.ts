import { execFile } from 'node:child_process';
import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ensureBuild } from './build.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const UNREACHABLE = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENOTCACHED|E5\d\d/;

/** An empty folder in which npm has installed a package, the folder of its release, and the reason why npm could not. */
export type Installation = { folder: string; release: string; missing: string | null };

/** Makes a release of the checkout and installs its package in an empty folder, as its user does. */
export async function installPackage(): Promise<Installation> {
  await ensureBuild();
  const folder = await mkdtemp(join(tmpdir(), 'rt-package-'));
  // The variables of `npm test` would lead npm to the checkout.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
  const release = join(folder, 'release');
  await run(process.execPath, ['scripts/release.mjs', '--draft', '--to', release], { cwd: root, env });
  const file = (await readdir(release)).find((name) => /^ringtrail-\d.*\.tgz$/.test(name)) ?? 'no package';
  const options = ['--prefer-offline', '--no-audit', '--no-fund', '--no-package-lock'];
  try {
    await run('npm', ['install', ...options, join(release, file)], { cwd: folder, env });
    return { folder, release, missing: null };
  } catch (error) {
    const [reason] = UNREACHABLE.exec((error as { stderr?: string }).stderr ?? '') ?? [];
    if (!reason) throw error;
    return { folder, release, missing: `the registry of npm cannot be reached (${reason})` };
  }
}
