import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { serialize } from 'node:v8';
import { build, stop } from 'esbuild';
import { minify } from 'terser';
import { inRoot, isProgram } from './setup/paths.mjs';

/** The tags, and what a variant of each can have besides; the server picks the smallest that a site's settings need. */
const PARTS = {
  analytics: ['domains'],
  communication: ['domains', 'timing', 'content'],
  combined: ['domains', 'timing', 'content'],
  'ringtrail-number': [],
};

const TERSER = createRequire(import.meta.url)('terser/package.json');
const MINIFY = {
  ecma: 2020,
  toplevel: true,
  // The name of a member that neither the page nor the gateway sees ends in _, as no name of a browser's object does.
  mangle: { properties: { regex: /_$/ } },
  compress: {
    passes: 6,
    unsafe_arrows: true,
    hoist_funs: true,
    unsafe: true,
    unsafe_comps: true,
    booleans_as_integers: true,
    keep_fargs: false,
    pure_getters: true,
    // A function that is made safe and never called.
    pure_funcs: ['safely'],
  },
};

/** Bundles the browser's tags: each of their variants is one script, `<tag>[.<part>…].js`. */
export async function buildTags(outDir = inRoot('dist', 'tags')) {
  await mkdir(outDir, { recursive: true });
  try {
    await Promise.all(
      Object.entries(PARTS).flatMap(([tag, parts]) =>
        subsetsOf(parts).map((chosen) => bundle(outDir, tag, chosen)),
      ),
    );
    await bundlePreview(outDir);
  } finally {
    // Its process would stay as long as the server that was built for.
    await stop();
  }
}

async function bundle(outDir, tag, parts) {
  const { outputFiles } = await build({
    entryPoints: [inRoot('src', 'tags', `${tag}.ts`)],
    bundle: true,
    // In the place of globals that a page may have replaced.
    inject: [inRoot('src', 'tags', 'globals.ts')],
    write: false,
    format: 'iife',
    target: 'es2020',
    platform: 'browser',
    // The types are checked strictly; the bundle needs no directive that says so.
    tsconfigRaw: { compilerOptions: { strict: false } },
    define: Object.fromEntries(
      PARTS.combined.map((part) => [`WITH_${part.toUpperCase()}`, String(parts.includes(part))]),
    ),
    minifySyntax: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
  await writeFile(join(outDir, [tag, ...parts, 'js'].join('.')), await minified(outputFiles[0].text));
}

/** Returns the script in its shortest form. Remembers it by the text and by the options, since the search takes long. */
async function minified(text) {
  const cache = inRoot('node_modules', '.cache', 'ringtrail-tags');
  const key = createHash('sha256')
    .update(serialize([text, TERSER.version, MINIFY]))
    .digest('hex');
  const file = join(cache, `${key}.js`);
  const known = await readFile(file, 'utf8').catch(() => null);
  if (known !== null) return known;

  // minify writes into its options.
  const { code } = await minify(text, structuredClone(MINIFY));
  await mkdir(cache, { recursive: true });
  // Several builds may run at once. None may read a part of the file.
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, code);
  await rename(unfinished, file);
  return code;
}

/** Bundles the tags' search for a number, which the gateway itself runs over a parsed page. */
async function bundlePreview(outDir) {
  await build({
    entryPoints: [inRoot('src', 'tags', 'preview.ts')],
    outfile: join(outDir, 'preview.mjs'),
    bundle: true,
    format: 'esm',
    target: 'es2023',
    tsconfigRaw: { compilerOptions: { strict: false } },
    define: { WITH_DOMAINS: 'false', WITH_TIMING: 'false', WITH_CONTENT: 'true' },
    logLevel: 'warning',
  });
}

/** Each in the order of the parts. */
function subsetsOf(parts) {
  return parts.reduce((subsets, part) => subsets.concat(subsets.map((subset) => [...subset, part])), [[]]);
}

if (isProgram(import.meta.url)) await buildTags(process.argv[2]);
