import { isSameEnd } from '../domain/attribution.ts';
import type { Consumer } from '../domain/consumer.ts';
import {
  type CallDelivery,
  type Delivery,
  type DeliveryReason,
  deliveryId,
  isReported,
  mayHaveArrived,
} from '../domain/delivery.ts';
import type { Decision } from '../domain/delivery-state.ts';
import type { Store } from '../store/port.ts';
import { aboutOf } from './about.ts';
import { fateUnknown } from './after-attempt.ts';
import { COMBINED } from './combined.ts';
import type { DeliveryContext } from './context.ts';
import { type CampaignStore, laterOfCampaign } from './first-of-campaign.ts';
import { platformOf } from './platforms/all.ts';
import { isReason } from './platforms/platform.ts';
import { worthOf } from './platforms/worth.ts';
import { exclusionReason } from './rule.ts';

/** Decides by the consumer's rule and its platform's whether the call is sent. */
export function decide(consumer: Consumer, context: DeliveryContext, now: Date): Decision {
  const reason = exclusionReason(consumer.rule, context);
  if (reason) return { state: 'skipped', reason };
  const { countsCalls, judge } = platformOf(consumer);
  const takesEveryCall = !countsCalls && aboutOf(consumer) === null;
  if (context.call.outcome === 'blocked' && !takesEveryCall) return { state: 'skipped', reason: BLOCKED };
  const judged = judge(context, consumer);
  if (isReason(judged)) return { state: 'skipped', reason: judged };
  const { deadline } = judged;
  if (deadline && deadline < now) return { state: 'dead', reason: tooLate(deadline) };
  return { state: 'waiting', deadline: deadline?.toISOString() ?? null };
}

/** Decides as `decide`, and by the calls that the consumer was sent before. */
export async function decideOnce(
  store: CampaignStore,
  consumer: Consumer,
  context: DeliveryContext,
  now: Date,
): Promise<Decision> {
  const decision = decide(consumer, context, now);
  if (decision.state !== 'waiting') return decision;
  const reason = await laterOfCampaign(store, consumer, context, now);
  return reason ? { state: 'skipped', reason } : decision;
}

/** A refused call is no conversion, and nothing that a person has to act on. */
const BLOCKED: DeliveryReason = { code: 'blocked', detail: 'The call was refused.' };

/** Decides about a waiting delivery just before its attempt. `undecided`: the attempt of another delivery decides. */
export async function decideNow(
  store: Pick<Store, 'attributions' | 'deliveries'> & CampaignStore,
  delivery: CallDelivery,
  consumer: Consumer,
  context: DeliveryContext,
  now: Date,
): Promise<Decision | 'undecided'> {
  if (delivery.type === 'retraction') {
    const retracted = await store.deliveries.get(deliveryId(consumer.id, delivery.attribution));
    return decideRetraction(consumer, context, retracted);
  }
  if (delivery.type === 'restatement') {
    const others = (await store.deliveries.ofCall(delivery.call)).filter(
      (other) => other.consumer === consumer.id && other.id !== delivery.id,
    );
    if (others.some(({ state }) => state === 'sending')) return 'undecided';
    // While its own request is processed the value that it sent is the latest.
    const isUnderWay = delivery.attempts.some(mayHaveArrived);
    if (!isUnderWay && !isToRestate(consumer, context, others))
      return { state: 'skipped', reason: VALUE_REPORTED };
    return { state: 'waiting', deadline: null };
  }
  const decision = await decideOnce(store, consumer, context, now);
  const { countsCalls, deduplicatesForMs } = platformOf(consumer);
  if (decision.state !== 'waiting' || !countsCalls) return decision;
  const doubtful = delivery.attempts.slice(delivery.attempts.length - delivery.tries).find(mayHaveArrived);
  if (doubtful && now.getTime() - Date.parse(doubtful.at) > deduplicatesForMs)
    return { state: 'dead', reason: fateUnknown(doubtful.reason?.detail ?? '') };
  const counted = await countedReason(store, delivery);
  if (counted === null || counted === 'undecided') return counted ?? decision;
  return { state: 'skipped', reason: counted };
}

