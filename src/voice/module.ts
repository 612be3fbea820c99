import { join } from 'node:path';
import type { Logger } from 'pino';
import { callEventsWorker } from '../../workers/call-events.ts';
import { reconciliationWorker } from '../../workers/reconciliation.ts';
import type { LinkMemory, Resolver } from '../allocation/port.ts';
import type { Call } from '../domain/call.ts';
import type { Carrier } from '../domain/model.ts';
import { lazy } from '../infra/lazy.ts';
import type { Metrics } from '../infra/metrics.ts';
import { openQueue } from '../infra/queues.ts';
import { attemptOf } from '../infra/redis.ts';
import type { RedisClient } from '../infra/redis-client.ts';
import type { WorkerGroup } from '../infra/worker-group.ts';
import type { Addresses, Module } from '../kernel/module.ts';
import type { Route } from '../kernel/route.ts';
import type { Directory, LateRecords } from '../registry/port.ts';
import { narrowing, type Store } from '../store/port.ts';
import { carrierPath } from './callback-urls.ts';
import { createCallerMemory } from './caller-memory.ts';
import type { CallerNames } from './caller-names.ts';
import { accountsFor, type CarrierApis } from './carriers/accounts.ts';
import { adapterOf, adaptersFor, type CarrierSecrets } from './carriers/all.ts';
import type { CarrierAdapter } from './carriers/carrier.ts';
import { createCloser } from './closer.ts';
import { createEventQueue } from './event-queue.ts';
import { CALL_EVENTS, type CallEventsJob } from './jobs.ts';
import { openJournal } from './journal.ts';
import { createLateClaims } from './late-claims.ts';
import { createOutbox, type SaveEvent } from './outbox.ts';
import { eraseQueuedEvents, providerOf } from './queued-events.ts';
import { type Drift, findDrift } from './reconciliation/drift.ts';
import { RECONCILIATION } from './reconciliation/jobs.ts';
import { progressIn } from './reconciliation/progress.ts';
import { createReconciler } from './reconciliation/reconciler.ts';
import { createRecorder } from './recorder.ts';
import { createRecordingReader } from './recordings.ts';
import { driftRoutes } from './routes/drift.ts';
import { recordingRoutes } from './routes/recordings.ts';
import { routeCallRoutes } from './routes/route-call.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { createSwitchboard } from './switchboard.ts';

/** An event waits at least this long for the queue before it goes to the journal. */
const MIN_QUEUE_MS = 400;
const REPLAY_EVERY_MS = 2000;

export type VoiceOptions = {
  /** Opens a connection for calls alone: no call waits behind the commands of pages. */
  openRedis: () => RedisClient;
  workRedis: RedisClient;
  /** The process's queues. */
  group: WorkerGroup;
  directory: Directory;
  /** Finds records that the directory lacks. */
  lateRecords: LateRecords;
  store: Store;
  now: () => Date;
  log: Logger;
  metrics: Metrics;
  names: CallerNames;
  /** The links that this process allocated or resolved. */
  memory: LinkMemory;
  resolverOn: (redis: RedisClient) => Resolver;
  /** The resolver on the connection that waits for Redis. */
  workResolver: () => Resolver;
  drain: (provider: string) => Promise<unknown>;
  /** Called when Redis did not answer a call in time. */
  onUnavailable: (error: unknown) => void;
  /** Called for each event of a call that has an outcome. */
  onEnded: (call: Call) => Promise<unknown>;
  dataDir: string;
  answerBudgetMs: number;
  secrets: CarrierSecrets;
  apis: CarrierApis;
  /** The base of the URLs that carriers may call. null: the operator has set none. */
  publicUrl: string | null;
  /** The pause between two reconciliations. 0: no reconciliation. */
  reconcileMinutes: number;
};

/** Voice: webhooks of carriers, call events on their way to the store, reconciliation. */
export function voiceModule(options: VoiceOptions) {
  const { group, directory, store, now, log, names } = options;
  const adapters = adaptersFor(options.secrets, now);
  const line = lazy(() => openLine(options));
  const recorder = lazy(() =>
    createRecorder({
      ...{ directory, store, log, drain: options.drain, onEnded: options.onEnded },
      resolver: options.workResolver(),
      callers: createCallerMemory(options.workRedis, names.maskCaller),
      maskEvent: names.maskEvent,
    }),
  );
  const callEvents = () => group.queue<CallEventsJob>(CALL_EVENTS);

  return {
    name: 'voice',
    service: {
      /** Returns what the carrier cannot do of a routing plan. */
      cannot: (carrier: Carrier, step: Parameters<CarrierAdapter['cannot']>[0]) =>
        adapterOf(carrier).cannot(step),
      /** The gateway's side of calls. */
      line,
      closeCalls: () => createCloser({ store, record: recorder().record, now })(),
      /** Removes what Redis knows about the caller. Returns the number of keys that were deleted. */
      async forgetCaller(provider: string, caller: string): Promise<number> {
        const [memories, reached] = await Promise.all([
          createCallerMemory(options.workRedis, names.maskCaller).forget(provider, caller),
          options.workResolver().forgetCaller(provider, names.maskCaller(provider, caller)),
        ]);
        return memories + reached;
      },
      /** Erases callers from the queued events of calls. @param provider limits it to calls to this provider; null for all */
      eraseQueuedEvents: (callers: ReadonlySet<string>, provider: string | null) =>
        eraseQueuedEvents(callEvents(), {
          callers,
          concerns: (event) => provider === null || providerOf(event, directory) === provider,
        }),
      /** Compares the numbers with the carriers' accounts. Returns null without a public URL to compare with. */
      listNumbers: async () => (options.publicUrl === null ? null : driftOf(options, [options.publicUrl])),
      cleanJobs: (olderThanMs: number) => callEvents().clean(olderThanMs, 1000, 'failed'),
    },
    routes: (addresses: Addresses): Route[] => routesOf(options, adapters, line(), addresses),
    startWorkers(workers: WorkerGroup): void {
      callEventsWorker(workers.open, recorder());
      startReconciliation(options, workers, recorder().record);
    },
    close: () => line().close(),
  } satisfies Module & { service: object };
}

