import { attributionsWorker } from '../../workers/attributions.ts';
import { callEventsWorker } from '../../workers/call-events.ts';
import {
  deliveriesWorker,
  FAN_OUT_EVERY_MS,
  fanOutWorker,
  queueDeliveries,
} from '../../workers/deliveries.ts';
import { HAZARDS_EVERY_MS, hazardsWorker } from '../../workers/hazards.ts';
import { reattributionsWorker } from '../../workers/reattributions.ts';
import { reconciliationWorker } from '../../workers/reconciliation.ts';
import { recordsWorker } from '../../workers/records.ts';
import { upkeepWorker } from '../../workers/upkeep.ts';
import { createBuilder } from '../allocation/builder.ts';
import { createDrain } from '../allocation/drain.ts';
import { createEngine } from '../allocation/engine.ts';
import { UPKEEP, UPKEEP_EVERY_MS, type UpkeepJob } from '../allocation/jobs.ts';
import { createLedger } from '../allocation/ledger.ts';
import { createUpkeep } from '../allocation/upkeep.ts';
import { createAttributionQueue } from '../attribution/attribution-queue.ts';
import { createAttributor } from '../attribution/attributor.ts';
import { createFitter } from '../attribution/fitter.ts';
import { ATTRIBUTIONS, type AttributionJob, HAZARDS, type HazardsJob } from '../attribution/jobs.ts';
import { createReattributor } from '../attribution/reattributor.ts';
import { createReportCount } from '../attribution/report-count.ts';
import { createDeliverer } from '../delivery/deliverer.ts';
import { createFanOut } from '../delivery/fan-out.ts';
import { DELIVERIES, type DeliveryJob, FAN_OUT, type FanOutJob } from '../delivery/jobs.ts';
import { createReconsider } from '../delivery/reconsider.ts';
import type { OnResult } from '../delivery/result.ts';
import { createTokens, saveRefreshTokens } from '../delivery/tokens.ts';
import { openOutgoing } from '../infra/outgoing.ts';
import { connectForWork } from '../infra/redis.ts';
import { waitAtMost } from '../infra/with-timeout.ts';
import { RECORDS, RECORDS_EVERY_MS, type RecordsJob } from '../privacy/jobs.ts';
import { createRetention } from '../privacy/retention.ts';
import { createCallerMemory } from '../voice/caller-memory.ts';
import { accountsFor } from '../voice/carriers/accounts.ts';
import { createCloser } from '../voice/closer.ts';
import { CALL_EVENTS, type CallEventsJob } from '../voice/jobs.ts';
import { RECONCILIATION, type ReconciliationJob } from '../voice/reconciliation/jobs.ts';
import { progressIn } from '../voice/reconciliation/progress.ts';
import { createReconciler } from '../voice/reconciliation/reconciler.ts';
import { createRecorder, type Recorder } from '../voice/recorder.ts';
import type { Base, Close } from './base.ts';
import { openEraser } from './erasing.ts';
import { createWorkerGroup, type WorkerGroup } from './worker-group.ts';

/** What a delivery may take beside the exchange with its consumer, before it counts as left by its worker. */
const DELIVERY_MARGIN_MS = 10_000;
/** How long a worker that is stopped waits for those whom it is telling of calls. */
const LAST_ANSWERS_MS = 800;

