import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { build, stop } from 'esbuild';

/** Packages with native code, and large packages that most starts do not need. They stay in node_modules. */
const OUTSIDE = [
  '@node-rs/argon2',
  '@photostructure/sqlite',
  '@zxcvbn-ts/language-common',
  'mongoose',
  'msgpackr-extract',
  'nodemailer',
  'twilio',
];

/** Packages in CommonJS call `require` for the modules of Node. */
const BANNER =
  "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);";

/** The compiled files that a person starts. Each is one folder below dist, as `ownPlaces` expects. */
const PROGRAMS = ['src/main.js', 'tools/ringtrail.js'];

/**
 * Bundles the compiled programs with their packages. A start then reads a few files in place of 1,400, and imports them in
 * half of the time. A command of `ringtrail` reads a few in place of 900.
 */
export async function bundleProgram(dist) {
  try {
    await build({
      entryPoints: PROGRAMS.map((program) => join(dist, program)),
      outdir: dist,
      outbase: dist,
      // Code that both have, and code that a start may not need, such as the other store, stays in files of its own.
      splitting: true,
      chunkNames: 'src/[name]-[hash]',
      allowOverwrite: true,
      bundle: true,
      external: OUTSIDE,
      platform: 'node',
      format: 'esm',
      target: 'node20.19',
      banner: { js: BANNER },
      minifySyntax: true,
      minifyWhitespace: true,
      sourcemap: true,
      sourcesContent: false,
      legalComments: 'none',
      logLevel: 'warning',
      plugins: [ownPlaces(dist)],
    });
  } finally {
    // Its process would stay as long as the server that was built for.
    await stop();
  }
}

/** Lets the code of a bundled file find the files beside it: its `import.meta.url` stays the place in dist that it had. */
function ownPlaces(dist) {
  return {
    name: 'own-places',
    setup({ onLoad }) {
      onLoad({ filter: /\.js$/ }, async ({ path }) => {
        if (!path.startsWith(dist)) return undefined;
        const text = await readFile(path, 'utf8');
        const place = JSON.stringify(join('..', relative(dist, path)));
        return { contents: text.replaceAll('import.meta.url', `new URL(${place}, import.meta.url).href`) };
      });
    },
  };
}
