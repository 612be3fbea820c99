import { createAllocator } from '../allocation/allocator.ts';
import { createBuilder } from '../allocation/builder.ts';
import { createDrain } from '../allocation/drain.ts';
import { createEngine } from '../allocation/engine.ts';
import { createLedger } from '../allocation/ledger.ts';
import { createLinkMemory, remembering } from '../allocation/link-memory.ts';
import { Annotations } from '../attribution/annotations.ts';
import { createCorrector } from '../attribution/corrector.ts';
import { createFeedTail } from '../attribution/feed-tail.ts';
import { REATTRIBUTIONS, type ReattributionJob } from '../attribution/jobs.ts';
import { createReattributionStarter } from '../attribution/reattributor.ts';
import { createReport } from '../attribution/report.ts';
import { createReportCount } from '../attribution/report-count.ts';
import { Consumers } from '../delivery/consumers.ts';
import { Deliveries } from '../delivery/deliveries.ts';
import { FAN_OUT, type FanOutJob } from '../delivery/jobs.ts';
import { createTokens, saveRefreshTokens } from '../delivery/tokens.ts';
import { createTrial } from '../delivery/trial.ts';
import type { Pool } from '../domain/model.ts';
import { Problem } from '../domain/problem.ts';
import { createApp } from '../http/app.ts';
import { listen } from '../infra/listen.ts';
import { openOutgoing } from '../infra/outgoing.ts';
import { connectForWork } from '../infra/redis.ts';
import { removeRunFile, writeRunFile } from '../infra/run-file.ts';
import { readSecrets } from '../infra/secrets.ts';
import { waitAtMost } from '../infra/with-timeout.ts';
import { createAuditLog } from '../privacy/audit-log.ts';
import { createPersonExport } from '../privacy/export.ts';
import { RECORDS, type RecordsJob } from '../privacy/jobs.ts';
import { createFindKey } from '../registry/find-key.ts';
import type { CannotDo } from '../registry/plan-check.ts';
import { Registry } from '../registry/registry.ts';
import { findDemo } from '../registry/seed.ts';
import { carrierPath } from '../voice/callback-urls.ts';
import { createCallerMemory } from '../voice/caller-memory.ts';
import { accountsFor } from '../voice/carriers/accounts.ts';
import { adapterOf, adaptersFor } from '../voice/carriers/all.ts';
import { findDrift } from '../voice/reconciliation/drift.ts';
import { announceStart } from './banner.ts';
import type { Base, Close } from './base.ts';
import { demoOf, setUpDemo, type Urls } from './demo.ts';
import { openEraser } from './erasing.ts';
import { gatewayRoutes } from './routes.ts';
import { startVoice } from './voice.ts';
import { createWorkerGroup } from './worker-group.ts';

/** Connections that are still busy are cut so many milliseconds after the gateway was asked to end. */
const LAST_REQUESTS_MS = 1500;

