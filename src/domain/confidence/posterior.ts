/**
 * The posterior of a call by Bayes' rule. A holder's intensity is the rate at which visitors in its state call, times its
 * factors. Its probability is its share of all intensities and the background.
 */
import type { Factor } from '../attribution.ts';
import { type CallerFacts, factorsOf } from './evidence.ts';
import { closedCalls, closedRate, type Hazards, openCalls, openRate, WEEK } from './hazards.ts';
import { bucketOf, type Holder } from './holder.ts';
import { intentWeight } from './intent.ts';

export type Weighed = {
  holder: Holder;
  ageSeconds: number;
  closedSeconds: number | null;
  /** Calls per second by the page alone. */
  rate: number;
  factors: readonly Factor[];
  probability: number;
};

/** A bucket by its identifier. */
export type BucketShare = { id: string; probability: number };

export type Posterior = {
  /** The most likely first. */
  sessions: Weighed[];
  buckets: BucketShare[];
  /** The probability of a caller without a recorded visit: the background, and holders before those on record. */
  nobody: number;
};

export type PosteriorOptions = {
  at: Date;
  hazards: Hazards;
  caller: CallerFacts;
  /** The number had more holders. These are the latest. */
  isCut: boolean;
};

export function posterior(
  holders: readonly Holder[],
  { at, hazards, caller, isCut }: PosteriorOptions,
): Posterior {
  const factors = factorsOf(holders, { at, hazards, caller });
  const weighed = holders.map((holder) => weigh(holder, at, hazards, factors));
  const older = isCut ? tailOf(holders, at, hazards) : NO_TAIL;
  const background = backgroundOf(weighed, hazards);
  let sum = 0;
  for (const { intensity } of weighed) sum += intensity;
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
      .map(({ holder, ageSeconds, closedSeconds, rate, factors, intensity }) => {
        return { holder, ageSeconds, closedSeconds, rate, factors, probability: share(intensity) };
      })
      .sort(byProbability),
    buckets: [...buckets].map(([id, probability]) => ({ id, probability })).sort(byProbability),
    nobody: total > 0 ? share(background + older.ofOthers) : 1,
  };
}

type Intensity = Omit<Weighed, 'probability'> & { intensity: number };

function weigh(
  holder: Holder,
  at: Date,
  hazards: Hazards,
  factorsOf: (holder: Holder, rate: number) => readonly Factor[],
): Intensity {
  const ageSeconds = secondsFrom(holder.since, at);
  const closedSeconds = holder.closedAt && secondsFrom(holder.closedAt, at);
  const rate = closedSeconds === null ? openRate(hazards, ageSeconds) : closedRate(hazards, closedSeconds);
  const factors = factorsOf(holder, rate);
  let intensity = rate;
  for (const { ratio } of factors) intensity *= ratio;
  return { holder, ageSeconds, closedSeconds, rate, factors, intensity };
}

/** The least length of a number's history that the background is computed from. */
const MIN_HISTORY_SECONDS = 3600;

/** Returns the background rate. The prior gives it as a share of the calls expected from the number's holders. */
function backgroundOf(weighed: readonly Intensity[], hazards: Hazards): number {
  if (hazards.backgroundShare === 0 || weighed.length === 0) return hazards.background;
  let expected = 0;
  let span = MIN_HISTORY_SECONDS;
  for (const { holder, ageSeconds, closedSeconds } of weighed) {
    const { since, closedAt } = holder;
    const open = openCalls(hazards, closedAt ? secondsFrom(since, closedAt) : ageSeconds);
    const closed = closedSeconds === null ? 0 : closedCalls(hazards, closedSeconds);
    expected += intentWeight(hazards, holder) * (open + closed);
    if (ageSeconds > span) span = ageSeconds;
  }
  return Math.max(hazards.background, (hazards.backgroundShare * expected) / span);
}

type Tail = { ofBucket: number; ofOthers: number };
const NO_TAIL: Tail = { ofBucket: 0, ofOthers: 0 };

/**
 * Estimates the holders before those on record. They are as frequent as these, have the same mean intent, and call as
 * pages do that were closed that long ago. Those within the oldest holder's link belong to its bucket.
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
