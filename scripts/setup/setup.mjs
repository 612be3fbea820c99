import { ensureBuild } from './build.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { checkNode } from './node-version.mjs';
import { ensurePrograms } from './system-packages.mjs';

/** Everything a fresh clone needs: npm packages, the build, and these programs (keys of PROGRAMS). */
export async function setUp(...programs) {
  checkNode();
  await ensureDependencies();
  await ensureBuild();
  await ensurePrograms(programs);
}
