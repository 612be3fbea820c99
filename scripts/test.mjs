import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { inRoot, ROOT } from './setup/paths.mjs';
import { runScript } from './setup/report.mjs';
import { setUp, setUpPackages } from './setup/setup.mjs';
import { judge } from './setup/verdict.mjs';

/**
 * `npm test [-- [--unit] [arguments of vitest]]` runs the tests. `--unit` runs those that need neither a server nor a
 * build. The last line of the output is `N passed, N failed, N skipped`.
 */
await runScript(async (options) => {
  const unit = options.includes('--unit');
  const args = options.flatMap((arg) => (arg === '--unit' ? ['--project', 'unit'] : [arg]));
  await (unit ? setUpPackages() : setUp('redis', 'chromium'));
  const folder = mkdtempSync(join(tmpdir(), 'ringtrail-test-'));
  try {
    const summaryFile = join(folder, 'summary.json');
    const exitCode = await vitest(args, summaryFile);
    const summary = readSummary(summaryFile);
    const { passed, failed, problems } = judge(summary, exitCode, {
      ci: process.env.CI === 'true',
      excused: process.env.RINGTRAIL_TEST_NO_MONGOD,
    });
    const skipped = summary?.skipped ?? [];
    for (const line of skippedLines(skipped)) console.log(line);
    for (const { name, error } of summary?.failures ?? []) console.log(`FAILED: ${name}\n${indented(error)}`);
    for (const problem of problems) console.log(`problem: ${problem}`);
    console.log(`${passed} passed, ${failed} failed, ${skipped.length} skipped`);
    process.exitCode = failed > 0 ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
});

async function vitest(args, summaryFile) {
  const reporter = inRoot('scripts/setup/vitest-summary.mjs');
  const child = spawn(
    process.execPath,
    [
      inRoot('node_modules/vitest/vitest.mjs'),
      'run',
      '--reporter=default',
      `--reporter=${reporter}`,
      ...args,
    ],
    { cwd: ROOT, stdio: 'inherit', env: { ...process.env, RINGTRAIL_TEST_SUMMARY: summaryFile } },
  );
  const [code] = await once(child, 'close');
  return code ?? 1;
}

/** A line for each reason within a file. */
function skippedLines(skipped) {
  const counts = new Map();
  for (const { name, reason } of skipped) {
    const place = `${name.split(' > ', 1)[0]}: ${reason || 'without a reason'}`;
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return [...counts].map(([place, count]) => `skipped: ${count} of ${place}`);
}

function indented(text) {
  return stripVTControlCharacters(text).replaceAll(/^/gm, '    ');
}

function readSummary(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
