import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A script of the tests that Node can run in a process of its own. */
export type Bundle = { script: string; remove(): Promise<void> };

/** @param entry its path from the checkout's root */
export async function bundle(entry: string): Promise<Bundle> {
  const cache = join(root, 'node_modules', '.cache');
  await mkdir(cache, { recursive: true });
  const script = join(await mkdtemp(join(cache, 'bundle-')), 'script.mjs');
  await build({
    entryPoints: [join(root, entry)],
    outfile: script,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    // The engine finds its scripts beside itself, and the bundle is elsewhere.
    define: {
      'import.meta.url': JSON.stringify(new URL('../../src/allocation/engine.ts', import.meta.url).href),
    },
  });
  return { script, remove: () => rm(dirname(script), { recursive: true, force: true }) };
}
