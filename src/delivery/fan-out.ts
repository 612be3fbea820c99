import type { Attribution } from '../domain/attribution.ts';
import type { Consumer, ConsumerProgress } from '../domain/consumer.ts';
import { type Delivery, deliveryId } from '../domain/delivery.ts';
import { every } from '../infra/every.ts';
import type { Store } from '../store/port.ts';
import { deliveryContext, ERASED } from './context.ts';
import type { DeliveryJob } from './jobs.ts';
import { countedReason, isByQualification, type Judged, judge } from './judge.ts';
import { platformOf } from './platforms/all.ts';
import { isStopped } from './progress.ts';
import type { Reconsider } from './reconsider.ts';
import { type OnResult, resultOf } from './result.ts';

/** Attributions that are taken from the feed at once, and how often in one round for one consumer. */
const PAGE = 100;
const PAGES = 10;
/** Tries of one consumer that wait in the queue at once: one that hangs must not hold up the others. */
export const SLOTS = 8;

export type FanOutOptions = {
  store: Pick<
    Store,
    'consumers' | 'progress' | 'deliveries' | 'attributions' | 'calls' | 'annotations' | 'history'
  >;
  queue: (jobs: DeliveryJob[]) => Promise<unknown>;
  reconsider: Reconsider;
  onResult?: OnResult;
  now?: () => Date;
};

/**
 * From the feed of attributions to deliveries, and from those that are due to jobs. A consumer's place in the feed is
 * moved on only when the deliveries up to there are stored, and jobs are made from what is stored: whoever dies at
 * whatever point, the next round finds all that is to be done. Deliveries and jobs have the same ids in every round.
 */
export function createFanOut(options: FanOutOptions) {
  const { store, queue, reconsider, onResult = () => undefined, now = () => new Date() } = options;
  const { consumers, progress, deliveries, attributions } = store;

  async function plan(consumer: Consumer, known: ConsumerProgress): Promise<void> {
    let at: ConsumerProgress | null = known;
    for (let page = 0; at && page < PAGES; page++) {
      const place: ConsumerProgress = at;
      const after = place.cursor ?? undefined;
      const narrowed = { provider: consumer.provider };
      const { data, next, isEnd } = await attributions.feed({ limit: PAGE, after }, narrowed);
      if (next === place.cursor) return;
      const made = await Promise.all(data.map((one, i) => deliveryOf(consumer, one, place.planned + i + 1)));
      await deliveries.add(...made);
      for (const [i, { replaces, call }] of data.entries()) {
        // Somebody may have said something else of the call before there was a delivery to look at again.
        const isLeftOut = isByQualification(made[i]?.reason ?? null);
        if (replaces !== null || isLeftOut) await reconsider(call, consumer.id);
      }
      at = await progress.change(place, { cursor: next, planned: place.planned + data.length });
      // Whoever came second has made nothing.
      if (at) for (const one of made) reportResult(one, consumer);
      // Or it has been removed meanwhile, and with it all but these.
      else if (!(await progress.get(consumer.id))) await deliveries.removeOf(consumer.id);
      if (isEnd) return;
    }
  }

  function reportResult(made: Delivery, { kind }: Consumer): void {
    const result = resultOf(made);
    if (result === 'skipped' || result === 'dead') onResult(kind, result);
  }

  async function deliveryOf(
    consumer: Consumer,
    attribution: Attribution,
    ordinal: number,
  ): Promise<Delivery> {
    const time = now();
    const id = deliveryId(consumer.id, attribution.id);
    const judged = await judgedOf(consumer, attribution, id, time);
    return {
      id,
      consumer: consumer.id,
      provider: attribution.provider,
      call: attribution.call,
      attribution: attribution.id,
      type: 'attribution',
      ordinal,
      at: attribution.at.toISOString(),
      state: judged.state,
      reason: judged.state === 'waiting' ? null : judged.reason,
      notes: [],
      deadline: judged.state === 'waiting' ? judged.deadline : null,
      nextTryAt: judged.state === 'waiting' ? time.toISOString() : null,
      tries: 0,
      begunAt: null,
      attempts: [],
      sent: null,
      createdAt: time.toISOString(),
      deliveredAt: null,
      version: 0,
    };
  }

  async function judgedOf(
    consumer: Consumer,
    attribution: Attribution,
    id: string,
    time: Date,
  ): Promise<Judged> {
    const context = await deliveryContext(store, attribution);
    if (!context) return { state: 'dead', reason: ERASED };
    if (attribution.replaces !== null && platformOf(consumer).countsCalls) {
      const of = { id, consumer: consumer.id, call: attribution.call, attribution: attribution.id };
      const counted = await countedReason(store, of);
      // Else what the platform would take no more, and has no need of, would be a dead letter.
      if (counted && counted !== 'undecided') return { state: 'skipped', reason: counted };
    }
    return judge(consumer, context, time);
  }

  /** Makes jobs of the consumer's deliveries that are due, at most as many as it has slots; in order one alone. */
  async function queueDue(consumer: Consumer): Promise<void> {
    const time = now();
    const at = await progress.get(consumer.id);
    if (isStopped(consumer, at, time)) return;
    const due = consumer.inOrder
      ? await firstIfDue(consumer.id, time)
      : await deliveries.due(consumer.id, time.toISOString(), SLOTS);
    if (due.length > 0) await queue(due.map(({ id, tries }) => ({ v: 1, delivery: id, tries })));
  }

  async function firstIfDue(consumer: string, time: Date): Promise<Delivery[]> {
    const first = await deliveries.first(consumer);
    const isDue =
      first?.state === 'waiting' && first.nextTryAt !== null && first.nextTryAt <= time.toISOString();
    return isDue ? [first] : [];
  }

  /** One round for all consumers. */
  async function fanOut(): Promise<void> {
    const failures: unknown[] = [];
    for await (const consumer of every(consumers))
      await lookAfter(consumer).catch((error) => void failures.push(error));
    // One that fails holds up no other, and is heard of.
    if (failures.length > 0) throw failures[0];
  }

  async function lookAfter(consumer: Consumer): Promise<void> {
    const at = await progress.get(consumer.id);
    if (!at || consumer.paused || at.disabled) return;
    await plan(consumer, at);
    await queueDue(consumer);
  }

  return { fanOut, queueDue };
}

export type FanOut = ReturnType<typeof createFanOut>;
