import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const thread = fileURLToPath(new URL('../../dist/src/store/sqlite/thread.js', import.meta.url));

it('a process ends with its own code also while the thread of checkpoints loads', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rt-exit-'));
  const program = `
    const { startThread } = await import(${JSON.stringify(thread)});
    startThread('./checkpoint-thread.mjs', ${JSON.stringify(join(folder, 'a.db'))}).post('checkpoint');
    setTimeout(() => process.exit(3), Number(process.argv[1]));`;
  for (let ms = 0; ms <= 60; ms += 3) {
    const ended = spawnSync(process.execPath, ['--input-type=module', '-e', program, String(ms)]);
    expect({ ms, status: ended.status, err: String(ended.stderr) }).toEqual({ ms, status: 3, err: '' });
  }
  await rm(folder, { recursive: true });
});
