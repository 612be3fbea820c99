import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { startRedisServer } from '../infra/redis-server.ts';
import { BackupError, type Manifest } from './manifest.ts';

/** The file that redis-server reads at its start, whatever its version: Redis 7 makes its own folder from it. */
const APPEND_ONLY_FILE = 'appendonly.aof';
const INSTALLATION = 'ringtrail:installation';
/** Set in another Redis while keys are copied to it, so that an interrupted restore can be repeated. */
const UNDER_WAY = 'ringtrail:restoring';
const BATCH_KEYS = 500;

/**
 * Puts Redis' data into `<folder>/redis` for the private redis-server, and starts one on it to see that it reads the data. With a `target`,
 * it then copies the keys to that Redis. Rejects with `BackupError` when the data are of another installation, or the target has keys.
 */
export async function restoreRedis(
  dump: string,
  folder: string,
  { redis: { db }, installation }: Manifest,
  target: string | null,
): Promise<void> {
  await mkdir(join(folder, 'redis'), { recursive: true, mode: 0o700 });
  await rename(dump, join(folder, 'redis', APPEND_ONLY_FILE));
  const server = await startRedisServer({ dataDir: folder });
  const from = new Redis(server.url, { db: 0 });
  try {
    // A private redis-server has all keys in the first database.
    if (db !== 0) await from.swapdb(0, db);
    const found = await from.get(INSTALLATION);
    if (found !== null && installation !== null && found !== installation)
      throw new BackupError(
        `The back-up mixes two installations: its store is of ${installation}, its Redis of ${found}.`,
      );
    if (target !== null) await copyKeys(from, target);
  } finally {
    from.disconnect();
    await server.stop();
  }
}

async function copyKeys(from: Redis, target: string): Promise<void> {
  const to = new Redis(target, { maxRetriesPerRequest: 1 });
  try {
    if ((await to.get(UNDER_WAY)) === null && (await to.dbsize()) > 0)
      throw new BackupError('The Redis of REDIS_URL has keys. Restore into an empty one.');
    await to.set(UNDER_WAY, '1');
    for await (const keys of from.scanStream({ count: BATCH_KEYS })) await copyBatch(from, to, keys);
    await to.del(UNDER_WAY);
  } finally {
    to.disconnect();
  }
}

async function copyBatch(from: Redis, to: Redis, keys: readonly string[]): Promise<void> {
  const values = await Promise.all(keys.map((key) => Promise.all([from.dumpBuffer(key), from.pttl(key)])));
  await Promise.all(
    keys.map(async (key, i) => {
      const [dump, leftMs] = values[i] ?? [null, 0];
      // A key may end between the scan and the dump.
      if (dump !== null) await to.restore(key, Math.max(leftMs, 0), dump, 'REPLACE');
    }),
  );
}
