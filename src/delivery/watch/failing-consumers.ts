import { ALERT_LIMITS } from '../../domain/alert-kinds.ts';
import type { Consumer } from '../../domain/consumer.ts';
import type { Delivery } from '../../domain/delivery.ts';
import { every } from '../../infra/every.ts';
import { timeZoneOf } from '../../registry/port.ts';
import type { Store } from '../../store/port.ts';
import { aboutOf } from '../about.ts';
import { timeIn } from '../alert-words.ts';
import { lastDelivered } from '../bursts.ts';
import { type Finding, factsOf, type Watch } from './finding.ts';

export type FailingStore = Pick<Store, 'consumers' | 'progress' | 'deliveries'>;

/** Deliveries of each state that are read, and the time after which a failure counts no longer. */
const LATEST = 20;
const MAX_AGE_MS = 86_400_000;

type Failure = { since: string; detail: string };

/**
 * Returns a watch that finds consumers of the alert's provider whose deliveries fail. The watch leaves out the alert itself
 * and all alerts about consumers. Otherwise two of them could report each other in a circle.
 */
export function failingConsumers(store: FailingStore, directory: Parameters<typeof timeZoneOf>[0]): Watch {
  return async function* (alert, known, now) {
    const { provider, id } = alert;
    for await (const consumer of every({ list: (page) => store.consumers.list(page, { provider }) })) {
      if (consumer.id === id || consumer.paused || aboutOf(consumer) === 'consumer_failing') continue;
      const episode = await known(consumer.id);
      const failure = await failureOf(store, consumer, limitOf(alert), now);
      if (failure)
        yield {
          subject: consumer.id,
          state: 'failing',
          notice: begun(consumer, failure, timeZoneOf(directory, provider)),
        };
      else if (
        episode?.state &&
        (await lastDelivered(store.deliveries, consumer.id)) > Date.parse(episode.since)
      )
        yield { subject: consumer.id, state: null, notice: over(consumer) };
    }
  };
}

function limitOf({ settings }: Consumer): number {
  return ('failingMinutes' in settings ? settings.failingMinutes : ALERT_LIMITS.failingMinutes) * 60_000;
}

/** Returns since when and why the consumer gets nothing. Null: it gets its deliveries, or has failed for less than `afterMs`. */
async function failureOf(
  { progress, deliveries }: FailingStore,
  { id }: Consumer,
  afterMs: number,
  now: Date,
): Promise<Failure | null> {
  const disabled = (await progress.get(id))?.disabled;
  if (disabled) return { since: disabled.at, detail: disabled.reason };
  const [first, waiting, dead, delivered] = await Promise.all([
    deliveries.first(id),
    deliveries.list(id, { limit: LATEST }, { state: 'waiting' }),
    deliveries.list(id, { limit: LATEST }, { state: 'dead' }),
    lastDelivered(deliveries, id),
  ]);
  const from = new Date(Math.max(delivered, now.getTime() - MAX_AGE_MS)).toISOString();
  const failures = [...(first ? [first] : []), ...waiting, ...dead].map((one) => failureIn(one, from));
  const [earliest] = failures
    .filter((one) => one !== null)
    .toSorted((a, b) => a.since.localeCompare(b.since));
  return earliest && now.getTime() - Date.parse(earliest.since) >= afterMs ? earliest : null;
}

/** Returns the delivery's first failure after `from`. */
function failureIn({ attempts, state, reason, createdAt }: Delivery, from: string): Failure | null {
  const failed = attempts.find((one) => one.reason !== null && one.at > from);
  if (failed?.reason) return { since: failed.at, detail: reason?.detail ?? failed.reason.detail };
  // It got no access token. That uses up no attempt.
  const isBlocked = state === 'waiting' && reason !== null && attempts.length === 0 && createdAt > from;
  return isBlocked ? { since: createdAt, detail: reason.detail } : null;
}

function begun({ id, name }: Consumer, { since, detail }: Failure, timeZone: string): Finding['notice'] {
  return {
    phase: 'begun',
    title: `Deliveries to ${name} fail`,
    facts: factsOf({ Since: timeIn(timeZone, new Date(since)), Why: detail }),
    path: `/consumers/${id}`,
  };
}

function over({ id, name }: Consumer): Finding['notice'] {
  return { phase: 'over', title: `Deliveries to ${name} arrive again`, facts: [], path: `/consumers/${id}` };
}
