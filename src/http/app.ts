import type { RequestListener } from 'node:http';
import express, { type Express } from 'express';
import helmet from 'helmet';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Allocator } from '../allocation/allocator.ts';
import type { Engine } from '../allocation/engine.ts';
import { poolState } from '../allocation/pool-state.ts';
import type { FeedTail } from '../attribution/feed-tail.ts';
import type { ReportQuery } from '../attribution/report.ts';
import type { Consumers } from '../delivery/consumers.ts';
import type { Deliveries } from '../delivery/deliveries.ts';
import type { createTrial } from '../delivery/trial.ts';
import type { Report } from '../domain/report.ts';
import type { Metrics } from '../infra/metrics.ts';
import type { AuditLog } from '../privacy/audit-log.ts';
import type { Directory } from '../registry/port.ts';
import type { Registry } from '../registry/registry.ts';
import type { Store } from '../store/port.ts';
import type { Drift } from '../voice/reconciliation/drift.ts';
import { annotationRoutes } from './api/annotations.ts';
import { attributionRoutes } from './api/attributions.ts';
import { callRoutes } from './api/calls.ts';
import { consumerRoutes } from './api/consumers.ts';
import { type CorrectionRoutes, correctionRoutes } from './api/corrections.ts';
import { deliveryRoutes } from './api/deliveries.ts';
import { driftRoutes } from './api/drift.ts';
import { idempotency } from './api/idempotency.ts';
import { poolStateRoutes } from './api/pool-state.ts';
import { type PrivacyRoutes, privacyRoutes } from './api/privacy.ts';
import { reportRoutes } from './api/reports.ts';
import { routeCallRoutes } from './api/route-call.ts';
import { setupRoutes } from './api/setup.ts';
import type { NoteAccess } from './auditing.ts';
import { FIRST_KEY, guardWith } from './auth.ts';
import { carrierPaths } from './carrier/paths.ts';
import { type Bases, carrierRoutes, serveWebhooks } from './carrier/routes.ts';
import { carrierWebhooks, type WebhookOptions } from './carrier/webhooks.ts';
import { preflight } from './cors.ts';
import { type DemoOptions, demoRoutes } from './demo/demo.ts';
import { serveDirect } from './direct.ts';
import { openApiDocument } from './openapi.ts';
import { type Checks, opsRoutes } from './ops/ops.ts';
import { notFound, renderProblems } from './problem.ts';
import { allocationRoutes } from './public/allocations.ts';
import { type TagFolder, tagRoutes } from './public/tags.ts';
import { mount } from './route.ts';

export type AppOptions = {
  directory: Directory;
  registry: Registry;
  store: Store;
  redis: Redis;
  allocator: Allocator;
  engine: Engine;
  tail: FeedTail;
  report: (query: ReportQuery) => Promise<Report>;
  privacy: Pick<PrivacyRoutes, 'erase' | 'everythingOn'>;
  auditLog: AuditLog;
  consumers: Consumers;
  deliveries: Deliveries;
  tryConsumer: ReturnType<typeof createTrial>;
  /** Told of each call of which somebody has said what came of it. */
  onOutcome: (call: string) => Promise<unknown>;
  corrections: Pick<CorrectionRoutes, 'correct' | 'startReattribution' | 'now'>;
  carrier: Omit<WebhookOptions, 'metrics' | 'log'>;
  publicUrls: Bases['publicUrls'];
  isPublicUrlSet: boolean;
  findDrift: () => Promise<Drift>;
  adminKey: string;
  rateLimit: number;
  trustProxy: boolean | number | readonly string[];
  checks: Checks;
  metrics: Metrics;
  log: Logger;
  tagFolder: TagFolder;
  version: string;
  /** null: no demo. */
  demo: Omit<DemoOptions, 'directory' | 'store'> | null;
};

/** The gateway's HTTP side: Express for everything, and in front of it the hottest routes served directly. */
export function createApp(options: AppOptions): { express: Express; listener: RequestListener } {
  const { directory, store, metrics, log, publicUrls } = options;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', options.trustProxy);
  app.set('query parser', 'simple');
  const guard = guardWith(directory, options.adminKey);
  const isKeyGood = (key: string) => key === FIRST_KEY.id || directory.get('keys', key) !== undefined;

  const hotRoutes = allocationRoutes(options.allocator, options.rateLimit, metrics);
  const publicRoutes = [...hotRoutes, ...tagRoutes(directory, () => publicUrls()[0], options.tagFolder)];
  app.options(['/v1/allocations', '/v1/links/:link/renewals', '/v1/hits'], preflight);
  const note: NoteAccess = (access) => options.auditLog.note(access);
  mount(app, publicRoutes, guard, note);
  const { isPublicUrlSet } = options;
  const webhooks = carrierWebhooks({ ...options.carrier, metrics, log });
  carrierRoutes(app, webhooks, { publicUrls, isPublicUrlSet });

  app.use(helmet({ contentSecurityPolicy: false }));
  const once = idempotency(options.redis);
  const opsAndApi = [
    ...opsRoutes(options.checks, metrics),
    ...callRoutes(store),
    ...attributionRoutes({ store, tail: options.tail, isKeyGood }),
    ...reportRoutes(options.report),
    ...privacyRoutes({
      store,
      ...options.privacy,
      isProvider: (id) => directory.get('providers', id) !== undefined,
    }),
    ...annotationRoutes(store, options.onOutcome, once, options.carrier.now),
    ...correctionRoutes({ ...options.corrections, store, directory, idempotency: once }),
    ...poolStateRoutes((pool, site) => poolState(directory, options.engine, pool, site)),
    ...driftRoutes(options.findDrift),
    ...setupRoutes({
      registry: options.registry,
      directory,
      store,
      idempotency: once,
    }),
    ...consumerRoutes(options.consumers, store, options.tryConsumer, once),
    ...deliveryRoutes(options.consumers, options.deliveries),
    ...routeCallRoutes({
      directory,
      adapters: options.carrier.adapters,
      publicUrl: () => publicUrls()[0],
      now: options.carrier.now,
    }),
  ];
  mount(app, opsAndApi, guard, note);
  const paths = carrierPaths(options.carrier.adapters);
  const document = openApiDocument([...publicRoutes, ...opsAndApi], paths, options.version);
  app.get('/openapi.json', (_request, response) => {
    response.json(document);
  });
  if (options.demo) demoRoutes(app, { ...options.demo, directory, store });

  app.use(notFound);
  app.use(renderProblems(log));
  const isTrusted = app.get('trust proxy fn');
  const direct = serveDirect(hotRoutes, app, { isTrusted, log });
  return { express: app, listener: serveWebhooks(webhooks, direct, { publicUrls, isPublicUrlSet, log }) };
}
