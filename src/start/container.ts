import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from '../../config/schema.ts';
import { MAX_PAGE_BYTES } from '../http/installation/open-page.ts';
import { type Clock, followClock } from '../infra/clock.ts';
import { lockDataDir } from '../infra/data-dir-lock.ts';
import { prepareDataFolder } from '../infra/data-folder.ts';
import { type GeoDatabase, openGeoDatabase } from '../infra/geo-database.ts';
import type { Metrics } from '../infra/metrics.ts';
import { openOutgoing } from '../infra/outgoing.ts';
import { connectForRequests, connectForWork } from '../infra/redis.ts';
import type { RedisPlace } from '../infra/redis-address.ts';
import { isRedisAway } from '../infra/redis-away.ts';
import type { RedisClient } from '../infra/redis-client.ts';
import { openRedisOfQueues } from '../infra/redis-of-queues.ts';
import { startRedisServer } from '../infra/redis-server.ts';
import { readSecrets, type Secrets } from '../infra/secrets.ts';
import type { Phase } from '../infra/shutdown.ts';
import { WorkerGroup } from '../infra/worker-group.ts';
import { type DirectorySync, syncDirectory } from '../registry/directory-sync.ts';
import { readSnapshotHead } from '../registry/snapshot.ts';
import { type Store, StoreUnavailable } from '../store/port.ts';
import { mustOpenCredentials, sealing } from '../store/sealing.ts';
import { type CallerNames, createCallerNames } from '../voice/caller-names.ts';
import { createIdentity } from './installation.ts';
import { openKnownStore } from './known-store.ts';
import { serveMetrics, startMetrics } from './measuring.ts';

/** A job that found a database away is tried again after this long, and up to twice as long. */
const JOB_AWAY_MS = 2000;

/** A page that takes longer has lost its visitors. */
const MAX_PAGE_MS = 10_000;

/** Adds a phase to the shutdown. The phases run in reverse order. */
export type AddPhase = (name: string, timeoutMs: number, run: Phase['run']) => void;

/** The infrastructure of a process. Each part exists once. */
export type Container = {
  version: string;
  config: Config;
  log: Logger;
  secrets: Secrets;
  /** The connection for requests: its commands reject at once while Redis is away. */
  redis: RedisClient;
  /** Opens a further connection for requests, such as the one for calls alone. */
  openRedis: () => RedisClient;
  /** The connection whose commands wait for Redis: for jobs, and for requests of operators. */
  workRedis: RedisClient;
  /** The connection of the queues. It is `workRedis`, except in a cluster. */
  queueRedis: RedisClient;
  /** The queues and workers on that connection. */
  group: WorkerGroup;
  clock: Clock;
  store: Store;
  /** Rejects when the store or Redis is of another installation. */
  checkInstallation: () => Promise<void>;
  /** Resolves once the store is open. null: it is open. */
  storeOpened: Promise<void> | null;
  directorySync: DirectorySync;
  names: CallerNames;
  /** null: there is no database of places. */
  places: GeoDatabase | null;
  metrics: Metrics;
  /** The HTTP client for addresses that somebody else chose. */
  outgoing: ReturnType<typeof openOutgoing>;
  /** The same for the pages of sites: it also takes plain http and a whole page. */
  pages: ReturnType<typeof openOutgoing>;
};

/** Returns true for an error that means that the store or Redis does not answer. */
function isDatabaseAway(error: unknown): boolean {
  return error instanceof StoreUnavailable || isRedisAway(error);
}

/**
 * Opens the infrastructure, and adds a phase to the shutdown for each part, except for those of jobs and consumers: the roles close
 * these with `closeWork`.
 */
export async function openContainer(
  config: Config,
  log: Logger,
  addPhase: AddPhase,
  version: string,
): Promise<Container> {
  await prepareDataFolder(config.dataDir);
  const places = await openPlaces(config, log, addPhase);
  const place = config.redis
    ? besideRedis(config.redis, config, addPhase)
    : await startPrivateRedis(config, log, addPhase);
  const redis = connectForRequests(place, log, config.answerBudgetMs);
  addPhase('connection to Redis', 200, async () => redis.disconnect());
  const clock = followClock(redis);
  addPhase('clock', 100, async () => clock.close());

  const snapshot = join(config.dataDir, 'directory.ndjson');
  const workRedis = connectForWork(place, log);
  const queueRedis = openRedisOfQueues(workRedis);
  const identity = createIdentity(await readSnapshotHead(snapshot), workRedis, log, clock.now);
  const opened = await openKnownStore(config, snapshot, identity.identify, log);
  const { store: plain, opened: storeOpened } = opened;
  const store = sealing(plain, config.credentialsKeys);
  addPhase('store', 1000, () => store.close());
  if (storeOpened === null) await mustOpenCredentials(store);
  const directorySync = await syncDirectory(store, connectForWork(place, log), log, {
    snapshotPath: snapshot,
    answersCalls: config.role !== 'worker',
    installation: { ...identity, check: () => identity.check(store) },
  });
  addPhase('directory', 500, () => directorySync.close());

  const secrets = await readSecrets(config.dataDir);
  const metrics = startMetrics(store, clock.now);
  if (config.metricsPort !== null)
    addPhase('metrics', 100, await serveMetrics(metrics, log, config.host, config.metricsPort));
  return {
    ...{ config, log, secrets, redis, workRedis, clock, store, storeOpened, directorySync, places, metrics },
    queueRedis,
    group: new WorkerGroup(queueRedis, log, { isAway: isDatabaseAway, awayMs: JOB_AWAY_MS }, clock.now),
    version,
    checkInstallation: () => identity.check(store),
    openRedis: () => connectForRequests(place, log, config.answerBudgetMs),
    names: createCallerNames(config.callerSecret ?? secrets.callerSecret, directorySync.directory),
    outgoing: openOutgoing(config.delivery),
    pages: openOutgoing({
      allowPrivate: config.delivery.allowPrivate,
      ...{ timeoutMs: MAX_PAGE_MS, allowPlainHttp: true, maxAnswerBytes: MAX_PAGE_BYTES },
    }),
  };
}

/** Only gateways look addresses up. */
async function openPlaces(config: Config, log: Logger, addPhase: AddPhase): Promise<GeoDatabase | null> {
  if (config.geoipDb === null || config.role === 'worker') return null;
  const places = await openGeoDatabase(config.geoipDb, log);
  addPhase('database of places', 100, async () => places.close());
  return places;
}

/** Locks the data folder, which has one process at a time. A private redis-server locks it itself. */
function besideRedis(place: RedisPlace, { dataDir }: Config, addPhase: AddPhase): RedisPlace {
  const lock = lockDataDir(dataDir);
  addPhase('data folder', 100, async () => lock.release());
  return place;
}

async function startPrivateRedis({ dataDir }: Config, log: Logger, addPhase: AddPhase): Promise<RedisPlace> {
  const server = await startRedisServer({ dataDir, log });
  addPhase('private redis-server', 3500, () => server.stop());
  return { url: server.url };
}

/** Closes the queues, the connection for jobs and the connections to consumers. The last role of a process calls it. */
export async function closeWork({ group, queueRedis, workRedis, outgoing, pages }: Container): Promise<void> {
  await group.close();
  queueRedis.disconnect();
  workRedis.disconnect();
  await outgoing.close();
  await pages.close();
}
