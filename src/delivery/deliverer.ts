import type { Logger } from 'pino';
import type { Consumer } from '../domain/consumer.ts';
import type { Delivery, DeliveryReason, Try } from '../domain/delivery.ts';
import type { Exchange, Send } from '../infra/outgoing.ts';
import type { Store } from '../store/port.ts';
import { afterTry, fateUnknown, unanswered } from './after-try.ts';
import { type DeliveryContext, deliveryContext, ERASED, isKnownOtherwise } from './context.ts';
import { type FanOut, SLOTS } from './fan-out.ts';
import type { DeliveryJob } from './jobs.ts';
import { judgeNow } from './judge.ts';
import { platformOf } from './platforms/all.ts';
import type { Message, Verdict } from './platforms/platform.ts';
import { disable, isStopped, slowDown, speedUp } from './progress.ts';
import type { Reconsider } from './reconsider.ts';
import { type OnResult, resultOf } from './result.ts';
import { retryAfterMs } from './retry.ts';
import type { Tokens } from './tokens.ts';
import { urlOf } from './url.ts';

/** Tries that the ledger keeps of a delivery, and how much of an answer, in characters. */
const KEPT_TRIES = 20;
const KEPT_ANSWER = 2000;
/** When another try decides whether there is one to be made, it is looked at again after so long. */
const LOOK_AGAIN_MS = 2000;

export type DelivererOptions = {
  store: Pick<
    Store,
    'consumers' | 'progress' | 'deliveries' | 'attributions' | 'calls' | 'annotations' | 'history'
  >;
  send: Send;
  tokens: Tokens;
  queueDue: FanOut['queueDue'];
  reconsider: Reconsider;
  /** A try that has taken longer than this, in milliseconds, has died with its worker. */
  leaseMs: number;
  onResult?: OnResult;
  log: Logger;
  now?: () => Date;
};

