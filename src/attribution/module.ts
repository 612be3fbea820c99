import type { Logger } from 'pino';
import { attributionsWorker } from '../../workers/attributions.ts';
import { hazardsWorker } from '../../workers/hazards.ts';
import { reattributionsWorker } from '../../workers/reattributions.ts';
import type { Holder } from '../domain/holder.ts';
import { lazy } from '../infra/lazy.ts';
import type { Metrics } from '../infra/metrics.ts';
import type { Seal } from '../infra/seal.ts';
import type { WorkerGroup } from '../infra/worker-group.ts';
import type { Module } from '../kernel/module.ts';
import type { Middleware, Route } from '../kernel/route.ts';
import { type Directory, timeZoneOf } from '../registry/port.ts';
import { narrowing, type Store } from '../store/port.ts';
import { Annotations } from './annotations.ts';
import { createAttributionQueue } from './attribution-queue.ts';
import { createAttributor } from './attributor.ts';
import { createCorrector } from './corrector.ts';
import { Costs } from './costs.ts';
import { Cursors } from './cursors.ts';
import { createFeedTail } from './feed-tail.ts';
import { createFitter } from './fitter.ts';
import { createFunnel } from './funnel.ts';
import {
  ATTRIBUTIONS,
  type AttributionJob,
  HAZARDS,
  HAZARDS_EVERY_MS,
  REATTRIBUTIONS,
  type ReattributionJob,
} from './jobs.ts';
import { createReattributionStarter, createReattributor } from './reattributor.ts';
import { createCountRows, createReport, type ReportQuery } from './report.ts';
import { createReportCount } from './report-count.ts';
import { annotationRoutes } from './routes/annotations.ts';
import { attributionRoutes } from './routes/attributions.ts';
import { callExportRoutes } from './routes/call-exports.ts';
import { callRoutes } from './routes/calls.ts';
import { confidenceRoutes } from './routes/confidence.ts';
import { correctionRoutes } from './routes/corrections.ts';
import { costRoutes } from './routes/costs.ts';
import { exportRoutes } from './routes/exports.ts';
import { funnelRoutes } from './routes/funnel.ts';
import { reportRoutes } from './routes/reports.ts';
import { checkSavedQuery, sharedRoutes } from './routes/shared.ts';
import { valueRoutes } from './routes/value.ts';
import { createValueReport } from './value-report.ts';

export type AttributionOptions = {
  store: Store;
  directory: Directory;
  now: () => Date;
  log: Logger;
  metrics: Pick<Metrics, 'attributionDelay'>;
  /** The process's queues. */
  group: WorkerGroup;
  /** Drains the provider's ledger to the store. */
  drain: (provider: string) => Promise<unknown>;
  /** Throws `Problem` while Redis is away. */
  requireRedis: () => void;
  idempotency: Middleware;
  /** Seals the cursors of senders who are bound to providers. All gateways have the same one. */
  seal: Seal;
  /** Returns whether the sender of a request still has the rights with which the request began. */
  isCurrent: (holder: Holder) => Promise<boolean>;
  /** Called when a person or a system reported how a call went. */
  onQualified: (call: string) => Promise<unknown>;
};

/** Attribution: from ended calls to attributions, the feed, corrections and reports. */
export function attributionModule(options: AttributionOptions) {
  const { store, directory, now, log, metrics, group, drain, requireRedis, idempotency, onQualified } =
    options;
  const narrow = narrowing(store);
  const cursors = new Cursors(options.seal);
  const reportCount = createReportCount({ store });
  const countRows = createCountRows(reportCount, now);
  const makeReport = createReport(countRows);
  const makeFunnel = createFunnel(countRows);
  const makeValueReport = createValueReport(countRows, (provider) => timeZoneOf(directory, provider));
  const feedTail = createFeedTail({ attributions: store.attributions });

  async function queueReattribution(job: ReattributionJob): Promise<void> {
    requireRedis();
    const queue = group.queue<ReattributionJob>(REATTRIBUTIONS);
    await queue.add('reattribute', job, { jobId: job.reattribution });
  }

  async function fitHazards(): Promise<void> {
    const fitter = createFitter({ store, directory, drain, now });
    for (const { provider, version, calls } of await fitter.learnAll())
      log.info({ provider, version, calls }, 'hazards were fitted to the calls');
  }

  return {
    name: 'attribution',
    service: {
      countReports: reportCount.countOn,
      checkSavedQuery,
      makeReport: (query: ReportQuery) => makeReport(query, store),
      /** Queues an ended call for its attribution. */
      queueCall: lazy(() => createAttributionQueue(group.queue<AttributionJob>(ATTRIBUTIONS))),
    },
    routes: (): Route[] => [
      ...callRoutes(narrow),
      ...callExportRoutes({ narrow, directory }),
      ...attributionRoutes({ narrow, cursors, tail: feedTail, isCurrent: options.isCurrent }),
      ...exportRoutes({ narrow, cursors, directory }),
      ...confidenceRoutes(narrow),
      ...reportRoutes(makeReport, narrow, directory, cursors),
      ...funnelRoutes({ makeFunnel, narrow, directory, cursors }),
      ...valueRoutes({ makeValueReport, narrow, directory, cursors }),
      ...costRoutes({ costs: new Costs({ store, now }), narrow, idempotency }),
      ...sharedRoutes({ makeReport, makeFunnel, narrow, directory }),
      ...annotationRoutes(new Annotations({ store, now, onQualified }), narrow, idempotency),
      ...correctionRoutes({
        ...{ narrow, idempotency, now },
        correct: createCorrector({ store, now }),
        startReattribution: createReattributionStarter({ store, now, queue: queueReattribution }),
      }),
    ],
    startWorkers(workers: WorkerGroup): void {
      const { open } = workers;
      const attributor = createAttributor({ store, directory, drain, now, log });
      attributionsWorker(open, attributor, (seconds) => metrics.attributionDelay.observe(seconds));
      reattributionsWorker(open, createReattributor({ store, attributor, drain, now }));
      hazardsWorker(open, fitHazards);
      workers.schedule(HAZARDS, HAZARDS_EVERY_MS);
    },
    endStreams: () => feedTail.close(),
  } satisfies Module & { service: object };
}

export type AttributionModule = ReturnType<typeof attributionModule>;
