import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { inRoot } from './setup/paths.mjs';

/** The tags, and what a variant of each can have besides; the server picks the smallest that a site's settings need. */
const PARTS = {
  analytics: ['ga4'],
  communication: ['timing', 'content'],
  combined: ['ga4', 'timing', 'content'],
  'ringtrail-number': [],
};

/** Bundles the browser's tags: each of their variants is one script, `<tag>[.<part>…].js`. */
export async function buildTags(outDir = inRoot('dist', 'tags')) {
  await Promise.all(
    Object.entries(PARTS).flatMap(([tag, parts]) =>
      subsetsOf(parts).map((chosen) => bundle(outDir, tag, chosen)),
    ),
  );
}

function bundle(outDir, tag, parts) {
  return build({
    entryPoints: { [[tag, ...parts].join('.')]: inRoot('src', 'tags', `${tag}.ts`) },
    outdir: outDir,
    bundle: true,
    format: 'iife',
    target: 'es2020',
    platform: 'browser',
    define: Object.fromEntries(
      PARTS.combined.map((part) => [`WITH_${part.toUpperCase()}`, String(parts.includes(part))]),
    ),
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
}

/** Each in the order of the parts. */
function subsetsOf(parts) {
  return parts.reduce((subsets, part) => subsets.concat(subsets.map((subset) => [...subset, part])), [[]]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildTags(process.argv[2]);
