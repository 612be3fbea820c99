/**
 * The state machine of a delivery. Every change of a delivery's state is an event here, with all fields that it sets.
 * docs/consumers.md draws it.
 */
import {
  type Attempt,
  type Delivery,
  type DeliveryReason,
  type DeliveryState,
  restatementId,
  retractionId,
} from './delivery.ts';

/** A decision about a delivery that has not been sent: send it until the deadline, or do not send it. */
export type Decision =
  | { state: 'waiting'; deadline: string | null }
  | { state: 'skipped' | 'dead'; reason: DeliveryReason };

/** An attempt that ended. Without `notes` and `sent` the worker died, and the delivery keeps those it has. */
export type EndedAttempt = { attempt: Attempt; notes?: string[]; sent?: string | null };

/** The events of a delivery with the facts that each brings. */
export type DeliveryEvents = {
  /** A worker claims the delivery for one attempt. */
  claimed: { at: Date; deadline: string | null };
  /** Another delivery of the call decides whether this one is sent. */
  postponed: { until: Date };
  /** The platform gave no access token. No attempt is used up. */
  blocked: { reason: DeliveryReason };
  /** The consumer's rule, or its platform, leaves the call out. */
  skipped: { reason: DeliveryReason };
  /** The delivery cannot be sent any more. */
  given_up: { reason: DeliveryReason };
  /** The consumer took it. */
  delivered: { at: Date; ended: EndedAttempt };
  /** The attempt failed, and another one follows. */
  retried: { reason: DeliveryReason; nextTryAt: string; ended: EndedAttempt };
  /** The attempt failed, and no other one follows. */
  failed: { reason: DeliveryReason; ended: EndedAttempt };
  /** A later report about the call makes the delivery wanted after all. */
  reconsidered: { at: Date };
  /** A person asks for it again. It has all attempts before it, as if none had been made. */
  replayed: { at: Date };
};
export type DeliveryEvent = keyof DeliveryEvents;

type Transition<Facts> = {
  from: readonly DeliveryState[];
  to: DeliveryState;
  set: (delivery: Delivery, facts: Facts) => Partial<Delivery>;
};

export const DELIVERY_TRANSITIONS: { readonly [E in DeliveryEvent]: Transition<DeliveryEvents[E]> } = {
  claimed: {
    from: ['waiting'],
    to: 'sending',
    set: ({ tries }, { at, deadline }) => ({
      tries: tries + 1,
      begunAt: at.toISOString(),
      nextTryAt: null,
      deadline,
    }),
  },
  postponed: {
    from: ['waiting'],
    to: 'waiting',
    set: (_, { until }) => ({ nextTryAt: until.toISOString() }),
  },
  blocked: { from: ['waiting'], to: 'waiting', set: (_, { reason }) => ({ reason }) },
  skipped: { from: ['waiting'], to: 'skipped', set: (_, { reason }) => ({ reason, nextTryAt: null }) },
  given_up: { from: ['waiting'], to: 'dead', set: (_, { reason }) => ({ reason, nextTryAt: null }) },
  delivered: {
    from: ['sending'],
    to: 'delivered',
    set: (delivery, { at, ended }) => ({
      ...endAttempt(delivery, ended),
      reason: null,
      nextTryAt: null,
      deliveredAt: at.toISOString(),
    }),
  },
  retried: {
    from: ['sending'],
    to: 'waiting',
    set: (delivery, { reason, nextTryAt, ended }) => ({ ...endAttempt(delivery, ended), reason, nextTryAt }),
  },
  failed: {
    from: ['sending'],
    to: 'dead',
    set: (delivery, { reason, ended }) => ({ ...endAttempt(delivery, ended), reason, nextTryAt: null }),
  },
  reconsidered: {
    from: ['skipped'],
    to: 'waiting',
    // The attempts still count: one of them may have reached the consumer.
    set: (_, { at }) => ({ reason: null, nextTryAt: at.toISOString() }),
  },
  replayed: {
    from: ['waiting', 'delivered', 'skipped', 'dead'],
    to: 'waiting',
    set: (_, { at }) => replayedFields(at.toISOString()),
  },
};

/** Returns the fields that a replay sets. Stores set them in many deliveries at once. */
export function replayedFields(at: string) {
  return { state: 'waiting', reason: null, nextTryAt: at, tries: 0 } as const;
}

/** Thrown for an event that the delivery's state does not allow. */
export class IllegalTransition extends Error {
  constructor({ id, state }: Pick<Delivery, 'id' | 'state'>, event: DeliveryEvent) {
    super(`A delivery that is ${state} cannot be ${event}: ${id}`);
  }
}

/** Returns the fields that the event changes, the state included. Throws `IllegalTransition`. */
export function transition<E extends DeliveryEvent>(
  delivery: Delivery,
  event: E,
  facts: DeliveryEvents[E],
): Partial<Delivery> {
  const { from, to, set } = DELIVERY_TRANSITIONS[event];
  if (!from.includes(delivery.state)) throw new IllegalTransition(delivery, event);
  return { state: to, ...set(delivery, facts) };
}

const MAX_ATTEMPTS_STORED = 20;

function endAttempt({ attempts }: Delivery, { attempt, ...sending }: EndedAttempt): Partial<Delivery> {
  return { ...sending, begunAt: null, attempts: [...attempts, attempt].slice(-MAX_ATTEMPTS_STORED) };
}

type DeliveryIdentity = Pick<
  Delivery,
  'id' | 'consumer' | 'provider' | 'call' | 'attribution' | 'type' | 'ordinal' | 'at' | 'requestId' | 'notice'
>;

/** Returns a new delivery in the state that was decided. One that waits is due at once. */
export function newDelivery(identity: DeliveryIdentity, decision: Decision, now: Date): Delivery {
  const time = now.toISOString();
  const isWaiting = decision.state === 'waiting';
  return {
    ...identity,
    state: decision.state,
    reason: isWaiting ? null : decision.reason,
    notes: [],
    deadline: isWaiting ? decision.deadline : null,
    nextTryAt: isWaiting ? time : null,
    tries: 0,
    begunAt: null,
    attempts: [],
    sent: null,
    createdAt: time,
    deliveredAt: null,
    version: 0,
  };
}

/** Returns the delivery that takes the given one back. The given one keeps its state. */
export function retractionOf(reported: Delivery, decision: Decision, now: Date): Delivery {
  return followUp(reported, { id: retractionId(reported.id), type: 'retraction' }, decision, now);
}

/** Returns the delivery that reports the value of the given one's call as it is since `since`. */
export function restatementOf(reported: Delivery, since: string, now: Date): Delivery {
  const id = restatementId(reported.id, since);
  return followUp(reported, { id, type: 'restatement' }, { state: 'waiting', deadline: null }, now);
}

function followUp(
  { consumer, provider, call, attribution, ordinal, at, requestId }: Delivery,
  { id, type }: Pick<Delivery, 'id' | 'type'>,
  decision: Decision,
  now: Date,
): Delivery {
  const identity: DeliveryIdentity = {
    id,
    type,
    consumer,
    provider,
    call,
    attribution,
    ordinal,
    at,
    ...(requestId !== undefined && { requestId }),
  };
  return newDelivery(identity, decision, now);
}
