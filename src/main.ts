import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import type { Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { ConfigError, loadConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import { attributionsWorker } from '../workers/attributions.ts';
import { callEventsWorker } from '../workers/call-events.ts';
import { deliveriesWorker, FAN_OUT_EVERY_MS, fanOutWorker, queueDeliveries } from '../workers/deliveries.ts';
import { HAZARDS, HAZARDS_EVERY_MS, type HazardsJob, hazardsWorker } from '../workers/hazards.ts';
import { reattributionsWorker } from '../workers/reattributions.ts';
import {
  RECONCILIATION,
  type ReconciliationJob,
  reconciliationSchedule,
  reconciliationWorker,
} from '../workers/reconciliation.ts';
import { RECORDS, RECORDS_EVERY_MS, type RecordsJob, recordsWorker } from '../workers/records.ts';
import { keepScheduled } from '../workers/schedule.ts';
import { UPKEEP, UPKEEP_EVERY_MS, type UpkeepJob, upkeepWorker } from '../workers/upkeep.ts';
import { createAllocator } from './allocation/allocator.ts';
import { createBuilder } from './allocation/builder.ts';
import { createDrain } from './allocation/drain.ts';
import { createEngine } from './allocation/engine.ts';
import { createLedger } from './allocation/ledger.ts';
import { createLinkMemory, remembering } from './allocation/link-memory.ts';
import { createUpkeep } from './allocation/upkeep.ts';
import { ATTRIBUTIONS, type AttributionJob, createAttributor } from './attribution/attributor.ts';
import { createCorrector } from './attribution/corrector.ts';
import { createFeedTail } from './attribution/feed-tail.ts';
import { createFitter } from './attribution/fitter.ts';
import {
  createReattributionStarter,
  createReattributor,
  REATTRIBUTIONS,
  type ReattributionJob,
} from './attribution/reattributor.ts';
import { createReport } from './attribution/report.ts';
import { createReportCount } from './attribution/report-count.ts';
import { announceStart } from './banner.ts';
import { createConsumers } from './delivery/consumers.ts';
import { createDeliverer } from './delivery/deliverer.ts';
import { createFanOut } from './delivery/fan-out.ts';
import { DELIVERIES, type DeliveryJob, FAN_OUT, type FanOutJob } from './delivery/jobs.ts';
import { createReconsider } from './delivery/reconsider.ts';
import { createTokens } from './delivery/tokens.ts';
import { createTrial } from './delivery/trial.ts';
import type { Pool } from './domain/model.ts';
import { Problem } from './domain/problem.ts';
import { openEraser } from './erasing.ts';
import { createApp } from './http/app.ts';
import { carrierPath } from './http/carrier/urls.ts';
import { type Clock, followClock } from './infra/clock.ts';
import { DataDirLocked } from './infra/data-dir-lock.ts';
import { listen } from './infra/listen.ts';
import { createLog } from './infra/log.ts';
import { createMetrics } from './infra/metrics.ts';
import { openOutgoing } from './infra/outgoing.ts';
import { openQueue, openWorkersOn } from './infra/queues.ts';
import { connectForRequests, connectForWork } from './infra/redis.ts';
import { RedisServerError } from './infra/redis-program.ts';
import { startRedisServer } from './infra/redis-server.ts';
import { removeRunFile, writeRunFile } from './infra/run-file.ts';
import { readSecrets } from './infra/secrets.ts';
import { endOnSignals, type Phase } from './infra/shutdown.ts';
import { createAuditLog } from './privacy/audit-log.ts';
import { createPersonExport } from './privacy/export.ts';
import { createRetention } from './privacy/retention.ts';
import { type DirectoryKeeper, keepDirectory } from './registry/keeper.ts';
import type { CannotDo } from './registry/plan-check.ts';
import { createRegistry } from './registry/registry.ts';
import { allowDemoOrigins, findDemo, seedDemo } from './registry/seed.ts';
import { openLate } from './store/late.ts';
import { openStore } from './store/open.ts';
import { type Store, StoreUnavailable } from './store/port.ts';
import { type CallerNames, createCallerNames } from './voice/caller-names.ts';
import { createCallers } from './voice/callers.ts';
import { accountsFor } from './voice/carriers/accounts.ts';
import { adapterOf, adaptersFor } from './voice/carriers/all.ts';
import { createCloser } from './voice/closer.ts';
import { CALL_EVENTS, type CallEventJob } from './voice/jobs.ts';
import { openJournal } from './voice/journal.ts';
import { createOutbox, type KeepEvent } from './voice/outbox.ts';
import { findDrift } from './voice/reconciliation/drift.ts';
import { progressIn } from './voice/reconciliation/progress.ts';
import { createReconciler } from './voice/reconciliation/reconciler.ts';
import { createRecorder } from './voice/recorder.ts';
import { playCall } from './voice/simulator/play-call.ts';
import { twilioCall } from './voice/simulator/twilio-call.ts';
import { createSwitchboard } from './voice/switchboard.ts';

const VERSION = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
).version;
/** What the voice answer may take of Redis' time, and an event of the queue's, in milliseconds. */
const VOICE_BUDGET_MS = 400;
const REPLAY_EVERY_MS = 2000;
/** What a delivery may take beside the exchange with its consumer, before it counts as left by its worker. */
const DELIVERY_MARGIN_MS = 10_000;
/** How long a worker that is stopped waits for those whom it is telling of calls. */
const LAST_ANSWERS_MS = 800;

/** What every role has. */
type Base = {
  config: Config;
  log: Logger;
  redisUrl: string;
  redis: Redis;
  clock: Clock;
  store: Store;
  keeper: DirectoryKeeper;
  names: CallerNames;
};

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

/** Errors that say in a sentence what is to be done; of others the stack helps more. */
const FOR_PEOPLE = [ConfigError, RedisServerError, DataDirLocked, StoreUnavailable];

async function start(config: Config): Promise<void> {
  const log = createLog(config.logLevel);
  const phases: Phase[] = [];
  endOnSignals(() => phases.toReversed(), log);
  // The times add up to less than 10 seconds, after which whoever stops us may lose patience.
  const stopping = (name: string, timeoutMs: number, run: Phase['run']) =>
    phases.push({ name, timeoutMs, run });

  await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  const server = config.redisUrl ? null : await startRedisServer({ dataDir: config.dataDir, log });
  if (server) stopping('private redis-server', 3500, () => server.stop());
  const redisUrl = config.redisUrl ?? server?.url ?? '';
  const redis = connectForRequests(redisUrl, log);
  stopping('connection to Redis', 200, async () => redis.disconnect());
  const clock = followClock(redis);
  stopping('clock', 100, async () => clock.close());
  const snapshot = join(config.dataDir, 'directory.ndjson');
  const { store, opened } = await openKnownStore(config, snapshot, log);
  stopping('store', 1000, () => store.close());
  const keeper = await keepDirectory(store, connectForWork(redisUrl, log), log, snapshot);
  stopping('directory', 500, () => keeper.close());
  const callerSecret = config.callerSecret ?? (await readSecrets(config.dataDir)).callerSecret;
  const names = createCallerNames(callerSecret, keeper.directory);
  const base: Base = { config, log, redisUrl, redis, clock, store, keeper, names };

  // Without the store there is nothing for workers to do, and each try of a job counts.
  if (config.role !== 'gateway') {
    const begin = () => startWorkers(base);
    const end = opened === null ? await begin() : beginLater(opened, begin, log);
    stopping('workers', 2000, end);
  }
  if (config.role !== 'worker') stopping('gateway', 2500, await startGateway(base));
  else log.info({ version: VERSION, role: config.role }, 'Ringtrail works');
}

/**
 * Opens the store. Where it is out of reach, but there is a snapshot of what it held, a gateway starts all the same
 * and opens it later: calls are to be answered.
 */
async function openKnownStore(
  config: Config,
  snapshot: string,
  log: Logger,
): Promise<{ store: Store; opened: Promise<void> | null }> {
  const open = async () => {
    const file = /^sqlite:(\/.*)$/.exec(config.storeUrl)?.[1];
    if (file && existsSync(snapshot) && !existsSync(file)) {
      throw new StoreUnavailable(
        `There is no ${file}, though it was there before; put it back, or remove ${snapshot} to begin anew.`,
      );
    }
    return openStore(config.storeUrl);
  };
  try {
    return { store: await open(), opened: null };
  } catch (error) {
    if (!(error instanceof StoreUnavailable) || config.role === 'worker' || !existsSync(snapshot))
      throw error;
    log.error({ err: error }, 'the store is out of reach; trying again until it is there');
    const late = openLate(open, (reason) => log.debug({ err: reason }, 'the store is still out of reach'));
    late.opened.then(() => log.info('the store is there')).catch(() => undefined);
    return late;
  }
}

/** Begins once the store is open. @returns what ends it, also where it has not begun */
function beginLater(opened: Promise<void>, begin: () => Promise<Phase['run']>, log: Logger): Phase['run'] {
  let end: Phase['run'] = async () => {};
  let isStopped = false;
  opened
    .then(async () => {
      if (!isStopped) end = await begin();
    })
    .catch((error) => log.error({ err: error }, 'the workers could not be started'));
  return async () => {
    isStopped = true;
    await end();
  };
}

/** Processes jobs. @returns what ends it */
async function startWorkers(base: Base): Promise<Phase['run']> {
  const { config, log, redisUrl, clock, store, names } = base;
  const { directory } = base.keeper;
  const redis = connectForWork(redisUrl, log);
  const engine = createEngine(redis);
  const ledger = createLedger(redis);
  const builder = createBuilder(directory, engine, store.history);
  const drain = createDrain(ledger, store.history);
  const attributions = openQueue<AttributionJob>(ATTRIBUTIONS, redis);
  const upkeepQueue = openQueue<UpkeepJob>(UPKEEP, redis);
  const recordsQueue = openQueue<RecordsJob>(RECORDS, redis);

  const hazardsQueue = openQueue<HazardsJob>(HAZARDS, redis);

  const { now } = clock;
  const attributor = createAttributor({ store, directory, drain, now });
  const fitter = createFitter({ store, directory, drain, now });
  const callEvents = openQueue<CallEventJob>(CALL_EVENTS, redis);
  const callers = createCallers(redis, names.kept);
  const recorder = createRecorder({
    directory,
    resolver: engine,
    store,
    drain,
    onEnded: (call) => attributions.add('attribute', { v: 1, call: call.id }, { jobId: call.id }),
    callers,
    keptEvent: names.event,
  });
  const deliveries = openQueue<DeliveryJob>(DELIVERIES, redis);
  const fanOutQueue = openQueue<FanOutJob>(FAN_OUT, redis);
  const outgoing = openOutgoing(config.delivery);
  const reconsider = createReconsider(store, now);
  const fanOut = createFanOut({ store, queue: (jobs) => queueDeliveries(deliveries, jobs), now });
  const deliverer = createDeliverer({
    store,
    send: outgoing.send,
    tokens: createTokens(outgoing.send, now),
    queueDue: fanOut.queueDue,
    reconsider,
    leaseMs: config.delivery.timeoutMs + DELIVERY_MARGIN_MS,
    log,
    now,
  });
  const { countOn: count } = createReportCount({ store });
  const open = openWorkersOn(redis, log);
  const workers: Worker[] = [
    callEventsWorker(open, recorder),
    attributionsWorker(open, attributor),
    upkeepWorker(open, {
      ...createUpkeep(directory, engine, builder, ledger, drain),
      calls: createCloser({ store, record: recorder.record, now }),
    }),
    recordsWorker(open, {
      reports: count,
      retention: createRetention({
        store,
        directory,
        count,
        cleanJobs: (olderThanMs) => callEvents.clean(olderThanMs, 1000, 'failed'),
        auditDays: config.auditDays,
        now,
      }),
      erase: openEraser({
        store,
        directory,
        engine,
        drain,
        names,
        callers,
        callEvents,
        records: recordsQueue,
      }).again,
    }),
    hazardsWorker(open, async () => {
      for (const { provider, version, calls } of await fitter.learnAll())
        log.info({ provider, version, calls }, 'hazards were fitted to the calls');
    }),
    reattributionsWorker(open, createReattributor({ store, attributor, drain, now })),
    deliveriesWorker(open, deliverer),
    fanOutWorker(open, fanOut, deliverer, reconsider),
  ];
  const stopScheduling = [
    keepScheduled(upkeepQueue, UPKEEP_EVERY_MS, log),
    keepScheduled(fanOutQueue, FAN_OUT_EVERY_MS, log),
    keepScheduled(recordsQueue, RECORDS_EVERY_MS, log),
    keepScheduled(hazardsQueue, HAZARDS_EVERY_MS, log),
  ];
  const reconciliation = openQueue<ReconciliationJob>(RECONCILIATION, redis);
  const accounts = accountsFor(config.carrierApis);
  if (accounts.length > 0 && config.reconcileMinutes > 0) {
    const reconcile = createReconciler({
      ...{ accounts, directory, store, record: recorder.record, progress: progressIn(redis) },
      onFailed: ({ carrier, id }, error) =>
        log.warn(
          { err: error, carrier, account: id },
          "a carrier's list of calls could not be looked through",
        ),
    });
    const logged = async () => {
      const calls = await reconcile(clock.now());
      if (calls > 0) log.info({ calls }, "calls were filled in from carriers' lists");
    };
    workers.push(reconciliationWorker(open, logged));
    stopScheduling.push(keepScheduled(reconciliation, reconciliationSchedule(config.reconcileMinutes), log));
  }

  return async () => {
    for (const stop of stopScheduling) stop();
    const ending = Promise.all(workers.map((worker) => worker.close()));
    // Who is being told may take longer to answer than we have: it is broken off, and told again after the next start.
    await Promise.race([ending, sleep(LAST_ANSWERS_MS)]);
    await outgoing.close();
    await ending;
    await Promise.all(
      [
        attributions,
        callEvents,
        upkeepQueue,
        recordsQueue,
        hazardsQueue,
        deliveries,
        fanOutQueue,
        reconciliation,
      ].map((queue) => queue.close()),
    );
    redis.disconnect();
  };
}

/** Answers browsers, carriers, consumers and operators. @returns what ends it */
async function startGateway({
  config,
  log,
  redisUrl,
  redis,
  clock,
  store,
  keeper,
  names,
}: Base): Promise<Phase['run']> {
  const { directory } = keeper;
  const metrics = createMetrics();
  const memory = createLinkMemory();
  const engine = remembering(createEngine(redis), memory);
  const builder = createBuilder(directory, engine, store.history);
  const onUnavailable = (error: unknown) => {
    metrics.unavailable.inc();
    log.debug({ err: error }, 'Redis did not answer a request in time');
  };

  const build = (pool: Pool) => {
    builder
      .build(pool)
      .catch((error) => log.warn({ err: error, pool: pool.id }, 'a lost pool could not be built yet'));
  };
  const secrets = await readSecrets(config.dataDir);
  const adminKey = config.adminKey ?? secrets.adminKey;
  const { carrierSecrets } = config;
  const isTwilioSet = carrierSecrets.twilio.length > 0;
  const twilioTokens = isTwilioSet ? carrierSecrets.twilio : config.demo ? [secrets.twilioAuthToken] : [];

  const adapters = adaptersFor({ ...carrierSecrets, twilio: twilioTokens }, clock.now);
  const cannot: CannotDo = (carrier, step) => adapterOf(carrier).cannot(step);
  const registry = createRegistry(store, keeper, { ...engine, build: builder.build }, cannot);

  const queueRedis = connectForWork(redisUrl, log);
  // On the connection of requests: an event goes out in one write with the question for its call's link.
  const queue = openQueue<CallEventJob>(CALL_EVENTS, redis);
  const outbox = createOutbox({
    queue,
    journal: openJournal(join(config.dataDir, 'journal')),
    budgetMs: VOICE_BUDGET_MS,
    isReachable: () => redis.status === 'ready',
    onUnsafe: (error, event) => {
      metrics.unsafeEvents.inc();
      log.error(
        { err: error, call: event.carrierCallId, event: event.name },
        'a call event is held in memory alone: neither Redis nor the disk takes it',
      );
    },
    onLost: (error, event) => {
      metrics.lostEvents.inc();
      log.error(
        { err: error, call: event.carrierCallId, event: event.name },
        'a call event could be kept nowhere',
      );
    },
  });
  const keep: KeepEvent = (event) => outbox.keep(names.event(event));
  const replaying = setInterval(() => {
    if (redis.status === 'ready')
      outbox.replay().catch((error) => log.warn({ err: error }, 'the journal waits'));
  }, REPLAY_EVERY_MS);
  const switchboard = createSwitchboard({
    directory,
    resolver: engine,
    memory,
    callers: createCallers(redis, names.kept),
    keep,
    budgetMs: Math.min(VOICE_BUDGET_MS, config.answerBudgetMs / 2),
    answerMs: config.answerBudgetMs,
    onUnavailable,
    onPlain: (error) => {
      metrics.plainAnswers.inc();
      log.warn({ err: error }, 'a call was answered before all was known');
    },
  });

  const workEngine = createEngine(queueRedis);
  const drain = createDrain(createLedger(queueRedis), store.history);
  const recordsQueue = openQueue<RecordsJob>(RECORDS, queueRedis);
  const eraser = openEraser({
    store,
    directory,
    engine: workEngine,
    drain,
    names,
    callers: createCallers(queueRedis, names.kept),
    callEvents: queue,
    records: recordsQueue,
  });
  const everythingOn = createPersonExport({ store, directory, jobOf: eraser.jobOf, drain });
  const auditLog = createAuditLog({
    audit: store.audit,
    onFailed: (error) => log.warn({ err: error }, 'the audit log waits for the store'),
    onLost: () => metrics.lostAuditEntries.inc(),
  });
  /** What waits for Redis without limit must not be asked for while it is away. */
  const mustHaveRedis = () => {
    if (queueRedis.status !== 'ready')
      throw new Problem('unavailable', 'Redis is out of reach; try again later.');
  };
  const tail = createFeedTail({ attributions: store.attributions });
  const outgoing = openOutgoing(config.delivery);
  const fanOutQueue = openQueue<FanOutJob>(FAN_OUT, queueRedis);
  const reattributions = openQueue<ReattributionJob>(REATTRIBUTIONS, queueRedis);
  const needQueues = () => {
    if (queueRedis.status !== 'ready') throw new Problem('unavailable', 'Redis is out of reach; try again.');
  };
  const urls = { local: '', public: [''] as [string, ...string[]] };
  const voiceUrls = (carrier: string) => urls.public.map((url) => `${url}${carrierPath(carrier)}/voice`);
  const { listener } = createApp({
    directory,
    registry,
    store,
    redis,
    engine,
    tail,
    report: createReport(store, createReportCount({ store })),
    auditLog,
    privacy: {
      erase: async (subject) => {
        mustHaveRedis();
        return eraser.erase(subject);
      },
      everythingOn: (subject) => {
        mustHaveRedis();
        return everythingOn(subject);
      },
    },
    allocator: createAllocator(directory, engine, {
      rateLimit: config.rateLimit,
      onUnavailable,
      onLost: build,
    }),
    carrier: { adapters, switchboard, keep, now: clock.now },
    consumers: createConsumers({ store, directory, now: clock.now, ...config.delivery }),
    tryConsumer: createTrial(outgoing.send, createTokens(outgoing.send, clock.now), clock.now),
    onOutcome: async (call) => {
      needQueues();
      await fanOutQueue.add('reconsider', { v: 1, task: 'reconsider', call });
    },
    corrections: {
      correct: createCorrector({ store, now: clock.now }),
      startReattribution: createReattributionStarter({
        ...{ store, directory, now: clock.now },
        queue: async (job) => {
          needQueues();
          await reattributions.add('reattribute', job, { jobId: job.reattribution });
        },
      }),
      now: clock.now,
    },
    findDrift: () => findDrift(accountsFor(config.carrierApis), directory, voiceUrls),
    publicUrls: () => urls.public,
    isPublicUrlSet: config.publicUrl !== null,
    adminKey,
    rateLimit: config.rateLimit,
    trustProxy: config.trustProxy,
    checks: {
      redis: () => redis.ping(),
      store: () => store.ping(),
      pools: async () => {
        const missing = await builder.missing();
        if (missing > 0) throw new Error(`${missing} are being rebuilt from the store`);
      },
    },
    metrics,
    log,
    tagFolder: new URL('../tags/', import.meta.url),
    version: VERSION,
    demo: config.demo
      ? {
          site: () => findDemo(directory)?.site,
          playCall: (from, to) =>
            playCall(twilioCall, {
              localUrl: urls.local,
              publicUrl: urls.public[0],
              secret: twilioTokens[0] ?? '',
              from,
              to,
              outcomes: ['answered'],
              ringSeconds: 4,
              talkSeconds: 42,
            }),
        }
      : null,
  });

  const { server, port } = await listen(listener, config.host, config.port);
  urls.local = `http://127.0.0.1:${port}`;
  // Without a public URL we are on the developer's own machine, under either of its names.
  urls.public = config.publicUrl ? [config.publicUrl] : [`http://localhost:${port}`, urls.local];

  if (config.demo) {
    const origins = [
      ...new Set([...urls.public, `http://localhost:${port}`, urls.local].map((url) => new URL(url).origin)),
    ];
    try {
      await seedDemo(registry, directory, origins);
      await allowDemoOrigins(registry, directory, origins);
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      log.warn(
        { err: error },
        'the demo page may get no numbers until the store is there and this is started anew',
      );
    }
  }
  await writeRunFile(config.dataDir, { pid: process.pid, localUrl: urls.local, publicUrl: urls.public[0] });
  announceStart({
    version: VERSION,
    config,
    url: urls.public[0],
    demo: config.demo ? findDemo(directory) : undefined,
    isTwilioSet,
  });

  return async () => {
    clearInterval(replaying);
    tail.close();
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 1500).unref();
    await closed;
    await outbox.close();
    await auditLog.close();
    await Promise.all([queue, fanOutQueue, reattributions, recordsQueue].map((one) => one.close()));
    await outgoing.close();
    queueRedis.disconnect();
    await removeRunFile(config.dataDir);
  };
}
