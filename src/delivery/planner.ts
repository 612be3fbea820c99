import type { Attribution } from '../domain/attribution.ts';
import type { Consumer, ConsumerProgress } from '../domain/consumer.ts';
import { type CallDelivery, type Delivery, deliveryId } from '../domain/delivery.ts';
import { type Decision, newDelivery } from '../domain/delivery-state.ts';
import type { Store } from '../store/port.ts';
import { takesCalls } from './about.ts';
import { deliveryContext, ERASED } from './context.ts';
import { countedReason, decideOnce, isByQualification } from './decide.ts';
import { platformOf } from './platforms/all.ts';
import type { Reconsider } from './reconsider.ts';
import { type OnResult, resultOf } from './result.ts';

/** Attributions in one page of the feed, and pages of one consumer in one round. */
const PAGE = 100;
const MAX_PAGES = 10;

export type PlannerOptions = {
  store: Pick<
    Store,
    'progress' | 'deliveries' | 'attributions' | 'calls' | 'annotations' | 'history' | 'episodes'
  >;
  reconsider: Reconsider;
  onResult: OnResult;
  now: () => Date;
};

/**
 * Makes a consumer's deliveries from the feed of attributions. The consumer's position in the feed moves only after the
 * deliveries up to there are stored. Their ids are the same in every round, so a round after a crash repeats nothing.
 */
export class Planner {
  readonly #options: PlannerOptions;

  constructor(options: PlannerOptions) {
    this.#options = options;
  }

  /** Makes deliveries from the consumer's position on, until the end of the feed or for ten pages. */
  async plan(consumer: Consumer, progress: ConsumerProgress): Promise<void> {
    let position: ConsumerProgress | null = progress;
    for (let page = 0; position && page < MAX_PAGES; page++)
      position = await this.#planPage(consumer, position);
  }

  /** Returns the consumer's next position. Null: the feed has no more, or another process was first. */
  async #planPage(consumer: Consumer, position: ConsumerProgress): Promise<ConsumerProgress | null> {
    const { store, reconsider } = this.#options;
    const page = { limit: PAGE, after: position.cursor ?? undefined };
    const { data, next, isEnd } = await store.attributions.feed(page, { provider: consumer.provider });
    if (next === position.cursor) return null;
    // An alert about a state has no deliveries of calls. Its position moves, so that it can be about calls from then on.
    const planned = takesCalls(consumer) ? data : [];
    const made = await Promise.all(
      planned.map((one, i) => this.#deliveryOf(consumer, one, position.planned + i + 1)),
    );
    await store.deliveries.add(...made);
    for (const [i, { replaces, call }] of planned.entries()) {
      // A person may have reported on the call before it had a delivery that could be reconsidered.
      const isExcluded = isByQualification(made[i]?.reason ?? null);
      if (replaces !== null || isExcluded) await reconsider(call, consumer.id);
    }
    const moved = await this.#move(consumer, position, next, made);
    return isEnd ? null : moved;
  }

  async #move(
    consumer: Consumer,
    position: ConsumerProgress,
    cursor: string,
    made: readonly Delivery[],
  ): Promise<ConsumerProgress | null> {
    const { progress, deliveries } = this.#options.store;
    const planned = position.planned + made.length;
    const moved = await progress.change(position, { cursor, planned });
    // Only the process that moved the position reports, so that each delivery is counted once.
    if (moved) for (const one of made) this.#report(one, consumer);
    // The consumer may have been removed with all deliveries but these.
    else if (!(await progress.get(consumer.id))) await deliveries.removeOf(consumer.id);
    return moved;
  }

  #report(delivery: Delivery, { kind }: Consumer): void {
    const result = resultOf(delivery);
    if (result === 'skipped' || result === 'dead') this.#options.onResult(kind, result);
  }

  async #deliveryOf(consumer: Consumer, attribution: Attribution, ordinal: number): Promise<Delivery> {
    const time = this.#options.now();
    const identity = {
      id: deliveryId(consumer.id, attribution.id),
      consumer: consumer.id,
      provider: attribution.provider,
      call: attribution.call,
      attribution: attribution.id,
      type: 'attribution' as const,
      ordinal,
      at: attribution.at.toISOString(),
      ...(attribution.requestId !== undefined && { requestId: attribution.requestId }),
    };
    const decision = await this.#decide(consumer, attribution, identity, time);
    return newDelivery(identity, decision, time);
  }

  async #decide(
    consumer: Consumer,
    attribution: Attribution,
    identity: Pick<CallDelivery, 'id' | 'consumer' | 'call' | 'attribution'>,
    time: Date,
  ): Promise<Decision> {
    const { store } = this.#options;
    const context = await deliveryContext(store, attribution);
    if (!context) return { state: 'dead', reason: ERASED };
    if (attribution.replaces !== null && platformOf(consumer).countsCalls) {
      const counted = await countedReason(store, identity);
      // First, or a call that the platform has already would become a dead letter once it is too late.
      if (counted && counted !== 'undecided') return { state: 'skipped', reason: counted };
    }
    return decideOnce(store, consumer, context, time);
  }
}
