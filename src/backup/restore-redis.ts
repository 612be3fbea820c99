import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import type { RedisPlace } from '../infra/redis-address.ts';
import { keysOf, mastersOf, openRedis, type RedisClient } from '../infra/redis-client.ts';
import { startRedisServer } from '../infra/redis-server.ts';
import { BackupError, type Manifest } from './manifest.ts';

/** The file that redis-server reads at its start, whatever its version: Redis 7 makes its own folder from it. */
const APPEND_ONLY_FILE = 'appendonly.aof';
const INSTALLATION = 'ringtrail:installation';
/** Set in another Redis while keys are copied to it, so that an interrupted restore can be repeated. */
const UNDER_WAY = 'ringtrail:restoring';

/**
 * Puts Redis' data into `<folder>/redis` for the private redis-server, and starts one on it to see that it reads the data. With a `target`,
 * it then copies the keys to that Redis. Rejects with `BackupError` when the data are of another installation, or the target has keys.
 * @param dumps the folder with the data of each shard
 */
export async function restoreRedis(
  dumps: string,
  folder: string,
  { redis: { db }, installation }: Manifest,
  target: RedisPlace | null,
): Promise<void> {
  const [first = '', ...others] = (await readdir(dumps)).toSorted();
  await withRedisOn(join(dumps, first), folder, async (from) => {
    // A private redis-server has all keys in the first database.
    if (db !== 0) await from.swapdb(0, db);
    for (const other of others) await addShard(join(dumps, other), `${folder}-shard`, from);
    const found = await from.get(INSTALLATION);
    if (found !== null && installation !== null && found !== installation)
      throw new BackupError(
        `The back-up mixes two installations: its store is of ${installation}, its Redis of ${found}.`,
      );
    if (target !== null) await copyTo(target, from);
  });
}

async function addShard(dump: string, folder: string, to: Redis): Promise<void> {
  await withRedisOn(dump, folder, (from) => copyKeys(from, to));
  await rm(folder, { recursive: true });
}

/** Runs the work on a redis-server of its own that has the data of the file. */
async function withRedisOn(
  dump: string,
  folder: string,
  work: (redis: Redis) => Promise<void>,
): Promise<void> {
  await mkdir(join(folder, 'redis'), { recursive: true, mode: 0o700 });
  await rename(dump, join(folder, 'redis', APPEND_ONLY_FILE));
  const server = await startRedisServer({ dataDir: folder });
  const redis = new Redis(server.url, { db: 0 });
  try {
    await work(redis);
  } finally {
    redis.disconnect();
    await server.stop();
  }
}

async function copyTo(target: RedisPlace, from: Redis): Promise<void> {
  const to = openRedis(target, { maxRetriesPerRequest: 1 });
  to.on('error', () => undefined);
  try {
    if ((await to.get(UNDER_WAY)) === null && (await hasKeys(to)))
      throw new BackupError('The Redis of REDIS_URL has keys. Restore into an empty one.');
    await to.set(UNDER_WAY, '1');
    await copyKeys(from, to);
    await to.del(UNDER_WAY);
  } finally {
    to.disconnect();
  }
}

async function hasKeys(redis: RedisClient): Promise<boolean> {
  const sizes = await Promise.all(mastersOf(redis).map((node) => node.dbsize()));
  return sizes.some((size) => size > 0);
}

async function copyKeys(from: Redis, to: RedisClient): Promise<void> {
  for await (const keys of keysOf(from, '*')) await copyBatch(from, to, keys);
}

async function copyBatch(from: Redis, to: RedisClient, keys: readonly string[]): Promise<void> {
  const values = await Promise.all(keys.map((key) => Promise.all([from.dumpBuffer(key), from.pttl(key)])));
  await Promise.all(
    keys.map(async (key, i) => {
      const [dump, leftMs] = values[i] ?? [null, 0];
      // A key may end between the scan and the dump.
      if (dump !== null) await to.restore(key, Math.max(leftMs, 0), dump, 'REPLACE');
    }),
  );
}