/** Answers browsers, carriers, consumers and operators. @returns what ends it */
export async function startGateway(base: Base): Promise<Close> {
  const { version, config, log, redis, clock, store, directorySync: keeper, metrics } = base;
  const { directory } = keeper;
  const { now } = clock;
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
  const { carrierSecrets } = config;
  const isTwilioSet = carrierSecrets.twilio.length > 0;
  const twilioTokens = isTwilioSet ? carrierSecrets.twilio : config.demo ? [secrets.twilioAuthToken] : [];
  const adapters = adaptersFor({ ...carrierSecrets, twilio: twilioTokens }, now);
  const cannot: CannotDo = (carrier, step) => adapterOf(carrier).cannot(step);
  const registry = new Registry({
    ...{ store, sync: keeper, cannot, now },
    pools: { ...engine, build: builder.build },
  });
  const voice = startVoice(base, { memory, metrics, onUnavailable });

  const auditLog = createAuditLog({
    now,
    audit: store.audit,
    onFailed: (error) => log.warn({ err: error }, 'the audit log waits for the store'),
    onLost: () => metrics.lostAuditEntries.inc(),
  });
  const tail = createFeedTail({ attributions: store.attributions });
  const outgoing = openOutgoing(config.delivery);
  const work = openWork(base, voice.queue);
  const urls: Urls = { local: '', public: [''] };
  const voiceUrls = (carrier: string) => urls.public.map((url) => `${url}${carrierPath(carrier)}/voice`);

  const routes = gatewayRoutes({
    directory,
    registry,
    store,
    redis,
    engine,
    tail,
    report: createReport(store, createReportCount({ store })),
    privacy: work.privacy,
    allocator: createAllocator(directory, engine, {
      rateLimit: config.rateLimit,
      onUnavailable,
      onLost: build,
    }),
    carrier: { adapters, switchboard: voice.switchboard, saveEvent: voice.keep, now },
    consumers: new Consumers({ store, directory, now, ...config.delivery }),
    deliveries: new Deliveries({ store, now }),
    tryConsumer: createTrial(outgoing.send, createTokens(outgoing.send, saveRefreshTokens(store), now), now),
    annotations: new Annotations({ store, onQualified: work.reconsider, now }),
    corrections: {
      correct: createCorrector({ store, now }),
      startReattribution: createReattributionStarter({ store, directory, now, queue: work.reattribute }),
      now,
    },
    findDrift: () => findDrift({ accounts: accountsFor(config.carrierApis), directory, voiceUrls, now }),
    bases: { publicUrls: () => urls.public, isPublicUrlSet: config.publicUrl !== null },
    rateLimit: config.rateLimit,
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
    tagFolder: new URL('../../tags/', import.meta.url),
    demo: config.demo ? demoOf(directory, urls, twilioTokens[0] ?? '') : null,
  });
  const { listener } = createApp({
    routes,
    findKey: createFindKey(directory, config.adminKey ?? secrets.adminKey),
    noteAccess: (access) => auditLog.note(access),
    trustProxy: config.trustProxy,
    log,
    version,
  });

  const { server, port } = await listen(listener, config.host, config.port);
  urls.local = `http://127.0.0.1:${port}`;
  // Without a public URL we are on the developer's own machine, under either of its names.
  urls.public = config.publicUrl ? [config.publicUrl] : [`http://localhost:${port}`, urls.local];
  if (config.demo) await setUpDemo(base, registry, urls);
  await writeRunFile(config.dataDir, { pid: process.pid, localUrl: urls.local, publicUrl: urls.public[0] });
  const demo = config.demo ? findDemo(directory) : undefined;
  announceStart({ version, config, url: urls.public[0], demo, isTwilioSet });

  return async () => {
    tail.close();
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    await waitAtMost(LAST_REQUESTS_MS, closed);
    server.closeAllConnections();
    await closed;
    await voice.close();
    await auditLog.close();
    await work.close();
    await outgoing.close();
    await removeRunFile(config.dataDir);
  };
}

/** What the API has done on a connection that waits for Redis: it is not asked for while Redis is away. */
function openWork(base: Base, callEvents: Parameters<typeof openEraser>[0]['callEvents']) {
  const { log, store, names, directorySync: keeper, clock } = base;
  const { directory } = keeper;
  const redis = connectForWork(base.redisUrl, log);
  const workerGroup = createWorkerGroup(redis, log);
  const engine = createEngine(redis);
  const drain = createDrain(createLedger(redis), store.history);
  const fanOut = workerGroup.queue<FanOutJob>(FAN_OUT);
  const reattributions = workerGroup.queue<ReattributionJob>(REATTRIBUTIONS);
  const records = workerGroup.queue<RecordsJob>(RECORDS);
  const callers = createCallerMemory(redis, names.maskCaller);
  const eraser = openEraser({
    ...{ store, directory, engine, drain, names, callers, callEvents, records },
    now: clock.now,
  });
  const everythingOn = createPersonExport({ store, directory, jobOf: eraser.jobOf, drain });

  function mustHaveRedis(): void {
    if (redis.status !== 'ready') throw new Problem('unavailable', 'Redis is out of reach; try again later.');
  }

  return {
    privacy: {
      erase: async (subject: Parameters<typeof eraser.erase>[0]) => {
        mustHaveRedis();
        return eraser.erase(subject);
      },
      everythingOn: (subject: Parameters<typeof everythingOn>[0]) => {
        mustHaveRedis();
        return everythingOn(subject);
      },
    },
    reconsider: async (call: string) => {
      mustHaveRedis();
      await fanOut.add('reconsider', { v: 1, task: 'reconsider', call });
    },
    reattribute: async (job: ReattributionJob) => {
      mustHaveRedis();
      await reattributions.add('reattribute', job, { jobId: job.reattribution });
    },
    async close(): Promise<void> {
      await workerGroup.close();
      redis.disconnect();
    },
  };
}
