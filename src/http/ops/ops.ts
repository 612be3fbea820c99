import type { RequestListener } from 'node:http';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Metrics } from '../../infra/metrics.ts';
import { TimedOut, withTimeout } from '../../infra/with-timeout.ts';
import { Kernel } from '../../kernel/kernel.ts';
import { type Route, route } from '../../kernel/route.ts';
import { RouteTable } from '../../kernel/table.ts';

/** Checks by name. Requests can be served while all of them resolve. */
export type Checks = Record<string, () => Promise<unknown>>;

const CHECK_MS = 1000;
const tag = 'Operating';
const readiness = z.object({ ready: z.boolean(), checks: z.record(z.string(), z.string()) });

/** Returns the routes for monitoring: liveness, readiness and metrics. */
export function opsRoutes(checks: Checks, metrics: Metrics): Route[] {
  return [
    route({
      method: 'get',
      path: '/healthz',
      tag,
      summary: 'Check that the process is alive',
      scope: null,
      answers: { 200: { description: 'The process is alive', schema: z.object({ live: z.literal(true) }) } },
      handle: () => ({ status: 200, body: { live: true } }),
    }),
    route({
      method: 'get',
      path: '/readyz',
      tag,
      summary: 'Check that the process can serve requests. 503 names the failed checks.',
      scope: null,
      answers: {
        200: { description: 'All checks passed', schema: readiness },
        503: { description: 'Some checks failed', schema: readiness },
      },
      handle: async () => {
        const body = await outcomesOf(checks);
        return { status: body.ready ? 200 : 503, body };
      },
    }),
    metricsRoute(metrics),
  ];
}

/** Runs the checks. Each outcome is `ok`, or names the fault. */
export async function outcomesOf(
  checks: Checks,
): Promise<{ ready: boolean; checks: Record<string, string> }> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, await outcomeOf(check)] as const),
  );
  const ready = results.every(([, outcome]) => outcome === 'ok');
  return { ready, checks: Object.fromEntries(results) };
}

/** Returns the listener that serves the metrics and nothing else, for a port of their own. */
export function metricsListener(metrics: Metrics, log: Logger): RequestListener {
  const kernel = new Kernel({
    isTrusted: () => false,
    findHolder: async () => null,
    noteAccess: () => undefined,
    log,
  });
  const table = new RouteTable([{ ...metricsRoute(metrics), isHot: true }]);
  return kernel.listener(table, (request, response) => kernel.notFound(request, response));
}

function metricsRoute(metrics: Metrics): Route {
  return route({
    method: 'get',
    path: '/metrics',
    tag,
    summary: 'Get the metrics for Prometheus',
    scope: null,
    answers: {
      200: { description: 'Prometheus’ text format', schema: z.string(), contentType: 'text/plain' },
    },
    handle: async () => ({
      status: 200,
      text: await metrics.text(),
      headers: { 'Content-Type': metrics.contentType },
    }),
  });
}

async function outcomeOf(check: () => Promise<unknown>): Promise<string> {
  try {
    await withTimeout(CHECK_MS, check());
    return 'ok';
  } catch (error) {
    if (error instanceof TimedOut) return 'no answer';
    return (error as Error).message || 'out of reach';
  }
}
