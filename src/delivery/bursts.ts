import type { Consumer } from '../domain/consumer.ts';
import type { Delivery } from '../domain/delivery.ts';
import { transition } from '../domain/delivery-state.ts';
import type { Store } from '../store/port.ts';
import { COMBINED } from './combined.ts';
import { type DeliveryContext, deliveryContext } from './context.ts';
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
  const sent = await deliveries.list(consumer.id, { limit: LATEST }, { state: 'delivered' });
  const last = Math.max(0, ...sent.map(({ deliveredAt }) => Date.parse(deliveredAt ?? '') || 0));
  return last + quietMs > now.getTime() ? new Date(last + quietMs) : null;
}

/**
 * Adds the consumer's waiting deliveries to the claimed one, and returns the contexts of all that were added to it, also by an earlier
 * attempt. Deliveries of such a consumer are sent in their order, so no other attempt is under way.
 */
export async function gatherBurst(
  store: BurstStore,
  claimed: Delivery,
  consumer: Consumer,
): Promise<DeliveryContext[]> {
  if (quietMsOf(consumer) === 0) return [];
  const reason = { code: COMBINED, detail: `It is part of ${claimed.id}.` };
  const page = { limit: MAX_BURST };
  for (const one of await store.deliveries.list(consumer.id, page, { state: 'waiting' }))
    await store.deliveries.change(one, transition(one, 'skipped', { reason }));
  const skipped = await store.deliveries.list(consumer.id, { limit: 4 * MAX_BURST }, { state: 'skipped' });
  const added = skipped.filter((one) => one.reason?.code === COMBINED && one.reason.detail === reason.detail);
  const contexts = await Promise.all(
    added.toReversed().map(async ({ attribution: id }) => {
      const attribution = await store.attributions.get(id);
      return attribution && deliveryContext(store, attribution);
    }),
  );
  return contexts.filter((one) => one !== null);
}

function quietMsOf(consumer: Consumer): number {
  return platformOf(consumer).quietMs?.(consumer) ?? 0;
}
