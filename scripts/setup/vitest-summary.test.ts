import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rt-summary-'));
});

afterEach(() => rm(folder, { recursive: true }));

async function summaryOf(files: Record<string, string>) {
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const summary = join(folder, 'summary.json');
  const reporter = join(root, 'scripts', 'setup', 'vitest-summary.mjs');
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const args = [vitest, 'run', '--root', folder, '--globals', `--reporter=${reporter}`];
  spawnSync(process.execPath, args, { cwd: root, env: { ...process.env, RINGTRAIL_TEST_SUMMARY: summary } });
  return JSON.parse(await readFile(summary, 'utf8'));
}

describe('the summary of a test run', () => {
  it('counts passed and failed tests, and names the reason of each skipped test', async () => {
    const summary = await summaryOf({
      'a.test.js': `
        it('passes', () => {});
        it('fails', () => { throw new Error('no'); });
        it('has a note', (context) => context.skip('no mongod: none on PATH'));
        it.skip('is silent', () => {});
        it.todo('comes later');
        describe.skip('without a browser', () => { describe('inner', () => { it('would click', () => {}); }); });`,
    });
    expect(summary).toEqual({
      passed: 1,
      failed: 1,
      errors: 0,
      failures: [{ name: 'a.test.js > fails', error: 'no' }],
      skipped: [
        { name: 'a.test.js > has a note', reason: 'no mongod: none on PATH' },
        { name: 'a.test.js > is silent', reason: '' },
        { name: 'a.test.js > comes later', reason: 'still to be written' },
        { name: 'a.test.js > without a browser > inner > would click', reason: 'without a browser' },
      ],
    });
  });

  it('counts a file that cannot be loaded, a hook that fails, and an error outside of tests', async () => {
    const summary = await summaryOf({
      'broken.test.js': 'export const = 1;',
      'hook.test.js': "beforeAll(() => { throw new Error('no'); }); it('never runs', () => {});",
      'stray.test.js': "it('passes', () => { setTimeout(() => { throw new Error('stray'); }); });",
    });
    expect(summary).toMatchObject({ failed: 2, errors: 1 });
    expect(summary.failures).toMatchObject([{ name: 'broken.test.js' }, { name: 'hook.test.js' }]);
    for (const { error } of summary.failures) expect(error).not.toBe('');
  });
});
