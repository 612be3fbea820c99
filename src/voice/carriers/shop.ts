import { amountOf, unitsOfValue } from '../../domain/money.ts';
import type { NumberSearch, Offer, Price } from '../../domain/number-search.ts';

/** The addresses that a carrier requests for the calls of a number. */
export type VoiceUrls = { voice: string; fallback: string; status: string };

/** A number that was bought with a tag of ours. */
export type BoughtNumber = {
  /** E.164. */
  number: string;
  /** false: the carrier has taken the order, and has not ended it yet. */
  isReady: boolean;
};

/** The part of a carrier's account that buys and releases numbers. Its methods reject with `ShopError`. */
export interface NumberShop {
  /** Resolves with at most `limit` numbers that are for sale. The list may be empty. */
  search(search: NumberSearch, limit: number): Promise<Offer[]>;
  /**
   * Buys the number, and stores the tag with it. A rejection of the kind `uncertain` means that the carrier may have
   * booked the purchase.
   */
  buy(number: string, tag: string): Promise<void>;
  /**
   * Resolves with the numbers of the account that were bought with the tag. A carrier that stores no tag with a purchase
   * looks for the number, which was for sale before.
   */
  bought(tag: string, number: string): Promise<BoughtNumber[]>;
  /** Sends the calls of a number of the account to the addresses. It may be repeated. */
  setUrls(number: string, urls: VoiceUrls): Promise<void>;
  /** Gives the number back to the carrier. Resolves also when the account does not have it any more. */
  release(number: string): Promise<void>;
}

/**
 * What went wrong at the carrier. `uncertain`: the request may have had its effect. `unavailable`: it had none, because the
 * carrier was not reached or its service failed.
 */
export const SHOP_FAULTS = [
  'number_gone',
  'none_found',
  'address_required',
  'no_credit',
  'rate_limited',
  'credentials_refused',
  'not_in_account',
  'refused',
  'unavailable',
  'uncertain',
] as const;
export type ShopFault = (typeof SHOP_FAULTS)[number];

const SENTENCES: Readonly<Record<ShopFault, string>> = {
  number_gone: 'Somebody else has bought the number.',
  none_found: 'The carrier has no such number for sale.',
  address_required:
    'The carrier asks for an address or a bundle of documents for this number. Register it in the carrier’s console.',
  no_credit: 'The credit of the carrier’s account is too low.',
  rate_limited: 'The carrier has received too many requests.',
  credentials_refused: 'The carrier refuses the id and the secret of the account.',
  not_in_account: 'The account does not have the number.',
  refused: 'The carrier refuses the request.',
  unavailable: 'The carrier’s service cannot be reached.',
  uncertain: 'The carrier has not answered, so the request may have had its effect.',
};

/** A carrier refused a request of its shop, or did not answer it. The message is a sentence for operators. */
export class ShopError extends Error {
  override readonly name = 'ShopError';
  readonly fault: ShopFault;
  readonly retryAfterSeconds: number | null;

  /** @param detail the carrier's own words */
  constructor(fault: ShopFault, detail?: string | null, retryAfterSeconds: number | null = null) {
    super(detail ? `${SENTENCES[fault]} The carrier says: ${detail}` : SENTENCES[fault]);
    this.fault = fault;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Returns the seconds of a `Retry-After` header. Returns null for a date, and without a header. */
export function secondsToWait(header: string | null | undefined): number | null {
  return /^\d{1,6}$/.test(header ?? '') ? Number(header) : null;
}

/** Returns the price as decimal text with the currency's own decimals. Returns null where the carrier states no price. */
export function priceFrom(amount: string | number | null | undefined, currency: string | null): Price | null {
  const value = Number(amount ?? Number.NaN);
  const code = currency?.toUpperCase() ?? '';
  if (!Number.isFinite(value) || value < 0 || !/^[A-Z]{3}$/.test(code)) return null;
  return { amount: amountOf(unitsOfValue(value, code), code), currency: code };
}
