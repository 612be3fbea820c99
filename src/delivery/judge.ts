import { isSameEnd } from '../domain/attribution.ts';
import type { Consumer } from '../domain/consumer.ts';
import {
  type Delivery,
  type DeliveryReason,
  deliveryId,
  isReported,
  mayHaveArrived,
} from '../domain/delivery.ts';
import type { Store } from '../store/port.ts';
import { fateUnknown } from './after-try.ts';
import type { DeliveryContext } from './context.ts';
import { platformOf } from './platforms/all.ts';
import { isReason } from './platforms/platform.ts';
import { leftOut } from './rule.ts';

export type Judged =
  | { state: 'waiting'; deadline: string | null }
  | { state: 'skipped' | 'dead'; reason: DeliveryReason };

/** Whether the call is to be told to the consumer now, by its rule and the platform's. */
export function judge(consumer: Consumer, context: DeliveryContext, now: Date): Judged {
  const reason = leftOut(consumer.rule, context);
  if (reason) return { state: 'skipped', reason };
  const judged = platformOf(consumer).judge(context, consumer);
  if (isReason(judged)) return { state: 'skipped', reason: judged };
  const { deadline } = judged;
  if (deadline && deadline < now) return { state: 'dead', reason: tooLate(deadline) };
  return { state: 'waiting', deadline: deadline?.toISOString() ?? null };
}

/** What is to be done now with a delivery that waits; `undecided` while another try decides it. */
export async function judgeNow(
  store: Pick<Store, 'attributions' | 'deliveries'>,
  delivery: Delivery,
  consumer: Consumer,
  context: DeliveryContext,
  now: Date,
): Promise<Judged | 'undecided'> {
  if (delivery.type === 'retraction')
    return judgeRetraction(
      consumer,
      context,
      await store.deliveries.get(deliveryId(consumer.id, delivery.attribution)),
    );
  const judged = judge(consumer, context, now);
  const { countsCalls, deduplicatesForMs } = platformOf(consumer);
  if (judged.state !== 'waiting' || !countsCalls) return judged;
  const doubtful = delivery.attempts.slice(delivery.attempts.length - delivery.tries).find(mayHaveArrived);
  if (doubtful && now.getTime() - Date.parse(doubtful.at) > deduplicatesForMs)
    return { state: 'dead', reason: fateUnknown(doubtful.reason?.detail ?? '') };
  const counted = await countedReason(store, delivery);
  if (counted === null || counted === 'undecided') return counted ?? judged;
  return { state: 'skipped', reason: counted };
}

/** A retraction is told while what led to it holds, and after what it takes back. */
function judgeRetraction(
  consumer: Consumer,
  context: DeliveryContext,
  told: Delivery | null,
): Judged | 'undecided' {
  if (!platformOf(consumer).retract) return { state: 'skipped', reason: NO_RETRACTION };
  if (told?.state === 'sending') return 'undecided';
  const skipped = (code: string, detail: string) => ({ state: 'skipped' as const, reason: { code, detail } });
  if (!isTakenBack(consumer, context)) return skipped('counts_again', 'The call is one that counts again.');
  if (told && !isReported(told)) return skipped('not_told', 'The call has not been told, after all.');
  return { state: 'waiting', deadline: null };
}

export const NO_RETRACTION: DeliveryReason = {
  code: 'no_retraction',
  detail: 'The platform takes nothing back: the call stays counted there.',
};

/**
 * Whether a call that was told is one by now that would not be: it was said to be spam, or not qualified, or it turned
 * out to have ended in another way.
 */
export function isTakenBack({ rule }: Consumer, context: DeliveryContext): boolean {
  const reason = leftOut(rule, context);
  if (isByQualification(reason)) return true;
  // A rule that was made narrower since takes nothing back.
  const isByEnd = reason?.code === 'outcome' || reason?.code === 'talk_time';
  return isByEnd && !isSameEnd(context.attribution, context.call);
}

/** Whether the reason falls away when somebody says something else of the call. */
export function isByQualification(reason: DeliveryReason | null): boolean {
  return reason?.code === 'spam' || reason?.code === 'not_qualified';
}

/**
 * Why a platform that counts calls is not told again of this one: it has been told by another attribution of the call,
 * or a later attribution is told in this one's place. `undecided` while it is being told by another.
 */
export async function countedReason(
  store: Pick<Store, 'attributions' | 'deliveries'>,
  { id, consumer, call, attribution }: Pick<Delivery, 'id' | 'consumer' | 'call' | 'attribution'>,
): Promise<DeliveryReason | 'undecided' | null> {
  const others = (await store.deliveries.ofCall(call)).filter(
    (other) => other.consumer === consumer && other.id !== id && other.type === 'attribution',
  );
  const doubtful = others.find(({ state, reason }) => state === 'dead' && reason?.code === 'fate_unknown');
  if (doubtful)
    return { code: 'counted', detail: `The call may have been told by ${doubtful.id}, and counts once.` };
  if (others.some(({ state }) => state === 'sending')) return 'undecided';
  const told = others.find(({ state }) => state === 'delivered');
  if (told) return { code: 'counted', detail: `The call has been told by ${told.id}, and counts once.` };
  const effective = await store.attributions.ofCall(call);
  if (effective && effective.id !== attribution)
    return { code: 'superseded', detail: `${effective.id} is what is known of the call by now.` };
  return null;
}

export function tooLate(deadline: Date): DeliveryReason {
  return { code: 'too_late', detail: `The platform took it until ${deadline.toISOString()}.` };
}
