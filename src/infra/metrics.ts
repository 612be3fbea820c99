import { Counter, collectDefaultMetrics, Registry } from 'prom-client';

/** What is counted, for Prometheus. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'ringtrail_' });
  const counter = <L extends string>(name: string, help: string, labelNames: L[] = []) =>
    new Counter({ name: `ringtrail_${name}`, help, labelNames, registers: [registry] });
  return {
    registry,
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
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
