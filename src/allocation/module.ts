import { join } from 'node:path';
import type { Logger } from 'pino';
import { upkeepWorker } from '../../workers/upkeep.ts';
import type { Call } from '../domain/call.ts';
import type { Pool } from '../domain/model.ts';
import { lazy } from '../infra/lazy.ts';
import type { Metrics } from '../infra/metrics.ts';
import type { RedisClient } from '../infra/redis-client.ts';
import type { WorkerGroup } from '../infra/worker-group.ts';
import type { Module } from '../kernel/module.ts';
import type { Route } from '../kernel/route.ts';
import type { Directory } from '../registry/port.ts';
import type { SessionKey, Store } from '../store/port.ts';
import { createAllocator } from './allocator.ts';
import { createBrowserChecks } from './browser-checks.ts';
import { createBuilder } from './builder.ts';
import { createDrain } from './drain.ts';
import { createResolver } from './engine/resolution.ts';
import { createEngine } from './engine.ts';
import { UPKEEP, UPKEEP_EVERY_MS } from './jobs.ts';
import { createLedger } from './ledger.ts';
import type { ClientLimits } from './limits.ts';
import { openLinkFile } from './link-file.ts';
import { followLinks } from './link-follower.ts';
import { createLinkMemory, remembering, rememberingResolver } from './link-memory.ts';
import { poolState } from './pool-state.ts';
import { allocationRoutes } from './routes/allocations.ts';
import { poolPlanRoute } from './routes/pool-plan.ts';
import { poolStateRoutes } from './routes/pool-state.ts';
import { logRefusedOrigins } from './routes/refused-origins.ts';
import { createUpkeep } from './upkeep.ts';

export type AllocationOptions = {
  /** The connection for requests, and the one that waits for Redis. */
  redis: RedisClient;
  workRedis: RedisClient;
  directory: Directory;
  store: Pick<Store, 'history' | 'visits' | 'fits'>;
  now: () => Date;
  metrics: Metrics;
  log: Logger;
  /** What one client address may take. */
  limits: ClientLimits;
  /** Returns the place of an address, or an empty text. */
  placeOf: (address: string) => string;
  dataDir: string;
  /** Returns true when every gateway knows all records that this process knows. */
  isKnownEverywhere: () => Promise<boolean>;
  /** The task of upkeep that closes calls. */
  closeCalls: () => Promise<unknown>;
};

/** Allocation: numbers for pages, the pools in Redis, the ledger and their upkeep. */
export function allocationModule(options: AllocationOptions) {
  const { redis, workRedis, directory, store, metrics, log, limits, closeCalls } = options;
  const memory = createLinkMemory();
  const engine = remembering(createEngine(redis), memory);
  const builder = createBuilder(directory, engine, store.history);

  const browserChecks = createBrowserChecks(redis, options.now, (error) =>
    log.debug({ err: error }, 'a request of a checked page could not be noted'),
  );

  /** The same on the connection that waits for Redis, for jobs and for requests of operators. */
  const work = lazy(() => {
    const workEngine = createEngine(workRedis);
    const ledger = createLedger(workRedis);
    return {
      engine: workEngine,
      ledger,
      drain: createDrain(ledger, store.history),
      builder: createBuilder(directory, workEngine, store.history),
    };
  });

  function onUnavailable(error: unknown): void {
    metrics.unavailable.inc();
    log.debug({ err: error }, 'Redis did not answer a request in time');
  }

  function onLost(pool: Pool): void {
    builder
      .build(pool)
      .catch((error) => log.warn({ err: error, pool: pool.id }, 'a lost pool could not be built yet'));
  }

  /** Returns the weights of the provider's intents by its last fit. */
  async function intentsOf(provider: string): Promise<Record<string, number>> {
    const fit = await store.fits.latest(provider);
    return Object.fromEntries((fit?.hazards.intents ?? []).map(({ name, weight }) => [name, weight]));
  }

  async function checkPools(): Promise<void> {
    const { length } = await builder.missing();
    if (length > 0) throw new Error(`${length} are being rebuilt from the store`);
  }

  let endFollowing = async () => {};

  /** Without the last links, a call could go to a former endpoint of its number when Redis fails. */
  async function checkLinks(): Promise<void> {
    if (!memory.isComplete()) throw new Error('the last links of the numbers were not read yet');
  }

  /** Fills the memory from the disk of this gateway, and follows the links of all gateways from then on. */
  async function followAllLinks(): Promise<void> {
    const file = await openLinkFile(join(options.dataDir, 'links'), memory, log);
    const follower = followLinks({ redis: workRedis, directory, engine: work().engine, memory, log });
    endFollowing = async () => {
      follower.close();
      await file.close();
    };
  }

  return {
    name: 'allocation',
    service: {
      followAllLinks,
      engine,
      builder,
      memory,
      work,
      onUnavailable,
      browserChecks,
      /** Returns the pool's state on the connection that waits for Redis. */
      poolState: (pool: string) => poolState(directory, work().engine, pool, undefined),
      /** Builds the pools that Redis lacks. A build that fails is left to the upkeep. */
      buildMissingPools: (): Promise<void> =>
        work()
          .builder.buildMissing()
          .catch((error) => log.debug({ err: error }, 'the missing pools could not be built yet')),
      /** Returns a resolver on another connection, whose resolutions the process remembers too. */
      resolverOn: (connection: RedisClient) => rememberingResolver(createResolver(connection), memory),
      /** Erases the call's claim. Returns the number of keys that were deleted. */
      forgetCall: async ({ provider, carrier, carrierCallId }: Call): Promise<number> =>
        provider ? work().engine.forgetCall(provider, carrier, carrierCallId) : 0,
      /** Erases the session from its links. Returns the number of keys that were deleted. */
      async forgetSession({ site, session }: SessionKey): Promise<number> {
        const found = directory.get('sites', site);
        if (!found) return 0;
        const endpoints = directory.endpointsOf(site).map(({ id }) => id);
        return work().engine.forgetSession(found.provider, found.pool, { session, site, endpoints });
      },
      /** Drains the provider's ledger to the store. */
      drain: (provider: string) => work().drain(provider),
    },
    routes(): Route[] {
      const allocator = createAllocator(directory, engine, {
        ...{ limits, onUnavailable, onLost },
        placeOf: options.placeOf,
      });
      return [
        ...allocationRoutes(
          allocator,
          limits.allocationsPerMinute,
          metrics,
          logRefusedOrigins(log),
          browserChecks.note,
        ),
        ...poolStateRoutes(
          (pool, site) => poolState(directory, engine, pool, site),
          directory,
          store.history,
          options.now,
        ),
        poolPlanRoute(directory, store, options.now),
      ];
    },
    checks: { pools: checkPools, links: checkLinks },
    close: () => endFollowing(),
    startWorkers(group: WorkerGroup): void {
      const { engine: workEngine, ledger, drain, builder: workBuilder } = work();
      const upkeep = createUpkeep(
        directory,
        workEngine,
        workBuilder,
        ledger,
        drain,
        options.isKnownEverywhere,
        intentsOf,
      );
      upkeepWorker(group.open, { ...upkeep, calls: closeCalls });
      group.schedule(UPKEEP, UPKEEP_EVERY_MS);
    },
  } satisfies Module & { service: object };
}

export type AllocationModule = ReturnType<typeof allocationModule>;
