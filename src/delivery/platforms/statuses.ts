import type { DeliveryReason } from '../../domain/delivery.ts';
import type { Exchange } from '../../infra/outgoing.ts';
import type { Answered, Verdict } from './platform.ts';

/** What a status alone says, by the rules of Standard Webhooks. */
export function readStatus({ status }: Pick<Answered, 'status'>): Verdict {
  if (status >= 200 && status < 300) return { type: 'done' };
  if (status === 410) return { type: 'gone', reason: statusReason(status, 'the consumer is gone') };
  if (status === 429 || status === 502 || status === 504)
    return { type: 'slow', reason: statusReason(status, 'it asks us to slow down') };
  if (status >= 300 && status < 400)
    return { type: 'again', reason: statusReason(status, 'redirects are not followed') };
  return { type: 'again', reason: statusReason(status, 'it did not take it') };
}

/**
 * What a platform's status says where its answer says no more: what is wrong with the request will be wrong for
 * ever, what is wrong with the credentials can be put right.
 */
export function readPlatformStatus(answer: Answered, said: string | null = null): Verdict {
  const { status } = answer;
  if (status >= 200 && status < 300) return { type: 'done' };
  const canChange = [401, 403, 404, 408, 425].includes(status);
  if (status >= 400 && status < 500 && status !== 429 && !canChange)
    return { type: 'never', reason: statusReason(status, said ?? 'it will never take this') };
  const verdict = readStatus(answer);
  if (verdict.type === 'done') return verdict;
  return said ? { ...verdict, reason: statusReason(status, said) } : verdict;
}

export function statusReason(status: number, detail: string): DeliveryReason {
  return { code: `status_${status}`, detail: `The answer was ${status}: ${detail}.` };
}

/** Why there was no answer. */
export function unansweredReason({ type, detail }: Exclude<Exchange, { type: 'answered' }>): DeliveryReason {
  const code = { refused: 'address_refused', unsent: 'no_connection', unanswered: 'no_answer' }[type];
  return { code, detail };
}

/** The answer as JSON; undefined where it is none. */
export function jsonOf({ text, isCut }: Answered): unknown {
  if (isCut) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
