import type { Consumer } from '../domain/consumer.ts';
import { type CallDelivery, isReported, mayHaveArrived } from '../domain/delivery.ts';
import { type Decision, restatementOf, retractionOf, transition } from '../domain/delivery-state.ts';
import type { Store } from '../store/port.ts';
import { type DeliveryContext, deliveryContext } from './context.ts';
import { isByQualification, isToRestate, isToRetract, NO_RETRACTION } from './decide.ts';
import { platformOf } from './platforms/all.ts';
import { exclusionReason } from './rule.ts';

/** @param consumer reconsiders the deliveries to this consumer alone */
export type Reconsider = (call: string, consumer?: string) => Promise<void>;

export type ReconsiderStore = Pick<
  Store,
  'consumers' | 'deliveries' | 'attributions' | 'calls' | 'annotations' | 'history'
>;

/**
 * Returns a function that looks at a call's deliveries again after a new report about the call. A delivery that was
 * skipped for its qualification is sent if the rule includes the call now. A delivery that was sent is taken back if the
 * rule excludes the call now and the platform accepts retractions. A second run changes nothing.
 */
export function createReconsider(store: ReconsiderStore, now: () => Date): Reconsider {
  return async (call, only) => {
    const deliveries = await store.deliveries.ofCall(call);
    const consumers = only === undefined ? new Set(deliveries.map(({ consumer }) => consumer)) : [only];
    for (const id of consumers) {
      const consumer = await store.consumers.get(id);
      const own = deliveries.filter((one) => one.consumer === id);
      if (consumer) await reconsiderOf(store, consumer, own, now());
    }
  };
}

/** @param deliveries all of one call to the consumer, in its order */
async function reconsiderOf(
  store: ReconsiderStore,
  consumer: Consumer,
  deliveries: readonly CallDelivery[],
  now: Date,
): Promise<void> {
  const attributed = deliveries.filter(({ type }) => type === 'attribution');
  for (const one of attributed)
    if (one.state === 'skipped' && isByQualification(one.reason))
      await sendAfterAll(store, consumer, one, now);
  // A call is retracted once, however many deliveries of it were sent.
  const reported = attributed.findLast(isReported);
  if (!reported) return;
  await retract(store, consumer, reported, deliveries, now);
  await restate(store, consumer, reported, deliveries, now);
}

/** Adds a delivery of the call's value where the consumer was sent another value, and takes values that were set later. */
async function restate(
  store: ReconsiderStore,
  consumer: Consumer,
  reported: CallDelivery,
  known: readonly CallDelivery[],
  now: Date,
): Promise<void> {
  if (!platformOf(consumer).restate) return;
  // A restatement that was not sent yet takes the value of the moment when it is.
  const isPlanned = ({ type, state, attempts }: CallDelivery) =>
    type === 'restatement' && state === 'waiting' && !attempts.some(mayHaveArrived);
  if (known.some(isPlanned)) return;
  const context = await contextFor(store, reported);
  const since = context?.qualification?.at;
  if (!since || !isToRestate(consumer, context, known)) return;
  await store.deliveries.add(restatementOf(reported, since, now));
}

async function sendAfterAll(
  store: ReconsiderStore,
  { rule }: Consumer,
  delivery: CallDelivery,
  now: Date,
): Promise<void> {
  const context = await contextFor(store, delivery);
  if (!context || exclusionReason(rule, context)) return;
  const effective = await store.attributions.ofCall(delivery.call);
  // An attribution that was replaced is not sent: the delivery of its replacement is.
  if (effective?.id !== delivery.attribution) return;
  await store.deliveries.change(delivery, transition(delivery, 'reconsidered', { at: now }));
}

async function retract(
  store: ReconsiderStore,
  consumer: Consumer,
  reported: CallDelivery,
  known: readonly CallDelivery[],
  now: Date,
): Promise<void> {
  const context = await contextFor(store, reported);
  if (!context || !isToRetract(consumer, context)) return;
  const decision: Decision = platformOf(consumer).retract
    ? { state: 'waiting', deadline: null }
    : { state: 'skipped', reason: NO_RETRACTION };
  const retraction = retractionOf(reported, decision, now);
  const former = known.find(({ id }) => id === retraction.id);
  if (!former) await store.deliveries.add(retraction);
  // An earlier retraction was skipped, because the call counted again before it was sent.
  else if (former.state === 'skipped' && decision.state === 'waiting')
    await store.deliveries.change(former, transition(former, 'reconsidered', { at: now }));
}

async function contextFor(
  store: ReconsiderStore,
  { attribution: id }: CallDelivery,
): Promise<DeliveryContext | null> {
  const attribution = await store.attributions.get(id);
  return attribution && deliveryContext(store, attribution);
}