export type VoiceModule = ReturnType<typeof voiceModule>;

/** Opens the gateway's side of calls: the switchboard that answers, and the outbox for the events. */
function openLine(options: VoiceOptions) {
  const { directory, lateRecords, store, names, memory, answerBudgetMs, log, metrics, now } = options;
  const redisBudgetMs = answerBudgetMs / 2;
  const redis = options.openRedis();
  const queue = openQueue<CallEventsJob>(CALL_EVENTS, redis);
  const outbox = createOutbox({
    enqueue: createEventQueue(queue),
    journal: openJournal(join(options.dataDir, 'journal'), {
      now,
      onUnreadable: (file, error) =>
        log.error({ err: error, file }, 'entries of the journal cannot be read; they were set aside'),
    }),
    budgetMs: Math.max(MIN_QUEUE_MS, redisBudgetMs),
    isReachable: () => redis.status === 'ready',
    now,
    onUnsafe: (error, event) => {
      metrics.unsafeEvents.inc();
      log.error(
        { err: error, requestId: event.requestId, call: event.carrierCallId, event: event.name },
        'a call event is held in memory alone: neither Redis nor the disk takes it',
      );
    },
    onLost: (error, event) => {
      metrics.lostEvents.inc();
      log.error(
        { err: error, requestId: event.requestId, call: event.carrierCallId, event: event.name },
        'a call event was lost: neither Redis nor the disk took it',
      );
    },
  });
  const resolver = options.resolverOn(redis);
  const lateClaims = createLateClaims(resolver);
  const catchUp = () => {
    lateClaims.write().catch((error) => log.debug({ err: error }, 'the claims wait'));
    outbox.replay().catch((error) => log.warn({ err: error }, 'the journal waits'));
  };
  redis.on('ready', catchUp);
  const replaying = setInterval(() => {
    if (redis.status === 'ready') catchUp();
  }, REPLAY_EVERY_MS);

  const saveEvent: SaveEvent = (event) => outbox.save(names.maskEvent(event));
  const switchboard = createSwitchboard({
    ...{ directory, store, memory, saveEvent, resolver, lateClaims, lateRecords },
    callers: createCallerMemory(redis, names.maskCaller),
    ...{ maskCaller: names.maskCaller, allNames: names.allNames },
    connecting: attemptOf(redis),
    budgetMs: redisBudgetMs,
    answerMs: answerBudgetMs,
    onUnavailable: options.onUnavailable,
    onDegraded: (error) => {
      metrics.plainAnswers.inc();
      log.warn({ err: error }, 'a call was answered before its plan was known');
    },
  });

  return {
    switchboard,
    saveEvent,
    async close(): Promise<void> {
      clearInterval(replaying);
      redis.off('ready', catchUp);
      await outbox.close();
      await queue.close();
      redis.disconnect();
    },
  };
}

function routesOf(
  options: VoiceOptions,
  adapters: readonly CarrierAdapter[],
  { switchboard, saveEvent }: ReturnType<typeof openLine>,
  { public: publicUrls, isPublicUrlSet }: Addresses,
): Route[] {
  const { metrics, log, now, directory, apis, store } = options;
  return [
    ...webhookRoutes({
      ...{ adapters, switchboard, saveEvent, isPublicUrlSet, metrics, log, now },
      publicUrls: () => publicUrls,
    }),
    ...recordingRoutes(narrowing(store), createRecordingReader(apis)),
    ...driftRoutes(() => driftOf(options, publicUrls)),
    ...routeCallRoutes({ directory, adapters, publicUrl: () => publicUrls[0], now }),
  ];
}

/** Compares our numbers with the carriers' accounts. @param publicUrls the bases of the URLs that carriers may call */
function driftOf({ apis, directory, now }: VoiceOptions, publicUrls: readonly string[]): Promise<Drift> {
  const voiceUrls = (carrier: string) => publicUrls.map((url) => `${url}${carrierPath(carrier)}/voice`);
  return findDrift({ accounts: accountsFor(apis), directory, voiceUrls, now });
}

/** Starts the reconciliation with the carriers' lists, when the configuration names accounts. */
function startReconciliation(
  { apis, reconcileMinutes, directory, store, log, now, workRedis }: VoiceOptions,
  workers: WorkerGroup,
  record: Parameters<typeof createReconciler>[0]['record'],
): void {
  const accounts = accountsFor(apis);
  if (accounts.length === 0 || reconcileMinutes === 0) return;
  const reconcile = createReconciler({
    ...{ accounts, directory, store, record, progress: progressIn(workRedis) },
    onFailed: ({ carrier, id }, error) =>
      log.warn({ err: error, carrier, account: id }, "a carrier's list of calls could not be read"),
  });
  reconciliationWorker(workers.open, async () => {
    const calls = await reconcile(now());
    if (calls > 0) log.info({ calls }, "calls were filled in from carriers' lists");
  });
  workers.schedule(RECONCILIATION, { lists: reconcileMinutes * 60_000 });
}
