import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build, stop } from 'esbuild';
import { run } from './setup/command.mjs';
import { inRoot, isProgram, ROOT } from './setup/paths.mjs';
import { runScript, SetupError } from './setup/report.mjs';

const TAGS = inRoot('packages', 'tags');
const ENTRIES = ['index', 'react', 'vue', 'element'];

/** Builds `@ringtrail/tags` from its own sources and those of the tags: modules for bundlers, and their types. */
export async function buildTagsPackage(outDir = join(TAGS, 'dist')) {
  await rm(outDir, { recursive: true, force: true });
  try {
    await build({
      entryPoints: ENTRIES.map((entry) => join(TAGS, 'src', `${entry}.ts`)),
      outdir: outDir,
      bundle: true,
      // React and Vue components share the numbers of a page.
      splitting: true,
      packages: 'external',
      platform: 'browser',
      format: 'esm',
      target: 'es2022',
      legalComments: 'none',
      logLevel: 'warning',
    });
  } finally {
    // Its process would stay as long as the test that built.
    await stop();
  }
  const tsc = inRoot('node_modules/typescript/bin/tsc');
  const args = [tsc, '-p', TAGS, '--outDir', join(outDir, 'types'), '--pretty', 'false'];
  const { code, output } = await run(process.execPath, args, { cwd: ROOT });
  if (code !== 0)
    throw new SetupError(`the types of @ringtrail/tags could not be made:\n${output.trimEnd()}`);
  await copyFile(inRoot('LICENSE'), join(outDir, '..', 'LICENSE'));
}

if (isProgram(import.meta.url)) await runScript(() => buildTagsPackage());
