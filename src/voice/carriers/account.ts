import type { LegOutcome } from '../../domain/call.ts';
import type { Carrier } from '../../domain/model.ts';
import type { NumberShop } from './shop.ts';

/** A call, or a leg of one, as a carrier lists it. */
export type ListedCall = {
  id: string;
  /** The call that placed this leg. null: the carrier names no call. */
  parent: string | null;
  isInbound: boolean;
  /** E.164 where the carrier knows it, otherwise as the carrier writes it. */
  from: string;
  to: string;
  startedAt: Date;
  /** null: the call has not ended. */
  endedAt: Date | null;
  /** null: the call has not ended. */
  outcome: LegOutcome | null;
  /** Seconds from the answer to the end. */
  seconds: number | null;
};

/** A number as a carrier's account lists it. */
export type ListedNumber = {
  /** E.164. */
  number: string;
  /** The URL that the carrier requests when the number is called. null: there is no URL. */
  voiceUrl: string | null;
  method: string | null;
  /** The trunk, application or connection that takes its calls in place of the URL, in the carrier's words. */
  takenBy: string | null;
};

/** A carrier's account, used through the carrier's HTTP API. Its methods reject with `CarrierUnavailable`. */
export interface CarrierAccount {
  readonly carrier: Carrier;
  readonly id: string;
  /** Resolves with the calls and legs that started at `since` or later, in any order. */
  calls(since: Date): Promise<ListedCall[]>;
  numbers(): Promise<ListedNumber[]>;
  /** Buys and releases numbers. */
  readonly shop: NumberShop;
}

/** The carrier's API did not answer, refused the request, or answered with a body that cannot be read. */
export class CarrierUnavailable extends Error {
  override readonly name = 'CarrierUnavailable';
}
