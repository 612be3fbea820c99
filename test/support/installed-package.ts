import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ensureBuild } from './build.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const UNREACHABLE = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENOTCACHED|E5\d\d/;

/** An empty folder in which npm has installed a package, and the reason why it could not. */
export type Installation = { folder: string; missing: string | null };

/** Packs the checkout and installs the package in an empty folder, as its user does. */
export async function installPackage(): Promise<Installation> {
  await ensureBuild();
  const folder = await mkdtemp(join(tmpdir(), 'rt-package-'));
  // The variables of `npm test` would lead npm to the checkout.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
  const npm = (cwd: string, ...args: string[]) => run('npm', args, { cwd, env });
  const { stdout } = await npm(root, 'pack', '--silent', '--pack-destination', folder);
  const file = join(folder, stdout.trim().split('\n').at(-1) ?? '');
  try {
    await npm(folder, 'install', '--prefer-offline', '--no-audit', '--no-fund', '--no-package-lock', file);
    return { folder, missing: null };
  } catch (error) {
    const [reason] = UNREACHABLE.exec((error as { stderr?: string }).stderr ?? '') ?? [];
    if (!reason) throw error;
    return { folder, missing: `the registry of npm cannot be reached (${reason})` };
  }
}
