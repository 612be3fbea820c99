import type { Consumer } from '../domain/consumer.ts';
import type { Delivery } from '../domain/delivery.ts';
import { idFrom } from '../domain/ids.ts';
import type { Store } from '../store/port.ts';
import { isByQualification, isTakenBack } from './judge.ts';
import { occasionOf } from './occasion.ts';
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
  async function look(delivery: Delivery, consumer: Consumer): Promise<void> {
    const attribution = await store.attributions.get(delivery.attribution);
    const occasion = attribution && (await occasionOf(store, attribution));
    if (!occasion) return;
    const { state, reason } = delivery;
    const isLeftOut = state === 'skipped' && isByQualification(reason);
    if (isLeftOut && !leftOut(consumer.rule, occasion) && (await isEffective(delivery))) {
      await store.deliveries.change(delivery, {
        state: 'waiting',
        reason: null,
        nextTryAt: now().toISOString(),
      });
    }
    if (state === 'delivered' && isTakenBack(consumer, occasion))
      await store.deliveries.add(retractionOf(delivery, consumer));
  }

  /** What has been replaced is told by what is in its place. */
  async function isEffective({ call, attribution }: Delivery): Promise<boolean> {
    return (await store.attributions.ofCall(call))?.id === attribution;
  }

  function retractionOf(delivery: Delivery, consumer: Consumer): Delivery {
    const canRetract = platformOf(consumer).retract !== undefined;
    const time = now().toISOString();
    const reason = {
      code: 'no_retraction',
      detail: 'The platform takes nothing back: the call stays counted there.',
    };
    return {
      ...delivery,
      id: idFrom('dlv', `${delivery.id} retraction`),
      type: 'retraction',
      state: canRetract ? 'waiting' : 'skipped',
      reason: canRetract ? null : reason,
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
    for (const delivery of await store.deliveries.ofCall(call)) {
      if (delivery.type !== 'attribution' || (only !== undefined && delivery.consumer !== only)) continue;
      const consumer = await store.consumers.get(delivery.consumer);
      if (consumer) await look(delivery, consumer);
    }
  };
}
