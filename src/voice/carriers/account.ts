import type { LegOutcome } from '../../domain/call.ts';
import type { Carrier } from '../../domain/model.ts';

/** A call, or a leg of one, as a carrier's own list has it. */
export type ListedCall = {
  id: string;
  /** The call that placed this leg; null: none did. */
  parent: string | null;
  isInbound: boolean;
  /** E.164 where the carrier knows it, else as the carrier writes it. */
  from: string;
  to: string;
  startedAt: Date;
  /** null: it goes on. */
  endedAt: Date | null;
  /** Known when it has ended. */
  outcome: LegOutcome | null;
  /** Seconds from the answer to the end. */
  seconds: number | null;
};

/** A number as a carrier's account has it. */
export type ListedNumber = {
  /** E.164. */
  number: string;
  /** Where the carrier asks what to do with its calls; null: nowhere. */
  voiceUrl: string | null;
  method: string | null;
  /** What takes its calls instead of the URL, as the carrier calls it; null: nothing does. */
  takenBy: string | null;
};

/** What can be asked of a carrier's account through its HTTP API. Rejects with `CarrierUnavailable`. */
export interface CarrierAccount {
  readonly carrier: Carrier;
  readonly id: string;
  /** Calls and legs that began at `since` or later, in no order. */
  calls(since: Date): Promise<ListedCall[]>;
  numbers(): Promise<ListedNumber[]>;
}

export class CarrierUnavailable extends Error {
  override readonly name = 'CarrierUnavailable';
}
