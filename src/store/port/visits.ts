import type { VisitSlot, VisitSlotKey } from '../../domain/visit-slot.ts';
import type { SlotRange } from './reports.ts';

/**
 * The counts of sessions for reports, which `history.apply` adds to. A slot holds the place in the ledger up to which it counts.
 * So a session counts once, as long as the callers of `apply` take the oldest entries of a ledger first. A worker that dies
 * before it removes the entries from the ledger leaves them to the next one.
 */
export interface VisitSlots {
  /** Lists slots in the order of provider, time and site, those that follow `after`, at most `limit`. */
  list(
    range: SlotRange & { site?: string | undefined },
    limit: number,
    after?: VisitSlotKey,
  ): Promise<VisitSlot[]>;
  /** Removes at most `limit` slots of the provider from before `before`. Returns how many. Repeat it until it returns 0. */
  expire(provider: string, before: Date, limit: number): Promise<number>;
}
