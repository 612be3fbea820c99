import type { Logger } from 'pino';
import { backlogOf } from '../delivery/backlog.ts';
import { metricsListener } from '../http/ops/ops.ts';
import { createCache } from '../infra/cache.ts';
import { listen } from '../infra/listen.ts';
import { createMetrics, type Metrics } from '../infra/metrics.ts';
import type { Store } from '../store/port.ts';

/** All scrapes in this time share one read of the store. */
const MIN_LOOK_UP_PAUSE_MS = 5000;

/** Creates the metrics of the process. The figures of deliveries come from the store. */
export function startMetrics(store: Store, now: () => Date): Metrics {
  const metrics = createMetrics();
  const latest = createCache<Promise<void>>({ max: 1, ttlMs: MIN_LOOK_UP_PAUSE_MS });

  async function lookUp(): Promise<void> {
    const backlogs = await backlogOf(store, now());
    metrics.deadDeliveries.reset();
    metrics.oldestDue.reset();
    for (const [kind, { dead, oldestDueSeconds }] of backlogs) {
      metrics.deadDeliveries.set({ kind }, dead);
      metrics.oldestDue.set({ kind }, oldestDueSeconds);
    }
  }

  metrics.lookUp(() => {
    const current = latest.get('backlogs');
    if (current) return current;
    const looking = lookUp();
    latest.set('backlogs', looking);
    return looking;
  });
  return metrics;
}

/** Serves the metrics, and nothing else, on a port of their own. Returns the function that stops it. */
export async function serveMetrics(
  metrics: Metrics,
  log: Logger,
  host: string,
  port: number,
): Promise<() => Promise<void>> {
  const { server } = await listen({ host, portName: 'METRICS_PORT' }, [port]);
  server.on('request', metricsListener(metrics, log));
  return async () => {
    server.close();
    server.closeAllConnections();
  };
}
