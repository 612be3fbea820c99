import { spawn, spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readRunFile } from '../../src/infra/run-file.ts';
import { askNumber } from '../support/allocations.ts';
import { apiAt } from '../support/api.ts';
import { ensureBuild } from '../support/build.ts';
import { eventually } from '../support/eventually.ts';
import { childrenOf, gone } from '../support/processes.ts';
import { ALONE, dataFolder } from '../support/ringtrail.ts';
import { setUpProvider } from '../support/setup-provider.ts';

const main = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));
const KEY = 'rt_test_admin_key_0000';

it('a terminal that closes ends nothing: pages are answered, and the log is written no more', async (context) => {
  if (process.platform !== 'linux' || spawnSync('script', ['--version']).status !== 0)
    context.skip('no script: it comes with util-linux');
  await ensureBuild();
  const dataDir = await dataFolder();
  const env = { ...ALONE, DATA_DIR: dataDir, LOG_LEVEL: 'trace', RINGTRAIL_ADMIN_KEY: KEY };
  const command = `exec "${process.execPath}" "${main}"`;
  const terminal = spawn('script', ['-qec', command, '/dev/null'], {
    env,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const run = await eventually(() => readRunFile(dataDir));
  const children = childrenOf(run.pid);
  terminal.kill('SIGKILL');

  try {
    const api = apiAt(run.localUrl, KEY);
    const shop = await setUpProvider(api);
    // At this level each of these writes lines to the terminal that is gone.
    for (const session of ['one', 'two', 'three'])
      expect((await askNumber(api, shop, session)).body.number).toMatch(/^\+/);
    expect((await api('GET', '/readyz')).status).toBe(200);
  } finally {
    process.kill(run.pid, 'SIGTERM');
    await Promise.all([run.pid, ...children].map(gone));
    await rm(dataDir, { recursive: true, force: true });
  }
});
