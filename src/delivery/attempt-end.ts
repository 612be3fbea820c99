import type { Logger } from 'pino';
import type { Consumer } from '../domain/consumer.ts';
import type { Attempt, Delivery } from '../domain/delivery.ts';
import { type Decision, transition } from '../domain/delivery-state.ts';
import type { Exchange } from '../infra/outgoing.ts';
import type { Store } from '../store/port.ts';
import { afterFailure } from './after-attempt.ts';
import type { Message, Verdict } from './platforms/platform.ts';
import { disable, slowDown, speedUp } from './progress.ts';
import { type OnResult, resultOf } from './result.ts';
import { retryAfterMs } from './retry.ts';

const MAX_ANSWER_CHARS = 2000;

export type AttemptEndOptions = {
  store: Pick<Store, 'deliveries' | 'progress'>;
  onResult: OnResult;
  log: Logger;
  now: () => Date;
};

/** One request and what came of it. */
export type Sent = { message: Message; exchange: Exchange; verdict: Verdict };

/** Stores how attempts end, and reports it to the log and the metrics. */
export class AttemptEnd {
  readonly #options: AttemptEndOptions;

  constructor(options: AttemptEndOptions) {
    this.#options = options;
  }

  /** Stores the attempt and the state that follows. Slows the consumer down or disables it where its answer asks for that. */
  async settle(delivery: Delivery, consumer: Consumer, { message, exchange, verdict }: Sent): Promise<void> {
    const time = this.#options.now();
    const answered = exchange.type === 'answered' ? exchange : null;
    const askedMs = answered && retryAfterMs(answered.retryAfter, time);
    const attempt: Attempt = {
      at: delivery.begunAt ?? time.toISOString(),
      ms: exchange.ms,
      status: answered?.status ?? null,
      answer: answered?.text.slice(0, MAX_ANSWER_CHARS) ?? null,
      reason: verdict.type === 'done' ? null : verdict.reason,
    };
    const notes = [
      ...(message.notes ?? []),
      ...(verdict.type === 'done' && verdict.note ? [verdict.note] : []),
    ];
    await this.finish(delivery, consumer, (latest) => {
      // Only an erasure changes a delivery while it is sent. The caller's data must not come back with the attempt.
      const isErased = latest.version !== delivery.version;
      const ended = {
        attempt: isErased ? { ...attempt, answer: null } : attempt,
        notes,
        ...(isErased ? { sent: null } : message.method !== 'GET' && { sent: message.body }),
      };
      if (verdict.type === 'done') return transition(latest, 'delivered', { at: time, ended });
      return afterFailure(latest, { failure: verdict, ended, askedMs }, time);
    });
    await this.#adjustPace(consumer, verdict, askedMs, time);
  }

  /** Stores the end of an attempt, unless another worker has ended it. Reads again when the record was changed. */
  async finish(
    begun: Delivery,
    consumer: Consumer | null,
    fields: (latest: Delivery) => Partial<Delivery>,
  ): Promise<void> {
    const { deliveries } = this.#options.store;
    for (let latest: Delivery | null = begun; latest; latest = await deliveries.get(begun.id)) {
      if (latest.state !== 'sending' || latest.tries !== begun.tries) return;
      const finished = await deliveries.change(latest, fields(latest));
      if (finished) return this.#report(finished, consumer);
    }
  }

  /** Stores that a waiting delivery is not sent. */
  async drop(
    delivery: Delivery,
    consumer: Consumer,
    { state, reason }: Exclude<Decision, { state: 'waiting' }>,
  ): Promise<void> {
    const fields = transition(delivery, state === 'skipped' ? 'skipped' : 'given_up', { reason });
    const dropped = await this.#options.store.deliveries.change(delivery, fields);
    if (dropped) this.#report(dropped, consumer);
  }

  async #adjustPace(consumer: Consumer, verdict: Verdict, askedMs: number | null, time: Date): Promise<void> {
    const { progress } = this.#options.store;
    if (verdict.type === 'gone') {
      await disable(progress, consumer.id, time, verdict.reason.detail);
      this.#options.log.error({ consumer: consumer.id }, 'consumer disabled: it answered that it is gone');
    }
    if (verdict.type === 'closed') {
      const { reason } = verdict;
      await disable(progress, consumer.id, time, reason.detail);
      this.#options.log.error(
        { consumer: consumer.id, reason },
        'consumer disabled: its set-up at the platform must be mended',
      );
    }
    if (verdict.type === 'slow') await slowDown(progress, consumer.id, time, askedMs);
    if (verdict.type === 'done') await speedUp(progress, consumer.id, time);
  }

  #report(delivery: Delivery, consumer: Consumer | null): void {
    const { id, consumer: consumerId, state, reason, requestId } = delivery;
    if (state === 'dead')
      this.#options.log.warn({ delivery: id, consumer: consumerId, requestId, reason }, 'delivery given up');
    const result = resultOf(delivery);
    if (consumer && result) this.#options.onResult(consumer.kind, result);
  }
}
