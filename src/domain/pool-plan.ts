/**
 * The plan of a pool: how many visitors get a number of their own, and how many calls name the right session and the right
 * bucket, by the count of numbers. It looks only at how many sessions come, how long each holds its number, and when people call.
 */
import { closedCalls, type Hazards, openCalls, WEEK } from './confidence/hazards.ts';
import { planQuotas } from './number-quotas.ts';
import type { Policy } from './rung.ts';

/** The traffic that a pool is planned for. */
export type PlannedTraffic = {
  /** The sessions of each quarter of an hour. The quiet ones count too, because their numbers rest longer. */
  quarters: readonly number[];
  /** The mean time for which a session holds its number. */
  holdSeconds: number;
  /** The shares of the sessions that each bucket has. They add up to 1. */
  buckets: readonly number[];
  law: CallLaw;
  policy: Policy;
};

/** When people call. `shareAfter` returns the share of the calls after the visit that come in the seconds after its end. */
export type CallLaw = { callsPerSession: number; onPage: number; shareAfter: (seconds: number) => number };

export type PlanPoint = {
  numbers: number;
  /** Shares of the sessions. */
  exclusive: number;
  shared: number;
  /** Shares of the calls. */
  exact: number;
  rightBucket: number;
};

const QUARTER_SECONDS = 900;
export const MAX_PLANNED_NUMBERS = 10_000;
/** The points of a curve. Each has at least one number more than the one before. */
const POINTS = 30;
const LEVELS = 40;
/** A smaller share counts as zero. */
const TINY = 1e-9;
/** Beyond this share of exact calls, numbers bring little. */
const ENOUGH = 0.95;

/** Returns when the sessions of these hazards call, where each holds its number for the mean time. */
export function callLawOf(hazards: Hazards, holdSeconds: number): CallLaw {
  const open = openCalls(hazards, holdSeconds);
  const closed = closedCalls(hazards, WEEK);
  return {
    callsPerSession: open + closed,
    onPage: open + closed > 0 ? open / (open + closed) : 1,
    shareAfter: (seconds) => (closed > 0 ? closedCalls(hazards, seconds) / closed : 1),
  };
}

/** Returns the share of arrivals that find all numbers taken: Erlang's formula B, for `load` sessions at once. */
export function blocked(load: number, numbers: number): number {
  if (load <= 0) return 0;
  let share = 1;
  for (let n = 1; n <= numbers && share > TINY; n++) share = (load * share) / (n + load * share);
  return share;
}

/**
 * Returns what the pool does with this count of numbers. A number that a session has left rests until all others were shown:
 * for N / λ(1 − B) − E[H] seconds, where λ(1 − B) sessions a second get a number. A call that comes later names another session.
 * Sessions without a number of their own share that of their bucket.
 */
export function planAt(traffic: PlannedTraffic, numbers: number): PlanPoint {
  const { quarters, holdSeconds, law } = traffic;
  let [sessions, taken, exact] = [0, 0, 0];
  for (const [count, times] of levelsOf(quarters)) {
    const perSecond = count / QUARTER_SECONDS;
    const block = blocked(perSecond * holdSeconds, numbers);
    const rest = numbers === 0 ? 0 : numbers / (perSecond * (1 - block)) - holdSeconds;
    sessions += count * times;
    taken += count * times * block;
    exact += count * times * (1 - block) * (law.onPage + (1 - law.onPage) * law.shareAfter(rest));
  }
  if (sessions === 0) return { numbers, exclusive: 1, shared: 0, exact: 1, rightBucket: 1 };
  const shared = taken / sessions;
  const right = exact / sessions;
  const alike = likelyAlike(traffic, numbers);
  return {
    numbers,
    ...{ exclusive: 1 - shared, shared },
    ...{ exact: right, rightBucket: right + shared + (1 - shared - right) * alike },
  };
}

/** Returns how likely the next session of a number is of the same bucket as the one before. */
function likelyAlike({ buckets, policy }: PlannedTraffic, numbers: number): number {
  if (policy === 'threshold') return sumOf(buckets.map((share) => share ** 2));
  const demands = new Map(buckets.map((share, i) => [`${i}`, { mean: share, arrived: 0, quota: 0 }]));
  const { quotas } = planQuotas(numbers, demands);
  // A bucket's own numbers go from one of its sessions to the next. The others share the common group.
  const common = buckets.filter((_, i) => !quotas.has(`${i}`));
  const commonShare = sumOf(common);
  const alikeInCommon = commonShare > 0 ? sumOf(common.map((share) => share ** 2)) / commonShare : 0;
  return sumOf(buckets) - commonShare + alikeInCommon;
}

function sumOf(shares: readonly number[]): number {
  return shares.reduce((sum, share) => sum + share, 0);
}

/** Returns the fewest numbers with which this share of the calls names the right session. null: more than 10,000. */
export function numbersFor(traffic: PlannedTraffic, exact: number): number | null {
  const reaches = (numbers: number) => planAt(traffic, numbers).exact >= exact;
  if (!reaches(MAX_PLANNED_NUMBERS)) return null;
  let [below, enough] = [0, MAX_PLANNED_NUMBERS];
  while (enough - below > 1) {
    const middle = Math.floor((below + enough) / 2);
    if (reaches(middle)) enough = middle;
    else below = middle;
  }
  return enough;
}

/** Returns the curve from one number to where more numbers change little, the pool's own count included. */
export function planCurve(traffic: PlannedTraffic, numbers: number): PlanPoint[] {
  const last = Math.max(2 * numbers, numbersFor(traffic, ENOUGH) ?? MAX_PLANNED_NUMBERS, 10);
  const counts = new Set([numbers]);
  for (let i = 0; i < POINTS; i++) counts.add(Math.round(last ** (i / (POINTS - 1))));
  return [...counts]
    .filter((count) => count > 0)
    .sort((a, b) => a - b)
    .map((count) => planAt(traffic, count));
}

/**
 * Returns levels of sessions, and how many quarters have each. A quarter counts as its level's mean, so that a plan computes
 * as many levels for a busy week as for a quiet one.
 */
function levelsOf(quarters: readonly number[]): [mean: number, quarters: number][] {
  const peak = quarters.reduce((most, count) => Math.max(most, count), 0);
  const levels = new Map<number, { sessions: number; quarters: number }>();
  for (const count of quarters.filter((one) => one > 0)) {
    const level = Math.ceil((LEVELS * count) / peak);
    const { sessions, quarters } = levels.get(level) ?? { sessions: 0, quarters: 0 };
    levels.set(level, { sessions: sessions + count, quarters: quarters + 1 });
  }
  return [...levels.values()].map(({ sessions, quarters }) => [sessions / quarters, quarters]);
}
