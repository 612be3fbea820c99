import type { Queue } from 'bullmq';
import type { Logger } from 'pino';
import { alertsWorker } from '../../workers/alerts.ts';
import { deliveriesWorker, fanOutWorker } from '../../workers/deliveries.ts';
import { lazy } from '../infra/lazy.ts';
import type { Metrics } from '../infra/metrics.ts';
import type { Send } from '../infra/outgoing.ts';
import type { Seal } from '../infra/seal.ts';
import type { WorkerGroup } from '../infra/worker-group.ts';
import type { Module } from '../kernel/module.ts';
import type { Middleware, Route } from '../kernel/route.ts';
import { type Directory, timeZoneOf } from '../registry/port.ts';
import { narrowing, type Store } from '../store/port.ts';
import { Authorizations } from './authorizations.ts';
import { Consumers } from './consumers.ts';
import { createDeliverer } from './deliverer.ts';
import { Deliveries } from './deliveries.ts';
import { createFanOut } from './fan-out.ts';
import {
  ALERTS,
  ALERTS_EVERY_MS,
  DELIVERIES,
  type DeliveryJob,
  deliveryJobId,
  FAN_OUT,
  FAN_OUT_EVERY_MS,
  type FanOutJob,
} from './jobs.ts';
import { type SendAlertMail, withMails } from './mails.ts';
import { createReconsider } from './reconsider.ts';
import { createReportMails } from './report-mails/plan.ts';
import { createReportReader, type MakeReport } from './report-mails/report-data.ts';
import { createReportFor } from './report-mails/report-for.ts';
import { UnsubscribeLinks } from './report-mails/unsubscribe.ts';
import type { OnResult } from './result.ts';
import { authorizationRoutes } from './routes/authorizations.ts';
import { consumerRoutes } from './routes/consumers.ts';
import { deliveryRoutes } from './routes/deliveries.ts';
import { unsubscribeRoutes } from './routes/unsubscribe.ts';
import { webhooks } from './routes/webhooks.ts';
import { createTokens, saveRefreshTokens } from './tokens.ts';
import { createTrial } from './trial.ts';
import { failingConsumers } from './watch/failing-consumers.ts';
import { lowPools, type PoolFacts } from './watch/low-pools.ts';
import { type CarrierListing, numbersElsewhere } from './watch/numbers-elsewhere.ts';
import { silentLines } from './watch/silent-lines.ts';
import { createWatcher, type WatcherOptions } from './watch/watcher.ts';

/** The time that an attempt may take beside its request. A longer attempt belongs to a worker that died. */
const LEASE_MARGIN_MS = 10_000;

/** The store holds the deliveries that are due. A job is only a hint, so it leaves nothing behind. */
const HINT = { attempts: 5, removeOnComplete: true, removeOnFail: true } as const;

export type DeliveryOptions = {
  store: Store;
  directory: Directory;
  now: () => Date;
  log: Logger;
  metrics: Pick<Metrics, 'deliveries'>;
  /** Sends requests to consumers and platforms. */
  send: Send;
  /** The process's queues. */
  group: WorkerGroup;
  /** Throws `Problem` while Redis is away. */
  requireRedis: () => void;
  idempotency: Middleware;
  seal: Seal;
  /** Allows consumers at private addresses and by plain http. */
  allowPrivate: boolean;
  /** Sends mails. null: there is no mail server. */
  sendMail: SendAlertMail | null;
  /** Returns a report of the calls of a provider. */
  makeReport: MakeReport;
  /** Returns how far the pool lasts. */
  poolState: (pool: string) => Promise<PoolFacts>;
  /** Returns where the carriers send the calls of the numbers. null: Ringtrail does not know its own public address. */
  listNumbers: () => Promise<CarrierListing | null>;
  /** The time that a consumer gets for its answer, in milliseconds. */
  timeoutMs: number;
};

/** Delivery: consumers, and the deliveries of attributed calls to them. */
export function deliveryModule(options: DeliveryOptions) {
  const { store, directory, now, log, metrics, group, requireRedis, allowPrivate, timeoutMs, sendMail } =
    options;
  const send = withMails(options.send, sendMail);
  const links = new UnsubscribeLinks(options.seal, store);
  const zoneOf = (provider: string) => timeZoneOf(directory, provider);
  const reportFor = createReportFor(createReportReader(options.makeReport, directory), links);
  const tokens = lazy(() => createTokens(send, saveRefreshTokens(store), now));
  const onResult: OnResult = (kind, result) => metrics.deliveries.inc({ kind, result });

  /** Queues another look at the call's deliveries. */
  async function queueReconsider(call: string, requestId?: string): Promise<void> {
    requireRedis();
    const queue = group.queue<FanOutJob>(FAN_OUT);
    await queue.add('reconsider', {
      ...{ v: 1, task: 'reconsider', call },
      ...(requestId !== undefined && { requestId }),
    } as FanOutJob);
  }

  return {
    name: 'delivery',
    service: { queueReconsider, webhooks },
    routes(): Route[] {
      const consumers = new Consumers({ store, directory, allowPrivate, canMail: sendMail !== null, now });
      const trial = createTrial(send, tokens(), now, reportFor);
      const narrow = narrowing(store);
      const authorizations = new Authorizations({ consumers, send, seal: options.seal, now });
      return [
        ...consumerRoutes(consumers, narrow, trial, options.idempotency),
        ...authorizationRoutes(authorizations, consumers, narrow),
        ...deliveryRoutes(narrow, new Deliveries({ store, now })),
        ...unsubscribeRoutes(links),
      ];
    },
    startWorkers(workers: WorkerGroup): void {
      const attempts = workers.queue<DeliveryJob>(DELIVERIES);
      const reconsider = createReconsider(store, now);
      const queue = (jobs: DeliveryJob[]) => queueAttempts(attempts, jobs);
      const fanOut = createFanOut({ store, queue, reconsider, onResult, now });
      const deliverer = createDeliverer({
        ...{ store, send, reconsider, onResult, log, now },
        tokens: tokens(),
        queueDue: fanOut.queueDue,
        ...{ reportFor, zoneOf },
        leaseMs: timeoutMs + LEASE_MARGIN_MS,
      });
      deliveriesWorker(workers.open, deliverer);
      fanOutWorker(workers.open, fanOut, deliverer, reconsider);
      workers.schedule(FAN_OUT, FAN_OUT_EVERY_MS);
      const watch = createWatcher({ store, now, watches: watchesOf(options) });
      alertsWorker(workers.open, watch, createReportMails({ store, zoneOf, now }));
      workers.schedule(ALERTS, ALERTS_EVERY_MS);
    },
  } satisfies Module & { service: object };
}

export type DeliveryModule = ReturnType<typeof deliveryModule>;

function watchesOf({ store, directory, poolState, listNumbers }: DeliveryOptions): WatcherOptions['watches'] {
  return {
    pool_low: lowPools(directory, poolState),
    consumer_failing: failingConsumers(store, directory),
    silence: silentLines(store.calls, directory),
    numbers_elsewhere: numbersElsewhere(directory, listNumbers),
  };
}

export function queueAttempts(queue: Queue<DeliveryJob>, jobs: readonly DeliveryJob[]): Promise<unknown> {
  return queue.addBulk(
    jobs.map((data) => ({ name: 'try', data, opts: { ...HINT, jobId: deliveryJobId(data) } })),
  );
}
