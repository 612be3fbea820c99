import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { waitAtMost } from './with-timeout.ts';

/** A scrape waits at most this long for the figures that the store computes. */
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

    /** Adds a function that updates figures before each scrape. */
    lookUp(look: () => Promise<unknown>): void {
      lookUps.push(look);
    },

    /** Returns all figures in Prometheus' text format. */
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
    allocations: counter('allocations_total', 'Answers to requests for a number, by rung and reason.', [
      'keyed_by',
      'reason',
    ]),
    calls: counter('call_webhooks_total', 'Signed webhooks received, by carrier and kind.', [
      'carrier',
      'kind',
    ]),
    forgeries: counter('forged_webhooks_total', 'Webhooks refused for their signature, by carrier.', [
      'carrier',
    ]),
    unavailable: counter('redis_unavailable_total', 'Requests that Redis did not answer in time.'),
    plainAnswers: counter(
      'plain_answers_total',
      'Calls forwarded without their routing plan, because it failed or took too long.',
    ),
    backups: counter('backups_total', 'Back-ups by schedule and on request, by result.', ['result']),
    lastBackup: gauge(
      'last_backup_timestamp_seconds',
      'The end of the last back-up of this worker, in Unix time.',
    ),
    unsafeEvents: counter(
      'unsafe_call_events_total',
      'Call events that were held in memory alone for a while.',
    ),
    lostEvents: counter(
      'lost_call_events_total',
      'Call events that were lost: neither the queue nor the journal took them.',
    ),
    endingKeys: gauge('ending_keys', 'Keys of the API that end within 14 days.'),
    lostAuditEntries: counter(
      'lost_audit_entries_total',
      'Entries of the audit log that were lost while the store was away.',
    ),
    attributionDelay: new Histogram({
      ...of('attribution_delay_seconds', 'Seconds from the known end of a call to its attribution.'),
      buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 30, 300],
    }),
    deliveries: counter('deliveries_total', 'Attempts of deliveries, by kind of consumer and result.', [
      'kind',
      'result',
    ]),
    deadDeliveries: gauge('dead_deliveries', 'Dead deliveries that wait for a replay, by kind of consumer.', [
      'kind',
    ]),
    oldestDue: gauge(
      'oldest_due_delivery_seconds',
      'Seconds since the oldest waiting delivery was due, by kind of consumer.',
      ['kind'],
    ),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
