import type { NumberedDimensions, ReportSlot, UsedDimensions } from '../../domain/report.ts';
import type { PackedDay } from '../../domain/report-day.ts';
import type { Providers } from './page.ts';

/**
 * The sums of calls for reports. A slot holds the position in the feed up to which it counts, and is replaced as a whole.
 * So several processes may count the same calls at once, and no call counts twice.
 */
export interface ReportSlots {
  /** Returns the position in the feed up to which all slots count, 0 at the beginning. */
  position(): Promise<number>;
  /** Raises the position. A lower one changes nothing. */
  advance(position: number): Promise<void>;
  slot(provider: string | null, at: Date): Promise<ReportSlot | null>;
  /**
   * Replaces the slot that counts up to `former`. Returns false, and changes nothing, when the stored one differs.
   * @param former null when there is no such slot yet
   */
  put(slot: ReportSlot, former: number | null): Promise<boolean>;
  /** Lists slots in the order of provider, then time, those that follow the slot `after`, at most `limit`. */
  list(range: SlotRange, limit: number, after?: SlotKey): Promise<ReportSlot[]>;
  /**
   * Lists a page of the days that have slots and of which the range holds a part, in the order of provider, then time: those
   * that follow the day `after`. A range of all providers has one day for all of them. An empty page is the end. Days without
   * slots may be among them after their slots have expired.
   */
  days(range: SlotRange, after?: DayKey): Promise<DayVersion[]>;
  /** Returns the saved sums of a day. Null: nobody saved them, or the day has another version now. */
  day(day: DayVersion): Promise<PackedDay | null>;
  /** Saves the sums of a day. Does nothing when the day has changed since the version was read. */
  saveDay(day: DayVersion, sums: PackedDay): Promise<void>;
  /** Adds dimensions, or moves the day of their last use forward. Returns the number of each by its id. */
  addDimensions(records: readonly UsedDimensions[]): Promise<ReadonlyMap<string, number>>;
  dimensions(numbers: readonly number[]): Promise<NumberedDimensions[]>;
  /**
   * Removes the provider's slots from before `before` and, at most `limit`, dimensions that were last used before then.
   * Returns how many were removed. Repeat it until it returns 0.
   * @param provider null for calls to numbers that belong to no provider
   */
  expire(provider: string | null, before: Date, limit: number): Promise<number>;
}

export type SlotKey = { provider: string | null; at: Date };

/** A day of UTC, by its beginning. `provider` is undefined where it is that of all providers. */
export type DayKey = { provider: string | null | undefined; at: Date };
/** The version of a day changes with its slots, and with the results of its calls. */
export type DayVersion = DayKey & { version: string };

export type SlotRange = {
  provider?: Providers | undefined;
  /** The first moment, included, and the last, not included. */
  since?: Date | undefined;
  until?: Date | undefined;
};
