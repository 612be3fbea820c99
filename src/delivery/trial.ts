import type { Consumer, ConsumerOf } from '../domain/consumer.ts';
import type { DeliveryReason } from '../domain/delivery.ts';
import type { Exchange, Send } from '../infra/outgoing.ts';
import { platformOf } from './platforms/all.ts';
import { isReason, type Message } from './platforms/platform.ts';
import { mailMessage } from './platforms/report-mail.ts';
import { unansweredReason } from './platforms/statuses.ts';
import { NO_REPORTS, type ReportFor } from './report-mails/report-for.ts';
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
export function createTrial(send: Send, tokens: Tokens, now: () => Date, reportFor: ReportFor = NO_REPORTS) {
  return async (consumer: Consumer): Promise<Trial> => {
    if (consumer.kind === 'report_mail') return tryReport(consumer);
    const platform = platformOf(consumer);
    const grant = platform.grant?.(consumer);
    const token = grant ? await tokens.of(consumer, grant) : '';
    if (typeof token !== 'string') return failed(token);
    const message = platform.trial(consumer, token, now());
    if (isReason(message)) return failed(message);
    const exchange = await post(consumer, message);
    if (grant && exchange.type === 'answered' && exchange.status === 401) tokens.forget(grant);
    return resultOf(consumer, exchange);
  };

  /** Sends the latest report to all its readers. Returns the result of the last mail, or of the first one that failed. */
  async function tryReport(consumer: ConsumerOf<'report_mail'>): Promise<Trial> {
    let result = failed({ code: 'no_reader', detail: 'Nobody gets the report.' });
    const at = now();
    for (const [i, to] of consumer.settings.to.entries()) {
      const report = await reportFor(consumer, { at: at.toISOString(), report: { to } });
      if (!report) return result;
      const id = `test_${consumer.id}_${at.getTime()}_${i}`;
      result = resultOf(consumer, await post(consumer, mailMessage(id, report, consumer.settings)));
      if (!result.ok) return result;
    }
    return result;
  }

  function post(consumer: Consumer, { path, query, headers, body }: Message): Promise<Exchange> {
    const url = urlOf(platformOf(consumer).url(consumer), path, query);
    return send({ method: 'POST', url, headers, body });
  }
}

function resultOf(consumer: Consumer, exchange: Exchange): Trial {
  if (exchange.type !== 'answered') return { ...failed(unansweredReason(exchange)), ms: exchange.ms };
  const platform = platformOf(consumer);
  const verdict = (platform.readTrial ?? platform.read)(exchange, consumer);
  return {
    ok: verdict.type === 'done',
    status: exchange.status,
    answer: exchange.text.slice(0, MAX_ANSWER_CHARS),
    ms: exchange.ms,
    reason: verdict.type === 'done' ? null : verdict.reason,
  };
}

function failed(reason: DeliveryReason): Trial {
  return { ok: false, status: null, answer: null, ms: null, reason };
}
