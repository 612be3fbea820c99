import { isBuiltin } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('../dist/src/main.js', import.meta.url));

/** Returns the packages that these kinds of imports of the built program lead to, and the number of its files. */
async function packagesOf(...kinds: string[]) {
  const { metafile } = await build({
    entryPoints: [main],
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

describe('the built program', () => {
  it('imports a package only where it has native code or most starts do not need it', async () => {
    const { packages, files } = await packagesOf('import-statement');
    expect(packages).toEqual(['@node-rs/argon2', '@photostructure/sqlite', 'mongoose']);
    expect((await packagesOf('dynamic-import')).packages).toEqual([
      '@zxcvbn-ts/language-common',
      'nodemailer',
      'twilio',
    ]);
    expect(files).toBeLessThan(20);
  });
});
