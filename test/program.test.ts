import { isBuiltin } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const PROGRAMS = ['src/main.js', 'tools/ringtrail.js'].map((program) =>
  fileURLToPath(new URL(`../dist/${program}`, import.meta.url)),
);

/** Returns the packages that these kinds of imports of the built programs lead to, and the number of their files. */
async function packagesOf(...kinds: string[]) {
  const { metafile } = await build({
    entryPoints: PROGRAMS,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    write: false,
    metafile: true,
    splitting: true,
    outdir: 'unused',
  });
  const imports = Object.values(metafile.inputs).flatMap((file) => file.imports);
  const packages = imports.filter(
    ({ external, kind, path }) => external && kinds.includes(kind) && !isBuiltin(path),
  );
  return {
    packages: [...new Set(packages.map(({ path }) => path))].toSorted(),
    files: Object.keys(metafile.inputs).length,
  };
}

describe('the built programs', () => {
  it('import a package only where it has native code or most starts do not need it', async () => {
    const { packages, files } = await packagesOf('import-statement');
    expect(packages).toEqual(['@node-rs/argon2', '@photostructure/sqlite', 'mongoose']);
    expect((await packagesOf('dynamic-import')).packages).toEqual([
      '@zxcvbn-ts/language-common',
      'nodemailer',
      'twilio',
    ]);
    expect(files).toBeLessThan(100);
  });
});
