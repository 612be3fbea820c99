import { readdir, readFile, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip, constants as zlib } from 'node:zlib';
import { stop } from 'esbuild';
import { build } from 'vite';
import { inRoot, isProgram } from './setup/paths.mjs';

/** Files that shrink when they are compressed. Fonts are compressed already. */
const COMPRESSIBLE = new Set(['.js', '.css', '.svg', '.html']);

/** Bundles the console, and writes each file's compressed forms beside it. */
export async function buildConsole(outDir = inRoot('dist', 'console')) {
  try {
    await build({
      root: inRoot('console'),
      base: '/console/',
      configFile: false,
      envFile: false,
      publicDir: false,
      logLevel: 'warn',
      // The types are checked by tsc; its settings for Node do not concern the bundle.
      esbuild: { jsx: 'automatic', legalComments: 'none', tsconfigRaw: {} },
      build: {
        outDir,
        emptyOutDir: true,
        assetsDir: '',
        // The content security policy allows no data in addresses.
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        target: 'es2022',
        reportCompressedSize: false,
        rollupOptions: { onwarn: ignoreDirectives },
      },
    });
  } finally {
    // Its process would stay as long as the server that was built for.
    await stop();
  }
  const files = (await readdir(outDir)).filter((file) => COMPRESSIBLE.has(extname(file)));
  await Promise.all(files.map((file) => compress(join(outDir, file))));
}

/** Packages mark their files as `use client`, which means nothing in a bundle for the browser. */
function ignoreDirectives(warning, warn) {
  if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning);
}

async function compress(path) {
  const content = await readFile(path);
  const quality = { [zlib.BROTLI_PARAM_QUALITY]: 11, [zlib.BROTLI_PARAM_SIZE_HINT]: content.length };
  const [gzipped, brotli] = await Promise.all([
    promisify(gzip)(content, { level: 9 }),
    promisify(brotliCompress)(content, { params: quality }),
  ]);
  await Promise.all([writeFile(`${path}.gz`, gzipped), writeFile(`${path}.br`, brotli)]);
}

if (isProgram(import.meta.url)) await buildConsole(process.argv[2]);