/** A retraction is sent while its reason holds, and only after the delivery that it takes back. */
function decideRetraction(
  consumer: Consumer,
  context: DeliveryContext,
  retracted: Delivery | null,
): Decision | 'undecided' {
  if (!platformOf(consumer).retract) return { state: 'skipped', reason: NO_RETRACTION };
  if (retracted?.state === 'sending') return 'undecided';
  const skip = (code: string, detail: string) => ({ state: 'skipped' as const, reason: { code, detail } });
  if (!isToRetract(consumer, context)) return skip('counts_again', 'The call counts again.');
  if (retracted && !isReported(retracted))
    return skip('not_told', 'The consumer never received the delivery that this one takes back.');
  return { state: 'waiting', deadline: null };
}

const VALUE_REPORTED: DeliveryReason = {
  code: 'value_reported',
  detail: 'The consumer has the present value of the call.',
};

/**
 * Checks whether the consumer was sent another value of the call than the present one. A call that is to be taken back for the first
 * time is not restated: its retraction says so.
 */
export function isToRestate(
  consumer: Consumer,
  context: DeliveryContext,
  deliveries: readonly Delivery[],
): boolean {
  const { restate } = platformOf(consumer);
  if (!restate || !('value' in consumer.settings)) return false;
  const own = deliveries.filter(
    (one) => one.consumer === consumer.id && one.sent !== null && isReported(one),
  );
  const latest = own.toSorted((a, b) => sentAt(a).localeCompare(sentAt(b))).at(-1);
  if (!latest?.sent) return false;
  const isTakenBack = isToRetract(consumer, context);
  if (isTakenBack && !own.some(({ type }) => type === 'retraction')) return false;
  const worth = worthOf(context, consumer.settings);
  const former = restate.valueIn(latest.sent, consumer);
  if (former === 'final') return false;
  if (isTakenBack) return former !== null && former.value !== 0;
  return worth !== null && (worth.value !== former?.value || worth.currency !== former.currency);
}

function sentAt({ attempts }: Delivery): string {
  return attempts.findLast(({ reason }) => reason === null || reason.code === 'processing')?.at ?? '';
}

export const NO_RETRACTION: DeliveryReason = {
  code: 'no_retraction',
  detail: 'The platform accepts no retractions. The call stays counted there.',
};

/**
 * Checks whether a call that was sent would not be sent now: a person reported it as spam or as not qualified, or the
 * carrier reported another end.
 */
export function isToRetract({ rule }: Consumer, context: DeliveryContext): boolean {
  const reason = exclusionReason(rule, context);
  if (isByQualification(reason)) return true;
  // A rule that was narrowed later retracts nothing.
  const isByEnd = reason?.code === 'outcome' || reason?.code === 'talk_time';
  return isByEnd && !isSameEnd(context.attribution, context.call);
}

/** Checks whether another qualification of the call would remove the reason. */
export function isByQualification(reason: DeliveryReason | null): boolean {
  return reason?.code === 'spam' || reason?.code === 'not_qualified';
}

/**
 * Returns the reason why a platform that counts calls gets no second delivery of this call: it has one of another
 * attribution, or a later attribution replaces this one. `undecided` while another delivery is being sent.
 */
export async function countedReason(
  store: Pick<Store, 'attributions' | 'deliveries'>,
  { id, consumer, call, attribution }: Pick<CallDelivery, 'id' | 'consumer' | 'call' | 'attribution'>,
): Promise<DeliveryReason | 'undecided' | null> {
  const others = (await store.deliveries.ofCall(call)).filter(
    (other) => other.consumer === consumer && other.id !== id && other.type === 'attribution',
  );
  const counted = (detail: string) => ({ code: 'counted', detail });
  const doubtful = others.find(({ state, reason }) => state === 'dead' && reason?.code === 'fate_unknown');
  if (doubtful) return counted(`${doubtful.id} may have delivered the call, and a call counts once.`);
  if (others.some(({ state }) => state === 'sending')) return 'undecided';
  const delivered = others.find(({ state }) => state === 'delivered');
  if (delivered) return counted(`${delivered.id} has delivered the call, and a call counts once.`);
  const combined = others.find(({ state, reason }) => state === 'skipped' && reason?.code === COMBINED);
  if (combined) return counted(`${combined.id} went out with another one, and a call counts once.`);
  const effective = await store.attributions.ofCall(call);
  if (effective && effective.id !== attribution)
    return { code: 'superseded', detail: `${effective.id} has replaced this attribution of the call.` };
  return null;
}

export function tooLate(deadline: Date): DeliveryReason {
  return { code: 'too_late', detail: `The platform accepted the call until ${deadline.toISOString()}.` };
}
