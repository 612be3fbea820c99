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
  /** The answer's HTTP status, its beginning, and how long it took; null: nothing was answered. */
  status: number | null;
  answer: string | null;
  ms: number | null;
  reason: DeliveryReason | null;
};

const SHOWN_ANSWER = 2000;

/** Sends the consumer something that counts nowhere, and says how that went. */
export function createTrial(send: Send, tokens: Tokens, now: () => Date = () => new Date()) {
  return async (consumer: Consumer): Promise<Trial> => {
    const platform = platformOf(consumer);
    const grant = platform.grant?.(consumer);
    const token = grant ? await tokens.of(consumer, grant) : '';
    if (typeof token !== 'string') return failed(token);
    const message = platform.trial(consumer, token, now());
    if (isReason(message)) return failed(message);
    const url = urlOf(platform.url(consumer), message.path, message.query);
    const outcome = await send({ method: 'POST', url, headers: message.headers, body: message.body });
    if (outcome.type !== 'answered') return { ...failed(unansweredReason(outcome)), ms: outcome.ms };
    if (grant && outcome.status === 401) tokens.forget(grant);
    const verdict = (platform.readTrial ?? platform.read)(outcome);
    return {
      ok: verdict.type === 'done',
      status: outcome.status,
      answer: outcome.text.slice(0, SHOWN_ANSWER),
      ms: outcome.ms,
      reason: verdict.type === 'done' ? null : verdict.reason,
    };
  };
}

function failed(reason: DeliveryReason): Trial {
  return { ok: false, status: null, answer: null, ms: null, reason };
}
