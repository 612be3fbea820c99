/** The factors of a call: how much likelier each fact makes a holder. */
import type { Factor } from '../attribution.ts';
import type { SessionFacts } from '../ledger.ts';
import { type E164, regionsOf } from '../phone.ts';
import type { Hazards } from './hazards.ts';
import type { Holder } from './holder.ts';
import { intentWeight } from './intent.ts';

/** The share of taps on a `tel:` link that a call follows within `TAP_SECONDS`. */
const CALLS_PER_TAP = 0.72;
export const TAP_SECONDS = 60;
/** The share of callers whose number is from their browser's region. */
const REGION_MATCH = 0.6;
/** The limit for a repeat caller, however high the confidence of the earlier attribution. */
const MAX_ODDS = 50;

/** The facts about a caller that the calling number gives. */
export type CallerFacts = {
  number: E164 | null;
  /** Calls to the provider before this one. Null: the caller withheld the number. */
  calls: number | null;
  /** The visitors that earlier calls were attributed to, with the highest confidence of each. */
  visitors: ReadonlyMap<string, number>;
};

export const UNKNOWN_CALLER: CallerFacts = { number: null, calls: null, visitors: new Map() };

const NONE: readonly Factor[] = [];

/** Returns a function that gives a holder's factors. `rate` is the holder's calls per second by its page alone. */
export function factorsOf(
  holders: readonly Holder[],
  { at, hazards, caller }: { at: Date; hazards: Hazards; caller: CallerFacts },
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

/** A tap adds its expected calls to the rate, spread over the minute after it. */
function tapFactor({ visit }: Holder, at: Date, rate: number): Factor | null {
  if (!visit?.tappedAt) return null;
  const since = (at.getTime() - visit.tappedAt.getTime()) / 1000;
  if (since < 0 || since >= TAP_SECONDS || rate <= 0) return null;
  return { of: 'tap', ratio: 1 + CALLS_PER_TAP / TAP_SECONDS / rate };
}

/** For a visitor of an earlier call from the same number: the odds that the earlier attribution was right. */
function callerFactor({ visit }: Holder, { visitors }: CallerFacts): Factor | null {
  const confidence = visit?.facts.visitor ? visitors.get(visit.facts.visitor) : undefined;
  if (confidence === undefined || confidence <= 0.5) return null;
  return { of: 'repeat_caller', ratio: Math.min(MAX_ODDS, confidence / (1 - confidence)) };
}

/** Compares the caller's region with the visitors'. Null: the caller's region is unknown, or all visitors' regions are. */
function regionFactor(
  holders: readonly Holder[],
  { number }: CallerFacts,
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

/**
 * Returns the country by ISO 3166, or the North American area code, that the page reported or the client's address has. A region by
 * ISO 3166-2, such as `US-NY`, counts as its country.
 */
function regionIn({ values }: SessionFacts): string | null {
  const region = values.region ?? values.location;
  if (!region) return null;
  const folded = region.trim().toUpperCase();
  const [, country, area] = /^(?:([A-Z]{2})(?:-[A-Z\d]{1,3})?|([2-9]\d\d))$/.exec(folded) ?? [];
  return country ?? area ?? null;
}
