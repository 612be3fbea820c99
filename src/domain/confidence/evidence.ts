/** What the call itself says of who made it: how much likelier each holder becomes by it. */
import type { Factor } from '../attribution.ts';
import type { SessionFacts } from '../ledger.ts';
import { type E164, regionsOf } from '../phone.ts';
import type { Hazards } from './hazards.ts';
import type { Holder } from './holder.ts';
import { intentWeight } from './intent.ts';

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

const NONE: readonly Factor[] = [];

/** What tells a holder's factors from the calls per second by its page alone. */
export function factorsOf(
  holders: readonly Holder[],
  { at, hazards, caller }: { at: Date; hazards: Hazards; caller: Caller },
): (holder: Holder, rate: number) => readonly Factor[] {
  const region = regionFactor(holders, caller);
  return (holder, rate) => {
    const weight = intentWeight(hazards, holder);
    const intent = weight === 1 ? null : { of: 'intent' as const, ratio: weight };
    const tap = tapFactor(holder, at, rate * weight);
    const known = callerFactor(holder, caller);
    const near = region?.(holder);
    if (!intent && !tap && !known && !near) return NONE;
    return [intent, tap, known, near].filter((factor) => factor != null);
  };
}

/** A tap adds to the intensity what it lets expect, spread over the minute after it. */
function tapFactor({ visit }: Holder, at: Date, rate: number): Factor | null {
  if (!visit?.tappedAt) return null;
  const since = (at.getTime() - visit.tappedAt.getTime()) / 1000;
  if (since < 0 || since >= TAP_SECONDS || rate <= 0) return null;
  return { of: 'tap', ratio: 1 + CALLS_PER_TAP / TAP_SECONDS / rate };
}

/** A caller whom an earlier call made known as a visitor: the odds that this was right. */
function callerFactor({ visit }: Holder, { visitors }: Caller): Factor | null {
  const confidence = visit?.facts.visitor ? visitors.get(visit.facts.visitor) : undefined;
  if (confidence === undefined || confidence <= 0.5) return null;
  return { of: 'repeat_caller', ratio: Math.min(HIGHEST_ODDS, confidence / (1 - confidence)) };
}

/** The caller's region against the visitor's; null: it is not known of any visitor, or not of the caller. */
function regionFactor(
  holders: readonly Holder[],
  { number }: Caller,
): ((holder: Holder) => Factor | null) | null {
  if (number === null) return null;
  const regions = new Map<Holder, string>();
  const counts = new Map<string, number>();
  for (const holder of holders) {
    const region = holder.visit && regionIn(holder.visit.facts);
    if (!region) continue;
    regions.set(holder, region);
    counts.set(region, (counts.get(region) ?? 0) + 1);
  }
  if (regions.size === 0) return null;
  const calling = regionsOf(number);
  if (calling.length === 0) return null;
  return (holder) => {
    const region = regions.get(holder);
    if (region === undefined) return null;
    if (!calling.includes(region)) return { of: 'region', ratio: 1 - REGION_MATCH };
    const share = ((counts.get(region) ?? 0) + 1) / (regions.size + 2);
    return { of: 'region', ratio: REGION_MATCH / share + 1 - REGION_MATCH };
  };
}

/** A country by ISO 3166, or a North American area code, where whoever asked for the number has named one. */
function regionIn({ values }: SessionFacts): string | null {
  const region = values.region ?? values.location;
  if (!region) return null;
  const folded = region.trim().toUpperCase();
  return /^([A-Z]{2}|[2-9]\d\d)$/.test(folded) ? folded : null;
}
