import { nationalFormat } from '../../domain/phone.ts';
import type { Directory } from '../../registry/port.ts';
import { type Finding, factsOf, type Watch } from './finding.ts';

/** Where a carrier sends the calls of the numbers in its accounts. */
export type CarrierListing = {
  /** Carriers of which not all accounts were read. */
  unchecked: readonly string[];
  elsewhere: readonly { carrier: string; number: string; voiceUrl: string | null; detail: string }[];
};

/** Alerts of several providers use one listing, because each is several requests to the carriers. */
const LISTING_MS = 5 * 60_000;

/**
 * Returns a watch that finds numbers whose calls the carrier sends elsewhere.
 * @param list returns null where Ringtrail does not know its own public address
 */
export function numbersElsewhere(
  directory: Pick<Directory, 'poolsOf' | 'numbersOf'>,
  list: () => Promise<CarrierListing | null>,
): Watch {
  let latest: { at: number; listing: Promise<CarrierListing | null> } | null = null;

  function listing(now: Date): Promise<CarrierListing | null> {
    if (!latest || now.getTime() - latest.at >= LISTING_MS) latest = { at: now.getTime(), listing: list() };
    return latest.listing;
  }

  return async function* ({ provider }, known, now) {
    const listed = await listing(now);
    if (!listed) return;
    const places = new Map(listed.elsewhere.map((one) => [`${one.carrier} ${one.number}`, one]));
    for (const pool of directory.poolsOf(provider))
      for (const { id, carrier, number, state } of directory.numbersOf(pool.id)) {
        if (state === 'retired') continue;
        const place = places.get(`${carrier} ${number}`);
        if (place)
          yield { subject: id, state: place.voiceUrl ?? place.detail, notice: begun(number, place.detail) };
        else if (!listed.unchecked.includes(carrier) && (await known(id))?.state)
          yield { subject: id, state: null, notice: null };
      }
  };
}

function begun(number: string, detail: string): Finding['notice'] {
  return {
    phase: 'begun',
    title: `Calls to ${nationalFormat(number)} go elsewhere`,
    facts: factsOf({ Why: detail }),
    path: '/numbers',
  };
}
