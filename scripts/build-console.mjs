import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip, constants as zlib } from 'node:zlib';
import { stop } from 'esbuild';
import { build } from 'vite';
import { inRoot, isProgram } from './setup/paths.mjs';

/** Files that shrink when they are compressed. Fonts are compressed already. */
const COMPRESSIBLE = new Set(['.js', '.css', '.svg', '.html']);

const REFERENCE = inRoot('console', 'reference');
const LOGO = 'https://cdn.redoc.ly/redoc/logo-mini.svg';
const NO_PICTURE = 'data:image/svg+xml,%3Csvg xmlns=%27http://www.w3.org/2000/svg%27/%3E';

/** Bundles the console, and writes each file's compressed forms beside it. */
export async function buildConsole(outDir = inRoot('dist', 'console')) {
  const { NODE_ENV: environment = '' } = process.env;
  // Vite reads it. A build that a test starts would otherwise hold the large React for development.
  process.env.NODE_ENV = 'production';
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
    process.env.NODE_ENV = environment;
    // Its process would stay as long as the server that was built for.
    await stop();
  }
  await addReference(outDir);
  const files = (await readdir(outDir)).filter((file) => COMPRESSIBLE.has(extname(file)));
  await Promise.all(files.map((file) => compress(join(outDir, file))));
}

/** Adds the page of the API reference, and Redoc, which makes it. Redoc's logo would come from another host. */
async function addReference(outDir) {
  for (const file of await readdir(REFERENCE)) await copyFile(join(REFERENCE, file), join(outDir, file));
  await copyFile(inRoot('console', 'src/theme/icon.svg'), join(outDir, 'reference.svg'));
  const redoc = await readFile(inRoot('node_modules', 'redoc/bundles/redoc.standalone.js'), 'utf8');
  await writeFile(join(outDir, 'redoc.js'), redoc.replaceAll(LOGO, NO_PICTURE));
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
