import { CARRIERS, type Carrier, type VirtualNumber } from '../../domain/model.ts';
import type { Directory } from '../../registry/port.ts';
import { type CarrierAccount, CarrierUnavailable, type ListedNumber } from '../carriers/account.ts';

/** In what our numbers and the carriers' accounts differ. */
export type Drift = {
  checkedAt: Date;
  accounts: { carrier: Carrier; account: string; numbers: number; error: string | null }[];
  /** Carriers that we have numbers of and no account to ask, or one that did not answer. */
  unchecked: Carrier[];
  /** The carrier has the number, and its calls do not come here. */
  elsewhere: { carrier: Carrier; account: string; number: string; voiceUrl: string | null; detail: string }[];
  /** We have the number and none of the carrier's accounts has it. */
  missing: { carrier: Carrier; number: string; id: string }[];
  /** An account has the number and we do not. */
  unknown: { carrier: Carrier; account: string; number: string; voiceUrl: string | null }[];
};

type AccountListing = { account: CarrierAccount; numbers: ListedNumber[]; error: string | null };

/**
 * Compares our numbers with those of the carriers' accounts, which it asks for them.
 * @param voiceUrls where a carrier may ask what to do with a call
 */
export async function findDrift(
  accounts: readonly CarrierAccount[],
  directory: Directory,
  voiceUrls: (carrier: Carrier) => readonly string[],
): Promise<Drift> {
  const asked = await Promise.all(accounts.map(ask));
  const ours = [...directory.all('numbers')].filter(({ state }) => state !== 'retired');
  const unchecked = CARRIERS.filter(
    (carrier) => ours.some((one) => one.carrier === carrier) && !isComplete(asked, carrier),
  );
  return {
    checkedAt: new Date(),
    accounts: asked.map(({ account: { carrier, id }, numbers, error }) => ({
      ...{ carrier, account: id, numbers: numbers.length, error },
    })),
    unchecked,
    elsewhere: asked.flatMap((one) => elsewhere(one, directory, voiceUrls(one.account.carrier))),
    missing: missing(ours, asked, unchecked),
    unknown: asked.flatMap((one) => unknown(one, directory)),
  };
}

async function ask(account: CarrierAccount): Promise<AccountListing> {
  try {
    return { account, numbers: await account.numbers(), error: null };
  } catch (error) {
    if (!(error instanceof CarrierUnavailable)) throw error;
    return { account, numbers: [], error: error.message };
  }
}

function isComplete(asked: readonly AccountListing[], carrier: Carrier): boolean {
  const ofCarrier = asked.filter(({ account }) => account.carrier === carrier);
  return ofCarrier.length > 0 && ofCarrier.every(({ error }) => error === null);
}

function elsewhere({ account, numbers }: AccountListing, directory: Directory, right: readonly string[]) {
  const { carrier, id } = account;
  return numbers.flatMap((listed): Drift['elsewhere'] => {
    const { number, voiceUrl } = listed;
    const isInUse = directory.dialable(carrier, number)?.number?.state !== 'retired';
    if (!directory.dialable(carrier, number) || !isInUse) return [];
    const detail = faultOf(carrier, listed, right);
    return detail ? [{ carrier, account: id, number, voiceUrl, detail }] : [];
  });
}

function faultOf(carrier: Carrier, listed: ListedNumber, right: readonly string[]): string | null {
  const { voiceUrl, method, takenBy } = listed;
  if (takenBy !== null) return `Its calls are taken by ${takenBy}.`;
  if (voiceUrl === null) return 'The carrier asks nowhere what to do with its calls.';
  // What stands behind a hash is for the carrier alone: time-outs and retries.
  const asked = voiceUrl.split('#', 1)[0];
  if (!right.some((url) => url === asked)) return `The carrier asks ${asked}.`;
  if (carrier === 'telnyx' && method === 'GET')
    return 'The carrier asks with GET, of which Telnyx signs nothing: it is refused.';
  return null;
}

function missing(
  ours: readonly VirtualNumber[],
  asked: readonly AccountListing[],
  unchecked: readonly Carrier[],
) {
  const theirs = new Set(
    asked.flatMap(({ account, numbers }) => numbers.map(({ number }) => `${account.carrier} ${number}`)),
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
