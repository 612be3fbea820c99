import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { waitAtMost } from './with-timeout.ts';

/** A scrape waits at most this long for the figures that must be looked up. */
const LOOK_UP_MS = 1000;

/** Creates the metrics of the process, for Prometheus. */
export function createMetrics() {
  const registry = new Registry();
  const lookUps: (() => Promise<unknown>)[] = [];
  collectDefaultMetrics({ register: registry, prefix: 'ringtrail_' });
  const of = <L extends string>(name: string, help: string, labelNames: L[] = []) => ({
    ...{ name: `ringtrail_${name}`, help, labelNames },
    registers: [registry],
  });
  const counter = <L extends string>(name: string, help: string, labelNames?: L[]) =>
    new Counter(of(name, help, labelNames));
  const gauge = <L extends string>(name: string, help: string, labelNames?: L[]) =>
    new Gauge(of(name, help, labelNames));
  return {
    contentType: registry.contentType,

    /** Has something looked up whenever somebody asks for the figures. */
    lookUp(look: () => Promise<unknown>): void {
      lookUps.push(look);
    },

    /** All figures, in Prometheus' text format. */
    async text(): Promise<string> {
      await waitAtMost(LOOK_UP_MS, Promise.allSettled(lookUps.map((look) => look())));
      return registry.metrics();
    },

    requests: new Histogram({
      ...of('http_request_seconds', 'Seconds from the start of a request until its answer was ready.', [
        'method',
        'route',
        'status',
      ]),
      buckets: [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10],
    }),
    allocations: counter('allocations_total', 'Answers to requests for a number', ['keyed_by', 'reason']),
    calls: counter('call_webhooks_total', 'Webhooks of carriers', ['carrier', 'kind']),
    forgeries: counter('forged_webhooks_total', 'Webhooks with a bad signature', ['carrier']),
    unavailable: counter('redis_unavailable_total', 'Requests that Redis could not answer in time'),
    plainAnswers: counter(
      'plain_answers_total',
      'Calls that were forwarded plainly, as their plan took too long',
    ),
    unsafeEvents: counter(
      'unsafe_call_events_total',
      'Call events that were held in memory alone for a while',
    ),
    lostEvents: counter('lost_call_events_total', 'Call events that could be kept nowhere'),
    lostAuditEntries: counter('lost_audit_entries_total', 'Entries of the audit log that were given up'),
    attributionDelay: new Histogram({
      ...of('attribution_delay_seconds', "From when a call's end was known until it was attributed"),
      buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 30, 300],
    }),
    deliveries: counter('deliveries_total', 'Deliveries to consumers, by kind of consumer and result', [
      'kind',
      'result',
    ]),
    deadDeliveries: gauge('dead_deliveries', 'Deliveries that were given up and not replayed', ['kind']),
    oldestDue: gauge(
      'oldest_due_delivery_seconds',
      'How long the delivery has been due that has been due the longest',
      ['kind'],
    ),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
