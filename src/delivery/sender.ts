import type { Notice } from '../domain/alert-notice.ts';
import type { Consumer } from '../domain/consumer.ts';
import { type CallDelivery, type Delivery, isOfCall } from '../domain/delivery.ts';
import { transition } from '../domain/delivery-state.ts';
import type { Send } from '../infra/outgoing.ts';
import type { Store } from '../store/port.ts';
import { unansweredVerdict } from './after-attempt.ts';
import type { AttemptEnd } from './attempt-end.ts';
import { gatherBurst, quietUntil } from './bursts.ts';
import { type DeliveryContext, deliveryContext, ERASED, isOutdated } from './context.ts';
import { decideNow, isToRetract, tooLate } from './decide.ts';
import { platformOf } from './platforms/all.ts';
import type { Message } from './platforms/platform.ts';
import { slowDown } from './progress.ts';
import type { Reconsider } from './reconsider.ts';
import type { ReportFor } from './report-mails/report-for.ts';
import type { Slots } from './slots.ts';
import type { Tokens } from './tokens.ts';
import { urlOf } from './url.ts';

/** The pause before a delivery is looked at again that depends on another one. */
const POSTPONE_MS = 2000;

export type SenderOptions = {
  store: Pick<
    Store,
    'progress' | 'deliveries' | 'attributions' | 'calls' | 'annotations' | 'history' | 'episodes'
  >;
  send: Send;
  tokens: Tokens;
  reconsider: Reconsider;
  /** Returns the report that the notice is about. Null: it is about another state. */
  reportFor: ReportFor;
  /** Returns the provider's time zone. */
  zoneOf: (provider: string) => string;
  now: () => Date;
};

/** Makes single attempts of deliveries. */
export class Sender {
  readonly #options: SenderOptions;
  readonly #slots: Slots;
  readonly #end: AttemptEnd;

  constructor(options: SenderOptions, slots: Slots, end: AttemptEnd) {
    this.#options = options;
    this.#slots = slots;
    this.#end = end;
  }

  /** Decides whether to send the waiting delivery, claims it and sends it. */
  attempt(delivery: Delivery, consumer: Consumer): Promise<void> {
    const { notice } = delivery;
    if (isOfCall(delivery)) return this.#attemptCall(delivery, consumer);
    if (notice) return this.#attemptNotice(delivery, notice, consumer);
    throw new Error(`${delivery.id} has neither a call nor a notice`);
  }

