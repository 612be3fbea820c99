/** The checks of this machine: whether Ringtrail can start on its data folder. They change nothing. */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Config } from '../../config/schema.ts';
import { prepareDataFolder } from '../../src/infra/data-folder.ts';
import { createLog } from '../../src/infra/log.ts';
import { connectForRequests, waitForRedis } from '../../src/infra/redis.ts';
import { readRedisFacts } from '../../src/infra/redis-facts.ts';
import { findRedisServer } from '../../src/infra/redis-program.ts';
import { readSecrets } from '../../src/infra/secrets.ts';
import { examineStore } from '../../src/store/examine.ts';
import { openStore } from '../../src/store/open.ts';
import { mustOpenCredentials, sealing } from '../../src/store/sealing.ts';
import { diskFinding } from './disk.ts';
import { type Finding, reportOf } from './finding.ts';
import { redisFindings } from './redis-findings.ts';

const REDIS_MS = 3000;

/** Returns the findings on the data folder, its disk and its secrets. */
export async function folderFindings({ dataDir }: Config): Promise<Finding[]> {
  const report = reportOf('data folder');
  try {
    if (existsSync(dataDir)) await prepareDataFolder(dataDir);
    else checkParent(dataDir);
    if (existsSync(join(dataDir, 'secrets.json'))) await readSecrets(dataDir);
  } catch (error) {
    return [report.fault('data_folder', (error as Error).message)];
  }
  const disk = await statfs(existing(dataDir));
  return [diskFinding(disk.bavail * disk.bsize, report)];
}

/** Throws when the folder cannot be made. */
function checkParent(dataDir: string): void {
  const parent = existing(dataDir);
  const remedy = 'Set DATA_DIR to a folder that this user may write to.';
  if (!statSync(parent).isDirectory()) throw new Error(`${parent} is a file, and no folder. ${remedy}`);
  try {
    accessSync(parent, constants.W_OK);
  } catch {
    throw new Error(`${dataDir} cannot be made in ${parent}. ${remedy}`);
  }
}

/** Returns the nearest path above that exists. */
function existing(path: string): string {
  return existsSync(path) ? path : existing(dirname(path));
}

/** Returns the findings on the Redis of a Ringtrail that does not run: the one of `REDIS_URL`, or the program redis-server. */
export async function redisAtRest({ redis: place }: Config): Promise<Finding[]> {
  const { ok, fault } = reportOf('redis');
  if (place === null)
    return findRedisServer().then(
      () => [ok('redis-server is installed. It starts with Ringtrail.')],
      (error: Error) => [fault('redis_server', error.message)],
    );
  const redis = connectForRequests(place, createLog('silent'), REDIS_MS);
  try {
    await waitForRedis(redis, REDIS_MS);
    return redisFindings(await readRedisFacts(redis));
  } catch (error) {
    const detail = `The Redis of REDIS_URL does not answer: ${(error as Error).message}. Start it, or correct REDIS_URL.`;
    return [fault('redis_away', detail)];
  } finally {
    redis.disconnect();
  }
}

/** Returns the findings on the store of a Ringtrail that does not run. */
export async function storeAtRest({ storeUrl, credentialsKeys }: Config): Promise<Finding[]> {
  const { ok, fault } = reportOf('store');
  try {
    const state = await examineStore(storeUrl);
    if (state === 'absent') return [ok('There is no store yet. The first start makes it.')];
    if (state === 'older')
      return [ok('An earlier version has written the store. The next start upgrades it.')];
    const store = sealing(await openStore(storeUrl), credentialsKeys);
    await mustOpenCredentials(store).finally(() => store.close());
    return [ok('The store opens.')];
  } catch (error) {
    const { name, message } = error as Error;
    if (name === 'SealError') return [fault('credentials_key', message)];
    return [fault(name === 'NewerStore' ? 'store_newer' : 'store_away', message)];
  }
}
