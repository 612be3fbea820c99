import type { Consumer } from '../domain/consumer.ts';
import { type Delivery, isReported, retractionId } from '../domain/delivery.ts';
import type { Store } from '../store/port.ts';
import { type DeliveryContext, deliveryContext } from './context.ts';
import { isByQualification, isTakenBack, NO_RETRACTION } from './judge.ts';
import { platformOf } from './platforms/all.ts';
import { leftOut } from './rule.ts';

/** @param consumer alone; left out: all who were told */
export type Reconsider = (call: string, consumer?: string) => Promise<void>;

/**
 * Looks again at what was told of a call, since somebody has said something of it, or the carrier told more: what was
 * left out for what was said is told now, and what was told of a call that is none any more is taken back where the
 * platform can. Doing it twice changes nothing more.
 */
export function createReconsider(
  store: Pick<Store, 'consumers' | 'deliveries' | 'attributions' | 'calls' | 'annotations' | 'history'>,
  now: () => Date = () => new Date(),
): Reconsider {
  async function contextFor({ attribution: id }: Delivery): Promise<DeliveryContext | null> {
    const attribution = await store.attributions.get(id);
    return attribution && deliveryContext(store, attribution);
  }

  /** @param deliveries all of one call to the consumer, in its order */
  async function look(consumer: Consumer, deliveries: readonly Delivery[]): Promise<void> {
    const tellings = deliveries.filter(({ type }) => type === 'attribution');
    for (const one of tellings)
      if (one.state === 'skipped' && isByQualification(one.reason)) await tellAfterAll(consumer, one);
    // It is taken back once, however often it was told.
    const told = tellings.findLast(isReported);
    if (told) await takeBack(consumer, told, deliveries);
  }

  async function tellAfterAll({ rule }: Consumer, delivery: Delivery): Promise<void> {
    const context = await contextFor(delivery);
    if (context && !leftOut(rule, context) && (await isEffective(delivery))) await letWait(delivery);
  }

  async function takeBack(consumer: Consumer, told: Delivery, known: readonly Delivery[]): Promise<void> {
    const context = await contextFor(told);
    if (!context || !isTakenBack(consumer, context)) return;
    const retraction = retractionOf(told, consumer);
    const former = known.find(({ id }) => id === retraction.id);
    if (!former) await store.deliveries.add(retraction);
    // It was to be taken back before, and then was not.
    else if (former.state === 'skipped' && retraction.state === 'waiting') await letWait(former);
  }

  async function letWait(delivery: Delivery): Promise<void> {
    await store.deliveries.change(delivery, {
      state: 'waiting',
      reason: null,
      nextTryAt: now().toISOString(),
    });
  }

  /** What has been replaced is told by what is in its place. */
  async function isEffective({ call, attribution }: Delivery): Promise<boolean> {
    return (await store.attributions.ofCall(call))?.id === attribution;
  }

  function retractionOf(delivery: Delivery, consumer: Consumer): Delivery {
    const canRetract = platformOf(consumer).retract !== undefined;
    const time = now().toISOString();
    return {
      ...delivery,
      id: retractionId(delivery.id),
      type: 'retraction',
      state: canRetract ? 'waiting' : 'skipped',
      reason: canRetract ? null : NO_RETRACTION,
      notes: [],
      deadline: null,
      nextTryAt: canRetract ? time : null,
      tries: 0,
      begunAt: null,
      attempts: [],
      sent: null,
      createdAt: time,
      deliveredAt: null,
      version: 0,
    };
  }

  return async (call, only) => {
    const deliveries = await store.deliveries.ofCall(call);
    for (const id of only === undefined ? new Set(deliveries.map(({ consumer }) => consumer)) : [only]) {
      const consumer = await store.consumers.get(id);
      if (consumer)
        await look(
          consumer,
          deliveries.filter((one) => one.consumer === id),
        );
    }
  };
}