/** Processes jobs. @returns what ends it */
export async function startWorkers(base: Base): Promise<Close> {
  const { log, store, names, directorySync: keeper, clock, metrics } = base;
  const { directory } = keeper;
  const { now } = clock;
  const redis = connectForWork(base.redisUrl, log);
  const workerGroup = createWorkerGroup(redis, log);
  const engine = createEngine(redis);
  const ledger = createLedger(redis);
  const drain = createDrain(ledger, store.history);
  const callers = createCallerMemory(redis, names.maskCaller);
  const callEvents = workerGroup.queue<CallEventsJob>(CALL_EVENTS);

  const recorder = createRecorder({
    directory,
    resolver: engine,
    store,
    drain,
    // Every event of an ended call has the call looked at again, for it may tell of another end. A repeat does not.
    onEnded: createAttributionQueue(workerGroup.queue<AttributionJob>(ATTRIBUTIONS)),
    callers,
    maskEvent: names.maskEvent,
    log,
  });
  callEventsWorker(workerGroup.open, recorder);

  const attributor = createAttributor({ store, directory, drain, now, log });
  attributionsWorker(workerGroup.open, attributor, (seconds) => metrics.attributionDelay.observe(seconds));
  reattributionsWorker(workerGroup.open, createReattributor({ store, attributor, drain, now }));
  const fitter = createFitter({ store, directory, drain, now });
  hazardsWorker(workerGroup.open, async () => {
    for (const { provider, version, calls } of await fitter.learnAll())
      log.info({ provider, version, calls }, 'hazards were fitted to the calls');
  });
  workerGroup.schedule(workerGroup.queue<HazardsJob>(HAZARDS), HAZARDS_EVERY_MS);

  const builder = createBuilder(directory, engine, store.history);
  upkeepWorker(workerGroup.open, {
    ...createUpkeep(directory, engine, builder, ledger, drain),
    calls: createCloser({ store, record: recorder.record, now }),
  });
  workerGroup.schedule(workerGroup.queue<UpkeepJob>(UPKEEP), UPKEEP_EVERY_MS);

  const records = workerGroup.queue<RecordsJob>(RECORDS);
  const { countOn: count } = createReportCount({ store });
  recordsWorker(workerGroup.open, {
    reports: count,
    retention: createRetention({
      store,
      directory,
      count,
      cleanJobs: (olderThanMs) => callEvents.clean(olderThanMs, 1000, 'failed'),
      auditDays: base.config.auditDays,
      now,
    }),
    erase: openEraser({ store, directory, engine, drain, names, callers, callEvents, records, now }).again,
  });
  workerGroup.schedule(records, RECORDS_EVERY_MS);

  const outgoing = notifyConsumers(base, workerGroup);
  reconcile(base, workerGroup, recorder, progressIn(redis));

  return async () => {
    const ended = workerGroup.endWork();
    // Who is being told may take longer to answer than we have: it is broken off, and told again after the next start.
    await waitAtMost(LAST_ANSWERS_MS, ended);
    await outgoing.close();
    await ended;
    await workerGroup.close();
    redis.disconnect();
  };
}

/** From the feed of attributions to the consumers. @returns the connections to them */
function notifyConsumers({ config, log, store, clock, metrics }: Base, workerGroup: WorkerGroup) {
  const { now } = clock;
  const outgoing = openOutgoing(config.delivery);
  const deliveries = workerGroup.queue<DeliveryJob>(DELIVERIES);
  const reconsider = createReconsider(store, now);
  const queue = (jobs: DeliveryJob[]) => queueDeliveries(deliveries, jobs);
  const onResult: OnResult = (kind, result) => metrics.deliveries.inc({ kind, result });
  const fanOut = createFanOut({ store, queue, reconsider, onResult, now });
  const deliverer = createDeliverer({
    store,
    send: outgoing.send,
    tokens: createTokens(outgoing.send, saveRefreshTokens(store), now),
    queueDue: fanOut.queueDue,
    reconsider,
    onResult,
    leaseMs: config.delivery.timeoutMs + DELIVERY_MARGIN_MS,
    log,
    now,
  });
  deliveriesWorker(workerGroup.open, deliverer);
  fanOutWorker(workerGroup.open, fanOut, deliverer, reconsider);
  workerGroup.schedule(workerGroup.queue<FanOutJob>(FAN_OUT), FAN_OUT_EVERY_MS);
  return outgoing;
}

/** Fills in from the carriers' own lists what webhooks missed, where a carrier may be asked. */
function reconcile(
  { config, log, store, clock, directorySync: { directory } }: Base,
  workerGroup: WorkerGroup,
  { record }: Recorder,
  progress: ReturnType<typeof progressIn>,
): void {
  const accounts = accountsFor(config.carrierApis);
  const queue = workerGroup.queue<ReconciliationJob>(RECONCILIATION);
  if (accounts.length === 0 || config.reconcileMinutes === 0) return;
  const reconcileCalls = createReconciler({
    ...{ accounts, directory, store, record, progress },
    onFailed: ({ carrier, id }, error) =>
      log.warn({ err: error, carrier, account: id }, "a carrier's list of calls could not be looked through"),
  });
  reconciliationWorker(workerGroup.open, async () => {
    const calls = await reconcileCalls(clock.now());
    if (calls > 0) log.info({ calls }, "calls were filled in from carriers' lists");
  });
  workerGroup.schedule(queue, { lists: config.reconcileMinutes * 60_000 });
}
