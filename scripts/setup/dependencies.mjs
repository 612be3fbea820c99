import { readFileSync } from 'node:fs';
import { run, tail } from './command.mjs';
import { inRoot, ROOT } from './paths.mjs';
import { SetupError, step } from './report.mjs';

/** Installs the npm packages unless node_modules holds those of the lockfile. */
export async function ensureDependencies() {
  if (isInstalled()) return;
  // Build and tests need the development packages, whatever NODE_ENV says.
  const args = ['ci', '--no-audit', '--no-fund', '--include=dev'];
  const { code, output } = await step('installing npm packages', () => run('npm', args, { cwd: ROOT }));
  if (code !== 0) throw new SetupError(`npm ${args.join(' ')} failed:\n${tail(output)}`);
}

/**
 * Compares the lockfile with npm's own record of node_modules, which npm writes last. An optional package may be
 * missing: most are for other platforms.
 */
function isInstalled() {
  const wanted = packagesOf('package-lock.json');
  const installed = packagesOf('node_modules/.package-lock.json');
  if (wanted === null || installed === null) return false;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === '' || (installed[path] ? installed[path].version === version : optional === true),
  );
}

function packagesOf(lockfile) {
  try {
    return JSON.parse(readFileSync(inRoot(lockfile), 'utf8')).packages;
  } catch {
    return null;
  }
}
