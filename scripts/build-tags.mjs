import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { inRoot } from './setup/paths.mjs';

export const TAGS = ['analytics', 'communication', 'combined'];

/** Bundles the browser's tags, one script each. */
export async function buildTags(outDir = inRoot('dist', 'tags')) {
  await build({
    entryPoints: TAGS.map((name) => inRoot('src', 'tags', `${name}.ts`)),
    outdir: outDir,
    bundle: true,
    format: 'iife',
    target: 'es2019',
    platform: 'browser',
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildTags(process.argv[2]);
