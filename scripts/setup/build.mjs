import { readFileSync } from 'node:fs';
import { build, DIGEST_FILE } from '../build.mjs';
import { inRoot } from './paths.mjs';
import { say } from './report.mjs';
import { sourcesDigest } from './sources.mjs';

/** Builds dist unless it was built from exactly these sources. */
export async function ensureBuild() {
  if (builtFrom() === sourcesDigest()) return;
  say('building');
  await build();
}

function builtFrom() {
  try {
    return readFileSync(inRoot('dist', DIGEST_FILE), 'utf8');
  } catch {
    return null;
  }
}
