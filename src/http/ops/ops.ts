import { z } from 'zod';
import type { Metrics } from '../../infra/metrics.ts';
import { TimedOut, withTimeout } from '../../infra/with-timeout.ts';
import { type Route, route } from '../../kernel/route.ts';

/** One thing that must work for requests to be served, by name. */
export type Checks = Record<string, () => Promise<unknown>>;

const CHECK_MS = 1000;
const tag = 'Operating';
const readiness = z.object({ ready: z.boolean(), checks: z.record(z.string(), z.string()) });

/** What watches over the process asks. */
export function opsRoutes(checks: Checks, metrics: Metrics): Route[] {
  return [
    route({
      method: 'get',
      path: '/healthz',
      tag,
      summary: 'The process lives',
      scope: null,
      answers: { 200: { description: 'It does', schema: z.object({ live: z.literal(true) }) } },
      handle: () => ({ status: 200, body: { live: true } }),
    }),
    route({
      method: 'get',
      path: '/readyz',
      tag,
      summary: 'What the process needs is there; 503 says what is not',
      scope: null,
      answers: { 200: { description: 'All is there', schema: readiness } },
      handle: async () => {
        const results = await Promise.all(
          Object.entries(checks).map(async ([name, check]) => [name, await outcomeOf(check)] as const),
        );
        const ready = results.every(([, outcome]) => outcome === 'ok');
        return { status: ready ? 200 : 503, body: { ready, checks: Object.fromEntries(results) } };
      },
    }),
    route({
      method: 'get',
      path: '/metrics',
      tag,
      summary: 'Counters for Prometheus',
      scope: null,
      answers: { 200: { description: 'Its text format', schema: z.string(), contentType: 'text/plain' } },
      handle: async () => ({
        status: 200,
        text: await metrics.text(),
        headers: { 'Content-Type': metrics.contentType },
      }),
    }),
  ];
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
