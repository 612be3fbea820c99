import type { NumberedDimensions, ReportSlot, UsedDimensions } from '../domain/report.ts';

/**
 * What calls add up to, counted before anybody asks. A slot says itself up to where in the feed it has counted, and is
 * replaced as a whole, so that counting again, in part or in several processes at once, counts nothing twice.
 */
export interface ReportSlots {
  /** The position in the feed up to which every slot has counted; 0 at the beginning. */
  position(): Promise<number>;
  /** It never goes back. */
  advance(position: number): Promise<void>;
  slot(provider: string | null, at: Date): Promise<ReportSlot | null>;
  /**
   * Puts the slot in the place of the one that had counted up to `former`, or of none where that is null.
   * @returns false, and nothing changed, when the one there is another
   */
  put(slot: ReportSlot, former: number | null): Promise<boolean>;
  /** In the order of provider, then time: at most `limit`, those after the slot `after`. */
  list(range: SlotRange, limit: number, after?: SlotKey): Promise<ReportSlot[]>;
  /**
   * Those that are there stay as they are, but for the day up to which they are used.
   * @returns the number of each by its id
   */
  addDimensions(records: readonly UsedDimensions[]): Promise<ReadonlyMap<string, number>>;
  dimensions(numbers: readonly number[]): Promise<NumberedDimensions[]>;
}

const DAY_MS = 86_400_000;

/** The end of the day: so what is used all the time is written down once a day. */
export function usedUntil({ usedAt }: UsedDimensions): Date {
  return new Date((Math.floor(usedAt.getTime() / DAY_MS) + 1) * DAY_MS);
}

export type SlotKey = { provider: string | null; at: Date };

export type SlotRange = {
  provider?: string | undefined;
  /** The first moment, included, and the last, not included. */
  since?: Date | undefined;
  until?: Date | undefined;
};
