/**
 * Who made a call, by Bayes' rule: each holder of the number with the rate at which such a page's visitor calls, times
 * what the call says for it, against all others and against those of whom there is no record.
 */
import type { Factor } from '../attribution.ts';
import { type Caller, factorsOf } from './evidence.ts';
import { closedCalls, closedRate, type Hazards, openCalls, openRate, WEEK } from './hazards.ts';
import { bucketOf, type Holder } from './holder.ts';
import { intentWeight } from './intent.ts';

export type Weighed = {
  holder: Holder;
  ageSeconds: number;
  closedSeconds: number | null;
  /** Calls per second by the page alone. */
  rate: number;
  factors: Factor[];
  probability: number;
};

/** A bucket by its identifier. */
export type BucketShare = { id: string; probability: number };

export type Posterior = {
  /** The likeliest first. */
  sessions: Weighed[];
  buckets: BucketShare[];
  /** Nobody on record: the background, and holders so long ago that they are not on record. */
  nobody: number;
};

export type PosteriorOptions = {
  at: Date;
  hazards: Hazards;
  caller: Caller;
  /** There were more holders than these, which are the latest. */
  isCut: boolean;
};

export function posterior(
  holders: readonly Holder[],
  { at, hazards, caller, isCut }: PosteriorOptions,
): Posterior {
  const factors = factorsOf(holders, { at, hazards, caller }, (holder) => rateOf(holder, at, hazards));
  const weighed = holders.map((holder, i) => {
    const rate = rateOf(holder, at, hazards);
    const own = factors[i] ?? [];
    const intensity = own.reduce((product, { ratio }) => product * ratio, rate);
    return { holder, rate, factors: own, intensity };
  });
  const older = isCut ? tailOf(holders, at, hazards) : NO_TAIL;
  const background = backgroundOf(holders, at, hazards);
  const sum = weighed.reduce((total, { intensity }) => total + intensity, 0);
  const total = sum + background + older.ofBucket + older.ofOthers;
  const share = (intensity: number) => (total > 0 ? intensity / total : 0);

  const buckets = new Map<string, number>();
  const count = (bucket: string | null, intensity: number) => {
    if (bucket !== null && intensity > 0) buckets.set(bucket, (buckets.get(bucket) ?? 0) + share(intensity));
  };
  for (const { holder, intensity } of weighed) count(bucketOf(holder), intensity);
  const oldest = holders.at(-1);
  if (oldest) count(bucketOf(oldest), older.ofBucket);

  return {
    sessions: weighed
      .map(({ intensity, ...one }) => ({
        ...one,
        ageSeconds: secondsFrom(one.holder.since, at),
        closedSeconds: one.holder.closedAt && secondsFrom(one.holder.closedAt, at),
        probability: share(intensity),
      }))
      .sort(byProbability),
    buckets: [...buckets].map(([id, probability]) => ({ id, probability })).sort(byProbability),
    nobody: total > 0 ? share(background + older.ofOthers) : 1,
  };
}

function rateOf({ since, closedAt }: Holder, at: Date, hazards: Hazards): number {
  return closedAt === null
    ? openRate(hazards, secondsFrom(since, at))
    : closedRate(hazards, secondsFrom(closedAt, at));
}

/** A number's history is taken to be as long as this at least, in seconds: what lies close behind says little of the usual. */
const SHORTEST_HISTORY = 3600;

/** Where the share is what is known, it is of the calls that the number's holders lead one to expect. */
function backgroundOf(holders: readonly Holder[], at: Date, hazards: Hazards): number {
  if (hazards.backgroundShare === 0 || holders.length === 0) return hazards.background;
  let expected = 0;
  let begins = at;
  for (const holder of holders) {
    const { since, closedAt } = holder;
    const open = openCalls(hazards, secondsFrom(since, closedAt ?? at));
    const closed = closedAt ? closedCalls(hazards, secondsFrom(closedAt, at)) : 0;
    expected += intentWeight(hazards, holder) * (open + closed);
    if (since < begins) begins = since;
  }
  const span = Math.max(secondsFrom(begins, at), SHORTEST_HISTORY);
  return Math.max(hazards.background, (hazards.backgroundShare * expected) / span);
}

type Tail = { ofBucket: number; ofOthers: number };
const NO_TAIL: Tail = { ofBucket: 0, ofOthers: 0 };

/**
 * Holders before those on record: as many in a time as of these and of the same intent in the mean, each calling as a
 * page does that was closed as long ago. As far back as the oldest one's link reaches, they are of its bucket.
 */
function tailOf(holders: readonly Holder[], at: Date, hazards: Hazards): Tail {
  const oldest = holders.at(-1);
  if (!oldest) return NO_TAIL;
  const age = secondsFrom(oldest.since, at);
  if (age <= 0) return NO_TAIL;
  const perSecond = holders.reduce((sum, holder) => sum + intentWeight(hazards, holder), 0) / age;
  const linkAge = Math.max(age, secondsFrom(oldest.showing.linkStartedAt, at));
  const until = (seconds: number) => closedCalls(hazards, seconds);
  const isBucket = oldest.showing.keyedBy === 'bucket';
  const ofBucket = isBucket ? perSecond * (until(linkAge) - until(age)) : 0;
  return { ofBucket, ofOthers: perSecond * (until(WEEK) - until(age)) - ofBucket };
}

function secondsFrom(begin: Date, end: Date): number {
  return Math.max(0, (end.getTime() - begin.getTime()) / 1000);
}

function byProbability(a: { probability: number }, b: { probability: number }): number {
  return b.probability - a.probability;
}
