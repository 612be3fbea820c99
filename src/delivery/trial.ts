import type { Consumer } from '../domain/consumer.ts';
import type { DeliveryReason } from '../domain/delivery.ts';
import type { Send } from '../infra/outgoing.ts';
import { platformOf } from './platforms/all.ts';
import { isReason } from './platforms/platform.ts';
import { unansweredReason } from './platforms/statuses.ts';
import type { Tokens } from './tokens.ts';
import { urlOf } from './url.ts';

export type Trial = {
  ok: boolean;
  /** The HTTP status, the beginning of the answer and its duration. Null: the consumer did not answer. */
  status: number | null;
  answer: string | null;
  ms: number | null;
  reason: DeliveryReason | null;
};

const MAX_ANSWER_CHARS = 2000;

/** Returns a function that sends a consumer a test that counts nowhere, and returns the result. */
export function createTrial(send: Send, tokens: Tokens, now: () => Date) {
  return async (consumer: Consumer): Promise<Trial> => {
    const platform = platformOf(consumer);
    const grant = platform.grant?.(consumer);
    const token = grant ? await tokens.of(consumer, grant) : '';
    if (typeof token !== 'string') return failed(token);
    const message = platform.trial(consumer, token, now());
    if (isReason(message)) return failed(message);
    const url = urlOf(platform.url(consumer), message.path, message.query);
    const exchange = await send({ method: 'POST', url, headers: message.headers, body: message.body });
    if (exchange.type !== 'answered') return { ...failed(unansweredReason(exchange)), ms: exchange.ms };
    if (grant && exchange.status === 401) tokens.forget(grant);
    const verdict = (platform.readTrial ?? platform.read)(exchange, consumer);
    return {
      ok: verdict.type === 'done',
      status: exchange.status,
      answer: exchange.text.slice(0, MAX_ANSWER_CHARS),
      ms: exchange.ms,
      reason: verdict.type === 'done' ? null : verdict.reason,
    };
  };
}

function failed(reason: DeliveryReason): Trial {
  return { ok: false, status: null, answer: null, ms: null, reason };
}
