import type { DeliveryReason } from '../../domain/delivery.ts';
import type { Exchange } from '../../infra/outgoing.ts';
import type { Answered, Verdict } from './platform.ts';

/** Returns the meaning of a status by the rules of Standard Webhooks. */
export function readStatus({ status }: Pick<Answered, 'status'>): Verdict {
  if (status >= 200 && status < 300) return { type: 'done' };
  if (status === 410) return { type: 'gone', reason: statusReason(status, 'the consumer is gone') };
  if (status === 429 || status === 502 || status === 504)
    return { type: 'slow', reason: statusReason(status, 'the consumer asks for fewer requests') };
  if (status >= 300 && status < 400)
    return { type: 'again', reason: statusReason(status, 'redirects are not followed') };
  return { type: 'again', reason: statusReason(status, 'the consumer did not accept the call') };
}

/**
 * Returns the meaning of a platform's status. A fault of the request stays, so it is not sent again. A fault of the
 * credentials can be repaired, so it is.
 * @param said the platform's own explanation
 */
export function readPlatformStatus(answer: Answered, said: string | null = null): Verdict {
  const { status } = answer;
  if (status >= 200 && status < 300) return { type: 'done' };
  const canChange = [401, 403, 404, 408, 425].includes(status);
  if (status >= 400 && status < 500 && status !== 429 && !canChange)
    return { type: 'never', reason: statusReason(status, said ?? 'the platform will never accept this') };
  const verdict = readStatus(answer);
  if (verdict.type === 'done') return verdict;
  return said ? { ...verdict, reason: statusReason(status, said) } : verdict;
}

export function statusReason(status: number, detail: string): DeliveryReason {
  return { code: `status_${status}`, detail: `The answer was ${status}: ${detail}.` };
}

/** Returns the reason why there was no answer. */
export function unansweredReason({ type, detail }: Exclude<Exchange, { type: 'answered' }>): DeliveryReason {
  const code = { refused: 'address_refused', unsent: 'no_connection', unanswered: 'no_answer' }[type];
  return { code, detail };
}

/** Parses the answer as JSON. Returns undefined when it is not JSON or was cut. */
export function jsonOf({ text, isCut }: Answered): unknown {
  if (isCut) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