/** Tries deliveries. A try is claimed in the ledger before anything is sent, and its end is written there. */
export function createDeliverer(options: DelivererOptions) {
  const { store, send, tokens, queueDue, reconsider, leaseMs, log, now = () => new Date() } = options;
  const { onResult = () => undefined } = options;
  const { deliveries, progress } = store;
  const underWay = new Map<string, number>();
  /** Who did not answer the last time has one try at once: many who hang would take all that a worker has. */
  const silent = new Set<string>();

  async function deliver({ delivery: id, tries }: DeliveryJob): Promise<void> {
    const delivery = await deliveries.get(id);
    if (delivery?.state !== 'waiting' || delivery.tries !== tries) return;
    const consumer = await store.consumers.get(delivery.consumer);
    if (!consumer || isStopped(consumer, await progress.get(consumer.id), now())) return;
    if (consumer.inOrder && (await deliveries.first(consumer.id))?.id !== id) return;
    const busy = underWay.get(consumer.id) ?? 0;
    if (busy >= (silent.has(consumer.id) ? 1 : SLOTS)) return;
    underWay.set(consumer.id, busy + 1);
    try {
      await attempt(delivery, consumer);
    } finally {
      underWay.set(consumer.id, (underWay.get(consumer.id) ?? 1) - 1);
    }
    await queueDue(consumer);
  }

  async function attempt(delivery: Delivery, consumer: Consumer): Promise<void> {
    const attribution = await store.attributions.get(delivery.attribution);
    const context = attribution && (await deliveryContext(store, attribution));
    if (!context) {
      await end(delivery, consumer, 'dead', ERASED);
      return;
    }
    const judged = await judgeNow(store, delivery, consumer, context, now());
    if (judged === 'undecided') return void (await deliveries.change(delivery, { nextTryAt: soon(now()) }));
    if (judged.state !== 'waiting') {
      await end(delivery, consumer, judged.state, judged.reason);
      // Whoever has said something since saw a delivery that waits, and left it alone.
      return reconsider(delivery.call, consumer.id);
    }
    const grant = platformOf(consumer).grant?.(consumer);
    // Before the try begins: what it takes to get a token is no part of the time that a try may take.
    const token = grant ? await tokens.of(consumer, grant) : '';
    if (typeof token !== 'string') {
      // Nothing was sent, so no try is used up: it waits until somebody has put that right.
      await deliveries.change(delivery, { reason: token });
      return slowDown(progress, consumer.id, now(), null);
    }
    const begun = await deliveries.change(delivery, {
      state: 'sending',
      tries: delivery.tries + 1,
      begunAt: now().toISOString(),
      nextTryAt: null,
      deadline: judged.deadline,
    });
    if (begun) await callConsumer(begun, consumer, context, token);
  }

  async function callConsumer(
    delivery: Delivery,
    consumer: Consumer,
    context: DeliveryContext,
    token: string,
  ): Promise<void> {
    const platform = platformOf(consumer);
    const side = delivery.type === 'retraction' ? platform.retract : platform;
    if (!side) throw new Error(`${consumer.kind} takes nothing back, but ${delivery.id} was to be`);
    const { id, type, createdAt, sent } = delivery;
    const isFirst = await isFirstOfCall(delivery, context);
    const telling = { id, type, at: new Date(createdAt), now: now(), sent, isFirst, context };
    const message = side.message(telling, consumer, token);
    const { path, query, headers, body } = message;
    const url = urlOf(platform.url(consumer), path, query);
    const outcome = await send({ method: 'POST', url, headers, body });
    if (outcome.type === 'answered') silent.delete(consumer.id);
    else silent.add(consumer.id);
    const grant = platform.grant?.(consumer);
    if (grant && outcome.type === 'answered' && outcome.status === 401) tokens.forget(grant);
    const verdict: Verdict = outcome.type === 'answered' ? side.read(outcome) : unanswered(outcome, platform);
    // Before the try is ended: whoever takes it over from a worker that has died looks at this no more.
    if (await isKnownOtherwise(store, context)) await reconsider(delivery.call, consumer.id);
    await settle(delivery, consumer, verdict, { outcome, message });
  }

  /** Whether the consumer has heard nothing of the call before, and will hear nothing that was due before. */
  async function isFirstOfCall(
    { consumer, call, ordinal }: Delivery,
    { attribution }: DeliveryContext,
  ): Promise<boolean> {
    if (attribution.replaces === null) return true;
    const others = await deliveries.ofCall(call);
    return !others.some(
      (other) =>
        other.consumer === consumer &&
        other.type === 'attribution' &&
        other.ordinal < ordinal &&
        other.state !== 'skipped' &&
        other.state !== 'dead',
    );
  }

  /** Writes down how a try went and what follows. */
  async function settle(
    delivery: Delivery,
    consumer: Consumer,
    verdict: Verdict,
    { outcome, message }: { outcome: Exchange; message: Message },
  ): Promise<void> {
    const time = now();
    const answered = outcome.type === 'answered' ? outcome : null;
    const asked = answered && retryAfterMs(answered.retryAfter, time);
    const tried: Try = {
      at: delivery.begunAt ?? time.toISOString(),
      ms: outcome.ms,
      status: answered?.status ?? null,
      answer: answered?.text.slice(0, KEPT_ANSWER) ?? null,
      reason: verdict.type === 'done' ? null : verdict.reason,
    };
    const notes = [
      ...(message.notes ?? []),
      ...(verdict.type === 'done' && verdict.note ? [verdict.note] : []),
    ];
    const next = verdict.type === 'done' ? null : afterTry(delivery, verdict, asked, time);
    await finish(delivery, consumer, (latest) => {
      // Nothing but an erasure changes a delivery that is being sent: what it emptied stays so.
      const isErased = latest.version !== delivery.version;
      return {
        begunAt: null,
        attempts: [...latest.attempts, isErased ? { ...tried, answer: null } : tried].slice(-KEPT_TRIES),
        notes,
        sent: isErased ? null : message.body,
        ...(next ?? { state: 'delivered', reason: null, nextTryAt: null, deliveredAt: time.toISOString() }),
      };
    });
    if (verdict.type === 'gone') {
      await disable(progress, consumer.id, time, verdict.reason.detail);
      log.error({ consumer: consumer.id }, 'a consumer says that it is gone, and is told no more');
    }
    if (verdict.type === 'slow') await slowDown(progress, consumer.id, time, asked);
    if (verdict.type === 'done') await speedUp(progress, consumer.id, time);
  }

  /** Others may change the record too, but nobody ends a try that is another's. */
  async function finish(
    begun: Delivery,
    consumer: Consumer | null,
    fields: (latest: Delivery) => Partial<Delivery>,
  ): Promise<void> {
    for (let latest: Delivery | null = begun; latest; latest = await deliveries.get(begun.id)) {
      if (latest.state !== 'sending' || latest.tries !== begun.tries) return;
      const finished = await deliveries.change(latest, fields(latest));
      if (finished) return reportResult(finished, consumer);
    }
  }

  function reportResult(delivery: Delivery, consumer: Consumer | null): void {
    const { id, consumer: of, state, reason } = delivery;
    if (state === 'dead') log.warn({ delivery: id, consumer: of, reason }, 'a delivery was given up');
    const result = resultOf(delivery);
    if (consumer && result) onResult(consumer.kind, result);
  }

  async function end(
    delivery: Delivery,
    consumer: Consumer,
    state: 'skipped' | 'dead',
    reason: DeliveryReason,
  ): Promise<void> {
    const ended = await deliveries.change(delivery, { state, reason, nextTryAt: null });
    if (ended) reportResult(ended, consumer);
  }

  /** Takes over tries whose worker has died: sent again where that counts once, else left to a person. */
  async function takeOver(): Promise<void> {
    const time = now();
    const before = new Date(time.getTime() - leaseMs).toISOString();
    for (const delivery of await deliveries.abandoned(before, 500)) {
      const consumer = await store.consumers.get(delivery.consumer);
      const interrupted = {
        code: 'interrupted',
        detail: 'The worker died before the answer was written down.',
      };
      const isSafe = !consumer || platformOf(consumer).deduplicatesForMs > 0;
      const verdict: Verdict = isSafe
        ? { type: 'again', reason: interrupted, afterMs: 0 }
        : { type: 'never', reason: fateUnknown(interrupted.detail) };
      const tried = { at: delivery.begunAt ?? '', ms: null, status: null, answer: null, reason: interrupted };
      await finish(delivery, consumer, (latest) => ({
        begunAt: null,
        attempts: [...latest.attempts, tried].slice(-KEPT_TRIES),
        ...afterTry(latest, verdict, null, time),
      }));
    }
  }

  return { deliver, takeOver };
}

export type Deliverer = ReturnType<typeof createDeliverer>;

function soon(time: Date): string {
  return new Date(time.getTime() + LOOK_AGAIN_MS).toISOString();
}
