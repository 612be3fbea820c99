import type { Delivery, DeliveryReason } from '../domain/delivery.ts';
import type { Exchange } from '../infra/outgoing.ts';
import type { Verdict } from './platforms/platform.ts';
import { unansweredReason } from './platforms/statuses.ts';
import { pauseAfter } from './retry.ts';

/**
 * What becomes of a delivery after a try that did not do.
 * @param asked the pause that the consumer asked for, in milliseconds
 */
export function afterTry(
  { tries, deadline }: Delivery,
  verdict: Exclude<Verdict, { type: 'done' }>,
  asked: number | null,
  time: Date,
): Pick<Delivery, 'state' | 'reason' | 'nextTryAt'> {
  const { reason } = verdict;
  const dead = (why: DeliveryReason) => ({ state: 'dead' as const, reason: why, nextTryAt: null });
  if (verdict.type === 'never' || verdict.type === 'gone') return dead(reason);
  const pause = pauseAfter(tries, asked);
  if (pause === null)
    return dead({ code: reason.code, detail: `Given up after ${tries} tries. ${reason.detail}` });
  const afterMs = verdict.type === 'again' ? verdict.afterMs : undefined;
  const nextTryAt = new Date(time.getTime() + (afterMs ?? pause)).toISOString();
  if (deadline && nextTryAt > deadline)
    return dead({
      code: 'too_late',
      detail: `The next try would come after ${deadline}, when the platform takes it no more. ${reason.detail}`,
    });
  return { state: 'waiting', reason, nextTryAt };
}

/** What to make of an exchange without an answer. */
export function unanswered(
  outcome: Exclude<Exchange, { type: 'answered' }>,
  { deduplicatesForMs }: { deduplicatesForMs: number },
): Verdict {
  if (outcome.type === 'unanswered' && deduplicatesForMs === 0)
    return { type: 'never', reason: fateUnknown(outcome.detail) };
  return { type: 'again', reason: unansweredReason(outcome) };
}

/** Sent again, it might count twice; not sent, it might be missing. A person can look, and replay it. */
export function fateUnknown(detail: string): DeliveryReason {
  return {
    code: 'fate_unknown',
    detail: `${detail} It may have arrived, and the platform would count it twice: look there, and replay it if it is missing.`,
  };
}
