import { CARRIERS, type Carrier, type VirtualNumber } from '../../domain/model.ts';
import type { Directory } from '../../registry/port.ts';
import { type CarrierAccount, CarrierUnavailable, type ListedNumber } from '../carriers/account.ts';

/** The differences between our numbers and those of the carriers' accounts. */
export type Drift = {
  checkedAt: Date;
  accounts: { carrier: Carrier; account: string; numbers: number; error: string | null }[];
  /** Carriers of our numbers that have no account set, or whose account did not answer. */
  unchecked: Carrier[];
  /** Numbers of ours whose calls the carrier sends elsewhere. */
  elsewhere: { carrier: Carrier; account: string; number: string; voiceUrl: string | null; detail: string }[];
  /** Numbers of ours that are in none of the carrier's accounts. */
  missing: { carrier: Carrier; number: string; id: string }[];
  /** Numbers of an account that we do not have. */
  unknown: { carrier: Carrier; account: string; number: string; voiceUrl: string | null }[];
};

export type DriftOptions = {
  accounts: readonly CarrierAccount[];
  directory: Directory;
  /** Returns the addresses at which the carrier may request a call document. */
  voiceUrls: (carrier: Carrier) => readonly string[];
  now: () => Date;
};

type AccountListing = { account: CarrierAccount; numbers: ListedNumber[]; error: string | null };

/** Compares our numbers with the carriers' accounts. It requests the accounts' numbers from the carriers. */
export async function findDrift({ accounts, directory, voiceUrls, now }: DriftOptions): Promise<Drift> {
  const listings = await Promise.all(accounts.map(listNumbers));
  const ours = [...directory.all('numbers')].filter(({ state }) => state !== 'retired');
  const unchecked = CARRIERS.filter(
    (carrier) => ours.some((number) => number.carrier === carrier) && !isComplete(listings, carrier),
  );
  return {
    checkedAt: now(),
    accounts: listings.map(({ account: { carrier, id }, numbers, error }) => ({
      carrier,
      account: id,
      numbers: numbers.length,
      error,
    })),
    unchecked,
    elsewhere: listings.flatMap((one) => elsewhere(one, directory, voiceUrls(one.account.carrier))),
    missing: missing(ours, listings, unchecked),
    unknown: listings.flatMap((one) => unknown(one, directory)),
  };
}

async function listNumbers(account: CarrierAccount): Promise<AccountListing> {
  try {
    return { account, numbers: await account.numbers(), error: null };
  } catch (error) {
    if (!(error instanceof CarrierUnavailable)) throw error;
    return { account, numbers: [], error: error.message };
  }
}

function isComplete(listings: readonly AccountListing[], carrier: Carrier): boolean {
  const ofCarrier = listings.filter(({ account }) => account.carrier === carrier);
  return ofCarrier.length > 0 && ofCarrier.every(({ error }) => error === null);
}

function elsewhere(
  { account, numbers }: AccountListing,
  directory: Directory,
  voiceUrls: readonly string[],
): Drift['elsewhere'] {
  const { carrier, id } = account;
  return numbers.flatMap((listed) => {
    const { number, voiceUrl } = listed;
    const target = directory.dialable(carrier, number);
    if (!target || target.number?.state === 'retired') return [];
    const detail = faultOf(carrier, listed, voiceUrls);
    return detail ? [{ carrier, account: id, number, voiceUrl, detail }] : [];
  });
}

/** Returns a sentence that says why the number's calls do not arrive here, or null when they do. */
function faultOf(carrier: Carrier, listed: ListedNumber, voiceUrls: readonly string[]): string | null {
  const { voiceUrl, method, takenBy } = listed;
  if (takenBy !== null) return `${takenBy} takes the calls of this number.`;
  if (voiceUrl === null) return 'No voice URL is set for this number.';
  // The carrier keeps the part after the hash to itself. It holds time-outs and retries.
  const [requested] = voiceUrl.split('#', 1);
  if (!voiceUrls.some((url) => url === requested)) return `The carrier sends its calls to ${requested}.`;
  if (carrier === 'telnyx' && method === 'GET')
    return 'The carrier uses GET. Telnyx does not sign GET requests, so the gateway refuses them.';
  return null;
}

function missing(
  ours: readonly VirtualNumber[],
  listings: readonly AccountListing[],
  unchecked: readonly Carrier[],
): Drift['missing'] {
  const theirs = new Set(
    listings.flatMap(({ account, numbers }) => numbers.map(({ number }) => `${account.carrier} ${number}`)),
  );
  return ours
    .filter(({ carrier, number }) => !unchecked.includes(carrier) && !theirs.has(`${carrier} ${number}`))
    .map(({ carrier, number, id }) => ({ carrier, number, id }));
}

function unknown(
  { account: { carrier, id }, numbers }: AccountListing,
  directory: Directory,
): Drift['unknown'] {
  return numbers
    .filter(({ number }) => !directory.dialable(carrier, number))
    .map(({ number, voiceUrl }) => ({ carrier, account: id, number, voiceUrl }));
}
