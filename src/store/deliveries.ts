/** The part of the store's port that concerns consumers: what was sent to whom, and how far each has been told. */
import type { ConsumerProgress } from '../domain/consumer.ts';
import type { Delivery, DeliveryState } from '../domain/delivery.ts';
import type { Page } from './page.ts';

/** Records that several processes change at once: each change counts the record's version, and only one can be next. */
export interface Versioned<T extends { id: string; version: number }> {
  /** Keeps those whose id is not there, and leaves the others as they are. */
  add(...records: T[]): Promise<void>;
  get(id: string): Promise<T | null>;
  /**
   * Puts the fields into the record if it is still as `former` says, by its version.
   * @returns the record as it is then; null, and nothing changed, when it is another one by now, or gone
   */
  change(former: T, fields: Partial<T>): Promise<T | null>;
  /** False when there was none. */
  remove(id: string): Promise<boolean>;
}

export type ProgressRecords = Versioned<ConsumerProgress>;

export interface Deliveries extends Versioned<Delivery> {
  /** The consumer's deliveries, the last in its order first, only those after the delivery `after`; else `BadCursor`. */
  list(consumer: string, page: Page, filter?: DeliveryFilter): Promise<Delivery[]>;
  /** Those that wait and whose next try was due by `now` (ISO 8601), the longest due first, at most `limit`. */
  due(consumer: string, now: string, limit: number): Promise<Delivery[]>;
  /** The first in the consumer's order that is neither delivered nor skipped nor given up. */
  first(consumer: string): Promise<Delivery | null>;
  /** Those of every consumer whose try began before `before` (ISO 8601) and has not ended, at most `limit`. */
  abandoned(before: string, limit: number): Promise<Delivery[]>;
  /** How many of the consumer's were given up, counted up to `most`. */
  dead(consumer: string, most: number): Promise<number>;
  ofCall(call: string): Promise<Delivery[]>;
  /** Lets the consumer's deliveries in these states wait anew, to be tried from `now` on. @returns how many */
  replay(consumer: string, which: ReplayFilter, now: string): Promise<number>;
  /** Removes all of the consumer's. */
  removeOf(consumer: string): Promise<void>;
  /** Empties what was sent and answered in deliveries of these calls: it may hold the caller's number. */
  forget(calls: readonly string[]): Promise<void>;
}

export type DeliveryFilter = {
  state?: DeliveryState | undefined;
  call?: string | undefined;
  /** When the call came in: the first and the last moment, ISO 8601, both included. */
  since?: string | undefined;
  until?: string | undefined;
};

export type ReplayFilter = {
  states: readonly Extract<DeliveryState, 'delivered' | 'dead' | 'skipped'>[];
  since?: string | undefined;
  until?: string | undefined;
};
