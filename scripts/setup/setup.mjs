import { ensureBuild } from './build.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { checkNode } from './node-version.mjs';
import { ensurePrograms } from './system-packages.mjs';

/** Installs the npm packages that a fresh clone lacks. Refuses a Node that is too old. */
export async function setUpPackages() {
  checkNode();
  await ensureDependencies();
}

/** Installs and builds all that a fresh clone lacks: npm packages, `dist`, and these programs (keys of PROGRAMS). */
export async function setUp(...programs) {
  await setUpPackages();
  await ensureBuild();
  await ensurePrograms(programs);
}
