/** What the call itself says of who made it: how much likelier each holder becomes by it. */
import type { Factor } from '../attribution.ts';
import type { SessionFacts } from '../ledger.ts';
import { type E164, regionsOf } from '../phone.ts';
import type { Hazards } from './hazards.ts';
import type { Holder } from './holder.ts';
import { intentFactor } from './intent.ts';

/** Of those who tap a `tel:` link so many call, within this many seconds. */
const CALLS_PER_TAP = 0.72;
export const TAP_SECONDS = 60;
/** So many call from a number of the region that their browser is in. */
const REGION_MATCH = 0.6;
/** However sure the earlier attribution was. */
const HIGHEST_ODDS = 50;

/** What is known of the caller by the number that called. */
export type Caller = {
  number: E164 | null;
  /** Calls to the provider before this one; null: the caller is withheld. */
  calls: number | null;
  /** Visitors whom earlier calls were attributed to, each with the highest confidence. */
  visitors: ReadonlyMap<string, number>;
};

export const UNKNOWN_CALLER: Caller = { number: null, calls: null, visitors: new Map() };

/** The factors of each holder. @param rateOf calls per second by the holder's page alone */
export function factorsOf(
  holders: readonly Holder[],
  { at, hazards, caller }: { at: Date; hazards: Hazards; caller: Caller },
  rateOf: (holder: Holder) => number,
): Factor[][] {
  const region = regionFactor(holders, caller);
  return holders.map((holder) => {
    const intent = intentFactor(hazards, holder);
    const rate = rateOf(holder) * (intent[0]?.ratio ?? 1);
    return [...intent, ...tapFactor(holder, at, rate), ...callerFactor(holder, caller), ...region(holder)];
  });
}

/** A tap adds to the intensity what it lets expect, spread over the minute after it. */
function tapFactor({ visit }: Holder, at: Date, rate: number): Factor[] {
  if (!visit?.tappedAt) return [];
  const since = (at.getTime() - visit.tappedAt.getTime()) / 1000;
  if (since < 0 || since >= TAP_SECONDS || rate <= 0) return [];
  return [{ of: 'tap', ratio: 1 + CALLS_PER_TAP / TAP_SECONDS / rate }];
}

/** A caller whom an earlier call made known as a visitor: the odds that this was right. */
function callerFactor({ visit }: Holder, { visitors }: Caller): Factor[] {
  const confidence = visit?.facts.visitor ? visitors.get(visit.facts.visitor) : undefined;
  if (confidence === undefined || confidence <= 0.5) return [];
  return [{ of: 'repeat_caller', ratio: Math.min(HIGHEST_ODDS, confidence / (1 - confidence)) }];
}

/** The caller's region against the visitor's, where both are known. */
function regionFactor(holders: readonly Holder[], { number }: Caller): (holder: Holder) => Factor[] {
  const calling = number === null ? [] : regionsOf(number);
  const known = holders.flatMap(({ visit }) => (visit ? (regionIn(visit.facts) ?? []) : []));
  if (calling.length === 0 || known.length === 0) return () => [];
  return ({ visit }) => {
    const region = visit && regionIn(visit.facts);
    if (!region) return [];
    if (!calling.includes(region)) return [{ of: 'region', ratio: 1 - REGION_MATCH }];
    const share = (known.filter((one) => one === region).length + 1) / (known.length + 2);
    return [{ of: 'region', ratio: REGION_MATCH / share + 1 - REGION_MATCH }];
  };
}

/** A country by ISO 3166, or a North American area code, where whoever asked for the number has named one. */
function regionIn({ values }: SessionFacts): string | null {
  const region = (values.region ?? values.location ?? '').trim().toUpperCase();
  return /^([A-Z]{2}|[2-9]\d\d)$/.test(region) ? region : null;
}
