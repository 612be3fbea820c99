import { build, readDigest } from '../build.mjs';
import { inRoot } from './paths.mjs';
import { say } from './report.mjs';
import { sourcesDigest } from './sources.mjs';

/** Builds dist unless it was built from exactly these sources. */
export async function ensureBuild() {
  if (readDigest(inRoot('dist')) === sourcesDigest()) return;
  say('building');
  await build();
}
