import { chmod, copyFile, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { describe, expect, it } from 'vitest';
import { openSqliteFile } from '../../src/infra/sqlite-file.ts';
import { openStore } from '../../src/store/open.ts';
import { StoreUnavailable } from '../../src/store/port.ts';
import { at, call } from '../support/examples.ts';

describe('a SQLite file that another process uses', () => {
  it('waits for the lock without stopping this process', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ringtrail-store-'));
    const store = await openStore(`sqlite:${join(folder, 'store.db')}`);
    const other = new DatabaseSync(join(folder, 'store.db'));
    other.exec('BEGIN IMMEDIATE');
    let saved = false;
    const saving = store.calls.save(call('call_1', 0)).then(() => {
      saved = true;
    });
    for (let i = 0; i < 20; i++) expect(await store.calls.get('call_1')).toBeNull();
    expect(saved).toBe(false);
    other.exec('COMMIT');
    await saving;
    expect(await store.calls.get('call_1')).toEqual(call('call_1', 0));
    await store.close();
    other.close();
    await rm(folder, { recursive: true });
  });

  it('is read in its present state, also after a write that found the lock taken for too long', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ringtrail-store-'));
    const [store, another] = await Promise.all(
      [1, 2].map(() => openStore(`sqlite:${join(folder, 'store.db')}`)),
    );
    if (!store || !another) throw new Error('there are two');
    const other = new DatabaseSync(join(folder, 'store.db'));
    other.exec('BEGIN IMMEDIATE');
    await expect(store.calls.save(call('call_1', 0))).rejects.toBeInstanceOf(StoreUnavailable);
    other.exec('COMMIT');
    expect(await store.calls.list({ limit: 9 })).toEqual([]);
    await another.calls.save(call('call_2', 0));
    expect(await store.calls.list({ limit: 9 })).toHaveLength(1);
    await Promise.all([store.close(), another.close()]);
    other.close();
    await rm(folder, { recursive: true });
  });
});

it('SQLite has no fault by which a write during a checkpoint can be lost', () => {
  const memory = openSqliteFile(':memory:', { waitMs: 0 });
  const { version } = memory.prepare('SELECT sqlite_version() AS version').get() as { version: string };
  memory.close();
  // Versions 3.7.0 to 3.51.2 have it: https://www.sqlite.org/wal.html
  expect(version.localeCompare('3.51.3', 'en', { numeric: true })).toBeGreaterThanOrEqual(0);
});

it('a SQLite file has a short log however much is written, because checkpoints move it to the file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ringtrail-store-'));
  const [path, log] = ['store.db', 'store.db-wal'].map((name) => join(folder, name)) as [string, string];
  const store = await openStore(`sqlite:${path}`);
  const note = { text: 'x'.repeat(100_000), at: at(0).toISOString() };
  for (let i = 0; i < 1500; i++) await store.annotations.annotate(`call_${i}`, { note });
  expect((await stat(log)).size).toBeLessThan(80_000_000);
  // Read the file without its log.
  const whole = async () => {
    await copyFile(path, join(folder, 'copy.db'));
    const copy = new DatabaseSync(join(folder, 'copy.db'));
    const { n } = copy.prepare('SELECT count(*) AS n FROM annotations').get() as { n: number };
    copy.close();
    return n;
  };
  await expect.poll(whole).toBe(1500);
  await store.close();
  await rm(folder, { recursive: true });
});

it('a closed SQLite file is complete without its log', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ringtrail-store-'));
  const store = await openStore(`sqlite:${join(folder, 'store.db')}`);
  await store.calls.save(call('call_1', 0));
  await store.close();
  await copyFile(join(folder, 'store.db'), join(folder, 'copy.db'));
  const copy = await openStore(`sqlite:${join(folder, 'copy.db')}`);
  expect(await copy.calls.get('call_1')).toEqual(call('call_1', 0));
  await copy.close();
  await rm(folder, { recursive: true });
});
it('only its owner reads the database and its log, whatever the folder and the file were before', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ringtrail-store-'));
  await chmod(folder, 0o777);
  const file = join(folder, 'store.db');
  const modes = async () => {
    const names = await readdir(folder);
    const stats = await Promise.all(names.map((name) => stat(join(folder, name))));
    return names.map((name, i) => `${name} ${((stats[i]?.mode ?? 0) & 0o777).toString(8)}`).toSorted();
  };
  const former = process.umask(0);
  try {
    const store = await openStore(`sqlite:${file}`);
    await store.calls.save(call('call_1', 0));
    expect(await modes()).toEqual(['store.db 600', 'store.db-shm 600', 'store.db-wal 600']);
    await store.close();

    await chmod(file, 0o644);
    const again = await openStore(`sqlite:${file}`);
    expect(await again.calls.get('call_1')).toEqual(call('call_1', 0));
    expect(await modes()).toEqual(['store.db 600', 'store.db-shm 600', 'store.db-wal 600']);
    await again.close();
  } finally {
    process.umask(former);
    await rm(folder, { recursive: true });
  }
});
