import { build, readDigest } from '../build.mjs';
import { alone } from './alone.mjs';
import { inRoot } from './paths.mjs';
import { step } from './report.mjs';
import { sourcesDigest } from './sources.mjs';

/** The file of the process that builds. Its name is not one of a build's folder, whose leftovers each build removes. */
export const LOCK = '.build-lock';

/** Builds dist unless it was built from exactly these sources. */
export async function ensureBuild() {
  if (isFresh()) return;
  // Several programs may start at once, and each would take away the dist that another one has just begun to read.
  await alone(inRoot(LOCK), async () => {
    if (isFresh()) return;
    await step('building', build);
  });
}

function isFresh() {
  return readDigest(inRoot('dist')) === sourcesDigest();
}
