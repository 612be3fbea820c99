import type { Attempt, Delivery, DeliveryReason } from '../domain/delivery.ts';
import { type EndedAttempt, transition } from '../domain/delivery-state.ts';
import type { Exchange } from '../infra/outgoing.ts';
import type { Verdict } from './platforms/platform.ts';
import { unansweredReason } from './platforms/statuses.ts';
import { pauseAfter } from './retry.ts';

type Failure = Exclude<Verdict, { type: 'done' }>;

/**
 * Returns the fields that a failed attempt changes: the delivery waits for the next attempt, or is dead.
 * @param askedMs the pause that the consumer asked for, in milliseconds
 */
export function afterFailure(
  delivery: Delivery,
  { failure, ended, askedMs }: { failure: Failure; ended: EndedAttempt; askedMs: number | null },
  now: Date,
): Partial<Delivery> {
  const { reason } = failure;
  const { tries, deadline } = delivery;
  const fail = (why: DeliveryReason) => transition(delivery, 'failed', { reason: why, ended });
  if (failure.type === 'never' || failure.type === 'gone') return fail(reason);
  const pause = pauseAfter(tries, askedMs);
  if (pause === null)
    return fail({ code: reason.code, detail: `Given up after ${tries} attempts. ${reason.detail}` });
  const { afterMs = pause, leastMs = 0 } = failure.type === 'again' ? failure : {};
  const nextTryAt = new Date(now.getTime() + Math.max(afterMs, leastMs)).toISOString();
  if (deadline && nextTryAt > deadline)
    return fail({
      code: 'too_late',
      detail: `The platform accepts the call until ${deadline}, before the next attempt. ${reason.detail}`,
    });
  return transition(delivery, 'retried', { reason, nextTryAt, ended });
}

/** Returns the verdict on an exchange without an answer. */
export function unansweredVerdict(
  exchange: Exclude<Exchange, { type: 'answered' }>,
  { deduplicatesForMs }: { deduplicatesForMs: number },
): Verdict {
  if (exchange.type === 'unanswered' && deduplicatesForMs === 0)
    return { type: 'never', reason: fateUnknown(exchange.detail) };
  return { type: 'again', reason: unansweredReason(exchange) };
}

/**
 * Returns the verdict on an attempt whose worker died before it stored the answer.
 * @param isRepeatable a second request does not count the call twice
 */
export function interruptedVerdict(isRepeatable: boolean): Failure {
  if (isRepeatable) return { type: 'again', reason: INTERRUPTED, afterMs: 0 };
  return { type: 'never', reason: fateUnknown(INTERRUPTED.detail) };
}

const INTERRUPTED: DeliveryReason = {
  code: 'interrupted',
  detail: 'The worker died before it stored the answer.',
};

export function interruptedAttempt({ begunAt }: Pick<Delivery, 'begunAt'>): Attempt {
  return { at: begunAt ?? '', ms: null, status: null, answer: null, reason: INTERRUPTED };
}

/** A second request might count the call twice, and no second request might lose it. A person has to look. */
export function fateUnknown(detail: string): DeliveryReason {
  return {
    code: 'fate_unknown',
    detail: `${detail} The platform may have the call already, and would count it twice. Look there, and replay the delivery if the call is missing.`,
  };
}