  async #attemptCall(delivery: CallDelivery, consumer: Consumer): Promise<void> {
    const { store, reconsider, now } = this.#options;
    const attribution = await store.attributions.get(delivery.attribution);
    const context = attribution && (await deliveryContext(store, attribution));
    if (!context) return this.#end.drop(delivery, consumer, { state: 'dead', reason: ERASED });
    const decision = await decideNow(store, delivery, consumer, context, now());
    if (decision === 'undecided') return this.#postpone(delivery);
    if (decision.state !== 'waiting') {
      await this.#end.drop(delivery, consumer, decision);
      // A report about the call that came meanwhile saw a waiting delivery, and did nothing.
      return reconsider(delivery.call, consumer.id);
    }
    const begun = await this.#begin(delivery, consumer, decision.deadline);
    if (begun && isOfCall(begun.claimed))
      await this.#callConsumer(begun.claimed, consumer, context, begun.token);
  }

  async #attemptNotice(delivery: Delivery, notice: Notice, consumer: Consumer): Promise<void> {
    const { store, zoneOf, now } = this.#options;
    const platform = platformOf(consumer);
    if (!platform.notice) throw new Error(`${consumer.kind} takes no notices, but ${delivery.id} is one`);
    const { deadline, id } = delivery;
    if (deadline && new Date(deadline) < now())
      return this.#end.drop(delivery, consumer, { state: 'dead', reason: tooLate(new Date(deadline)) });
    // Before the claim: the time to read a report is no part of the time that an attempt may take.
    const report = await this.#options.reportFor(consumer, notice);
    const begun = await this.#begin(delivery, consumer, deadline);
    if (!begun) return;
    const { claimed } = begun;
    const also = await gatherBurst(store, claimed, consumer);
    const timeZone = zoneOf(consumer.provider);
    const outgoing = { id, now: now(), sent: delivery.sent, notice, timeZone, also };
    const message = platform.notice({ ...outgoing, ...(report && { report }) }, consumer);
    const exchange = await this.#post(consumer, message);
    const verdict =
      exchange.type === 'answered'
        ? platform.read(exchange, consumer)
        : unansweredVerdict(exchange, platform);
    await this.#end.settle(claimed, consumer, { message, exchange, verdict });
  }

  /** Claims the delivery. Returns null when it has to wait, or when another worker was first. */
  async #begin(delivery: Delivery, consumer: Consumer, deadline: string | null) {
    const { store, now } = this.#options;
    const quiet = await quietUntil(store, consumer, now());
    if (quiet) {
      await this.#postpone(delivery, quiet);
      return null;
    }
    // Before the claim: the time to get a token is no part of the time that an attempt may take.
    const token = await this.#tokenFor(delivery, consumer);
    if (token === null) return null;
    const claim = transition(delivery, 'claimed', { at: now(), deadline });
    const claimed = await store.deliveries.change(delivery, claim);
    return claimed && { claimed, token };
  }

  async #postpone(
    delivery: Delivery,
    until = new Date(this.#options.now().getTime() + POSTPONE_MS),
  ): Promise<void> {
    await this.#options.store.deliveries.change(delivery, transition(delivery, 'postponed', { until }));
  }

  /** Returns '' for a platform without tokens. Returns null when the platform gives none, and slows the consumer down. */
  async #tokenFor(delivery: Delivery, consumer: Consumer): Promise<string | null> {
    const { store, tokens, now } = this.#options;
    const grant = platformOf(consumer).grant?.(consumer);
    if (!grant) return '';
    const token = await tokens.of(consumer, grant);
    if (typeof token === 'string') return token;
    await store.deliveries.change(delivery, transition(delivery, 'blocked', { reason: token }));
    await slowDown(store.progress, consumer.id, now(), null);
    return null;
  }

  async #callConsumer(
    delivery: CallDelivery,
    consumer: Consumer,
    context: DeliveryContext,
    token: string,
  ): Promise<void> {
    const { store, reconsider } = this.#options;
    const platform = platformOf(consumer);
    const sides = { attribution: platform, retraction: platform.retract, restatement: platform.restate };
    const side = delivery.type === 'notice' ? undefined : sides[delivery.type];
    if (!side) throw new Error(`${consumer.kind} has no ${delivery.type}, but ${delivery.id} is one`);
    const message = side.message(await this.#outgoing(delivery, consumer, context), consumer, token);
    const exchange = await this.#post(consumer, message);
    const verdict =
      exchange.type === 'answered' ? side.read(exchange, consumer) : unansweredVerdict(exchange, platform);
    // Before the attempt ends: a worker that takes over from a dead one does not check this again.
    if (await isOutdated(store, context)) await reconsider(delivery.call, consumer.id);
    await this.#end.settle(delivery, consumer, { message, exchange, verdict });
  }

  async #outgoing(delivery: CallDelivery, consumer: Consumer, context: DeliveryContext) {
    const { id, type, createdAt, sent, requestId, attempts, tries } = delivery;
    const isFirst = await this.#isFirstOfCall(delivery, context);
    const isTakenBack = isToRetract(consumer, context);
    const also = await gatherBurst(this.#options.store, delivery, consumer);
    // The attempt that is under way is counted already, and a replay counts from the start.
    const former = attempts.slice(Math.max(0, attempts.length - (tries - 1)));
    const at = new Date(createdAt);
    return {
      id,
      type,
      at,
      now: this.#options.now(),
      sent,
      isFirst,
      isTakenBack,
      former,
      context,
      timeZone: this.#options.zoneOf(consumer.provider),
      also,
      requestId,
    };
  }

  async #post(consumer: Consumer, { method, path, query, headers, body }: Message) {
    const platform = platformOf(consumer);
    const url = urlOf(platform.url(consumer), path, query);
    const exchange = await this.#options.send(
      method === 'GET' ? { method, url, headers, body: null } : { method: 'POST', url, headers, body },
    );
    this.#slots.noteAnswer(consumer.id, exchange.type === 'answered');
    const grant = platform.grant?.(consumer);
    if (grant && exchange.type === 'answered' && exchange.status === 401) this.#options.tokens.forget(grant);
    return exchange;
  }

  /** Checks that the consumer received nothing about the call before, and that nothing earlier is still due. */
  async #isFirstOfCall(
    { consumer, call, ordinal }: CallDelivery,
    { attribution }: DeliveryContext,
  ): Promise<boolean> {
    if (attribution.replaces === null) return true;
    const others = await this.#options.store.deliveries.ofCall(call);
    return !others.some(
      (other) =>
        other.consumer === consumer &&
        other.type === 'attribution' &&
        other.ordinal < ordinal &&
        other.state !== 'skipped' &&
        other.state !== 'dead',
    );
  }
}
