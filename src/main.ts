import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { ConfigError, loadConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import { followClock } from './infra/clock.ts';
import { DataDirLocked } from './infra/data-dir-lock.ts';
import { createLog } from './infra/log.ts';
import { connectForRequests, connectForWork, waitForRedis } from './infra/redis.ts';
import { RedisServerError } from './infra/redis-program.ts';
import { startRedisServer } from './infra/redis-server.ts';
import { SealError } from './infra/seal.ts';
import { readSecrets } from './infra/secrets.ts';
import { endInOrder, type Phase } from './infra/shutdown.ts';
import { syncDirectory } from './registry/directory-sync.ts';
import type { Base } from './start/base.ts';
import { startGateway } from './start/gateway.ts';
import { beginLater, openKnownStore } from './start/known-store.ts';
import { serveMetrics, startMetrics } from './start/measuring.ts';
import { mustOpenCredentials, sealing } from './start/sealing.ts';
import { startWorkers } from './start/workers.ts';
import { StoreUnavailable } from './store/port.ts';
import { createCallerNames } from './voice/caller-names.ts';

/** Starts Ringtrail as the environment says, until a signal ends it. */
export async function main(): Promise<void> {
  try {
    await start(loadConfig(process.env));
  } catch (error) {
    const isForPeople = FOR_PEOPLE.some((kind) => error instanceof kind);
    process.stderr.write(
      `Ringtrail cannot start: ${isForPeople ? (error as Error).message : inspect(error)}\n`,
    );
    process.exit(1);
  }
}

/** The start waits for Redis no longer than this: calls connect without it. */
const REDIS_MS = 3000;

/** Errors that say in a sentence what is to be done; of others the stack helps more. */
const FOR_PEOPLE = [ConfigError, RedisServerError, DataDirLocked, SealError, StoreUnavailable];

async function start(config: Config): Promise<void> {
  const log = createLog(config.logLevel);
  const phases: Phase[] = [];
  endInOrder(() => phases.toReversed(), log);
  // The times add up to less than 10 seconds, after which whoever stops us may lose patience.
  const stopping = (name: string, timeoutMs: number, run: Phase['run']) =>
    phases.push({ name, timeoutMs, run });

  await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  const server = config.redisUrl ? null : await startRedisServer({ dataDir: config.dataDir, log });
  if (server) stopping('private redis-server', 3500, () => server.stop());
  const redisUrl = config.redisUrl ?? server?.url ?? '';
  const redis = connectForRequests(redisUrl, log, config.answerBudgetMs);
  stopping('connection to Redis', 200, async () => redis.disconnect());
  await waitForRedis(redis, REDIS_MS);
  const clock = followClock(redis);
  stopping('clock', 100, async () => clock.close());
  const snapshot = join(config.dataDir, 'directory.ndjson');
  const { store: plain, opened } = await openKnownStore(config, snapshot, log);
  const store = sealing(plain, config.credentialsKeys);
  stopping('store', 1000, () => store.close());
  if (opened === null) await mustOpenCredentials(store);
  const directorySync = await syncDirectory(store, connectForWork(redisUrl, log), log, snapshot);
  stopping('directory', 500, () => directorySync.close());
  const callerSecret = config.callerSecret ?? (await readSecrets(config.dataDir)).callerSecret;
  const names = createCallerNames(callerSecret, directorySync.directory);
  const version = readVersion();
  const metrics = startMetrics(store, clock.now);
  const base: Base = {
    version,
    config,
    log,
    redisUrl,
    redis,
    clock,
    store,
    directorySync: directorySync,
    names,
    metrics,
  };

  if (config.metricsPort !== null)
    stopping('metrics', 100, await serveMetrics(metrics, config.host, config.metricsPort));

  // Without the store there is nothing for workers to do, and each try of a job counts.
  if (config.role !== 'gateway') {
    const begin = () => startWorkers(base);
    const end = opened === null ? await begin() : beginLater(opened, begin, log);
    stopping('workers', 2000, end);
  }
  if (config.role !== 'worker') stopping('gateway', 2500, await startGateway(base));
  else log.info({ version, role: config.role }, 'Ringtrail works');
}

function readVersion(): string {
  const file = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(file) as { version: string }).version;
}
