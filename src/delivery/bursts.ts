import type { Consumer } from '../domain/consumer.ts';
import { type Delivery, isOfCall } from '../domain/delivery.ts';
import { transition } from '../domain/delivery-state.ts';
import type { Deliveries, Store } from '../store/port.ts';
import type { AlertSubject } from './alert-subject.ts';
import { COMBINED } from './combined.ts';
import { deliveryContext } from './context.ts';
import { platformOf } from './platforms/all.ts';

/** One message names at most this many calls. Later ones of the burst come with the next message. */
const MAX_BURST = 50;
/** The latest deliveries among which the last one that was sent is searched. */
const LATEST = 20;

type BurstStore = Pick<Store, 'deliveries' | 'attributions' | 'calls' | 'annotations' | 'history'>;

/** Returns the end of the consumer's quiet time. null: a message may be sent now. */
export async function quietUntil(
  { deliveries }: Pick<Store, 'deliveries'>,
  consumer: Consumer,
  now: Date,
): Promise<Date | null> {
  const quietMs = quietMsOf(consumer);
  if (quietMs === 0) return null;
  const last = await lastDelivered(deliveries, consumer.id);
  return last + quietMs > now.getTime() ? new Date(last + quietMs) : null;
}

/** Returns when the consumer took the last one of its latest deliveries, in milliseconds. 0: never. */
export async function lastDelivered(deliveries: Pick<Deliveries, 'list'>, consumer: string): Promise<number> {
  const sent = await deliveries.list(consumer, { limit: LATEST }, { state: 'delivered' });
  return Math.max(0, ...sent.map(({ deliveredAt }) => Date.parse(deliveredAt ?? '') || 0));
}

/**
 * Adds the consumer's waiting deliveries to the claimed one, and returns the subjects of all that were added to it, also by an earlier
 * attempt. Deliveries of such a consumer are sent in their order, so no other attempt is under way.
 */
export async function gatherBurst(
  store: BurstStore,
  claimed: Delivery,
  consumer: Consumer,
): Promise<AlertSubject[]> {
  if (quietMsOf(consumer) === 0) return [];
  const reason = { code: COMBINED, detail: `It is part of ${claimed.id}.` };
  const page = { limit: MAX_BURST };
  for (const one of await store.deliveries.list(consumer.id, page, { state: 'waiting' }))
    await store.deliveries.change(one, transition(one, 'skipped', { reason }));
  const skipped = await store.deliveries.list(consumer.id, { limit: 4 * MAX_BURST }, { state: 'skipped' });
  const added = skipped.filter((one) => one.reason?.code === COMBINED && one.reason.detail === reason.detail);
  const subjects = await Promise.all(added.toReversed().map((one) => subjectOf(store, one)));
  return subjects.filter((one) => one !== null);
}

/** Returns the call or the state that the delivery reports. Null: the call was erased. */
async function subjectOf(store: BurstStore, delivery: Delivery): Promise<AlertSubject | null> {
  if (!isOfCall(delivery)) return delivery.notice ?? null;
  const attribution = await store.attributions.get(delivery.attribution);
  return attribution && deliveryContext(store, attribution);
}

function quietMsOf(consumer: Consumer): number {
  return platformOf(consumer).quietMs?.(consumer) ?? 0;
}
