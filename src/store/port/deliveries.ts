import type { ConsumerProgress } from '../../domain/consumer.ts';
import type { CallDelivery, Delivery, DeliveryState } from '../../domain/delivery.ts';
import type { Page } from './page.ts';
import type { Versioned } from './versioned.ts';

/** Each consumer's position in the feed, and whether it is slowed or disabled. */
export type ProgressRecords = Versioned<ConsumerProgress>;

/** Deliveries, in the consumer's order: by ordinal, then id. */
export interface Deliveries extends Versioned<Delivery> {
  /**
   * Lists a page of the consumer's deliveries, the last in its order first. Rejects with `BadCursor` when the delivery
   * `after` does not exist.
   */
  list(consumer: string, page: Page, filter?: DeliveryFilter): Promise<Delivery[]>;
  /** Lists waiting deliveries whose next try was due by `now` (ISO 8601), the longest due first, at most `limit`. */
  due(consumer: string, now: string, limit: number): Promise<Delivery[]>;
  /** Returns the first delivery in the consumer's order that waits or is being sent. */
  first(consumer: string): Promise<Delivery | null>;
  /** Lists deliveries of all consumers whose try began before `before` (ISO 8601) and has not ended, at most `limit`. */
  abandoned(before: string, limit: number): Promise<Delivery[]>;
  /** Counts the consumer's dead deliveries, up to `most`. */
  dead(consumer: string, most: number): Promise<number>;
  ofCall(call: string): Promise<CallDelivery[]>;
  /** Lets the consumer's deliveries in these states wait for a try from `now` (ISO 8601) on. Returns how many. */
  replay(consumer: string, which: ReplayFilter, now: string): Promise<number>;
  /** Removes all deliveries of the consumer. */
  removeOf(consumer: string): Promise<void>;
  /**
   * Erases the content and answers of the calls' deliveries: they may hold the caller's number. Returns how many of the
   * calls had content.
   */
  erase(calls: readonly string[]): Promise<number>;
  /** Removes the deliveries of the calls. Returns how many there were. */
  expire(calls: readonly string[]): Promise<number>;
}

export type DeliveryFilter = {
  state?: DeliveryState | undefined;
  call?: string | undefined;
  /** The first and the last moment of the call, ISO 8601, both included. */
  since?: string | undefined;
  until?: string | undefined;
};

export type ReplayFilter = {
  states: readonly Extract<DeliveryState, 'delivered' | 'dead' | 'skipped'>[];
  since?: string | undefined;
  until?: string | undefined;
};
