import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Allocator } from '../allocation/allocator.ts';
import type { Engine } from '../allocation/engine.ts';
import { poolState } from '../allocation/pool-state.ts';
import { allocationRoutes } from '../allocation/routes/allocations.ts';
import { poolStateRoutes } from '../allocation/routes/pool-state.ts';
import type { Annotations } from '../attribution/annotations.ts';
import type { FeedTail } from '../attribution/feed-tail.ts';
import type { ReportQuery } from '../attribution/report.ts';
import { annotationRoutes } from '../attribution/routes/annotations.ts';
import { attributionRoutes } from '../attribution/routes/attributions.ts';
import { callRoutes } from '../attribution/routes/calls.ts';
import { type CorrectionRoutes, correctionRoutes } from '../attribution/routes/corrections.ts';
import { reportRoutes } from '../attribution/routes/reports.ts';
import type { Consumers } from '../delivery/consumers.ts';
import type { Deliveries } from '../delivery/deliveries.ts';
import { consumerRoutes } from '../delivery/routes/consumers.ts';
import { deliveryRoutes } from '../delivery/routes/deliveries.ts';
import type { createTrial } from '../delivery/trial.ts';
import type { Report } from '../domain/report.ts';
import { type DemoOptions, demoRoutes } from '../http/demo/demo.ts';
import { type Checks, opsRoutes } from '../http/ops/ops.ts';
import { type TagFolder, tagRoutes } from '../http/tags/tags.ts';
import type { Metrics } from '../infra/metrics.ts';
import { idempotency } from '../kernel/idempotency.ts';
import type { Route } from '../kernel/route.ts';
import { type PrivacyRoutes, privacyRoutes } from '../privacy/routes.ts';
import { isKeyValid } from '../registry/find-key.ts';
import type { Directory } from '../registry/port.ts';
import type { Registry } from '../registry/registry.ts';
import { setupRoutes } from '../registry/routes/setup.ts';
import type { Store } from '../store/port.ts';
import type { Bases } from '../voice/callback-urls.ts';
import type { CarrierAdapter } from '../voice/carriers/carrier.ts';
import type { Drift } from '../voice/reconciliation/drift.ts';
import { driftRoutes } from '../voice/routes/drift.ts';
import { routeCallRoutes } from '../voice/routes/route-call.ts';
import type { HandlerOptions } from '../voice/routes/webhook-handlers.ts';
import { webhookRoutes } from '../voice/routes/webhooks.ts';

export type GatewayParts = {
  directory: Directory;
  registry: Registry;
  store: Store;
  redis: Redis;
  allocator: Allocator;
  engine: Engine;
  tail: FeedTail;
  report: (query: ReportQuery) => Promise<Report>;
  privacy: Pick<PrivacyRoutes, 'erase' | 'everythingOn'>;
  consumers: Consumers;
  deliveries: Deliveries;
  tryConsumer: ReturnType<typeof createTrial>;
  annotations: Annotations;
  corrections: Pick<CorrectionRoutes, 'correct' | 'startReattribution' | 'now'>;
  carrier: Omit<HandlerOptions, 'log'> & { adapters: readonly CarrierAdapter[] };
  bases: Bases;
  findDrift: () => Promise<Drift>;
  rateLimit: number;
  checks: Checks;
  metrics: Metrics;
  log: Logger;
  tagFolder: TagFolder;
  /** null: no demo. */
  demo: Omit<DemoOptions, 'directory' | 'store'> | null;
};

/** Returns the route table of a gateway. */
export function gatewayRoutes(parts: GatewayParts): Route[] {
  const { directory, registry, store, metrics, log, bases } = parts;
  const publicUrl = () => bases.publicUrls()[0];
  const once = idempotency(parts.redis);
  return [
    ...allocationRoutes(parts.allocator, parts.rateLimit, metrics),
    ...tagRoutes(directory, publicUrl, parts.tagFolder),
    ...webhookRoutes({ ...parts.carrier, ...bases, metrics, log }),
    ...opsRoutes(parts.checks, metrics),
    ...callRoutes(store),
    ...attributionRoutes({ store, tail: parts.tail, isKeyValid: (key) => isKeyValid(directory, key) }),
    ...reportRoutes(parts.report),
    ...privacyRoutes({
      store,
      ...parts.privacy,
      isProvider: (id) => directory.get('providers', id) !== undefined,
    }),
    ...annotationRoutes(parts.annotations, store, once),
    ...correctionRoutes({ ...parts.corrections, store, directory, idempotency: once }),
    ...poolStateRoutes((pool, site) => poolState(directory, parts.engine, pool, site)),
    ...driftRoutes(parts.findDrift),
    ...setupRoutes({ registry, directory, store, idempotency: once }),
    ...consumerRoutes(parts.consumers, store, parts.tryConsumer, once),
    ...deliveryRoutes(parts.consumers, parts.deliveries),
    ...routeCallRoutes({ directory, adapters: parts.carrier.adapters, publicUrl, now: parts.carrier.now }),
    ...(parts.demo ? demoRoutes({ ...parts.demo, directory, store }) : []),
  ];
}
