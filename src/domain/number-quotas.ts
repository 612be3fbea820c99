/** The quotas of the policy `affinity`: how many of a pool's numbers each bucket should own. */

/** A bucket's sessions on average, the sessions since the last plan, and the numbers of the last plan. */
export type BucketDemand = { mean: number; arrived: number; quota: number };

export type NumberPlan = {
  /** The numbers that each bucket should own. A bucket without a quota uses the common group. */
  quotas: Map<string, number>;
  /** The average of each bucket that the next plan needs. */
  means: Map<string, number>;
};

/** A bucket owns numbers from this many on, and keeps them down to the second figure. */
const OWNS_FROM = 0.5;
const KEEPS_TO = 0.3;
/** A quota stays as it is while the exact one differs by this factor at most. */
const TOLERANCE = 1.2;
/** The average covers this many arrivals for each number. */
const ARRIVALS_PER_NUMBER = 100;
/** A bucket with a smaller share of a number is forgotten. */
const MIN_SHARE = 0.01;

/**
 * Divides the numbers among the buckets in proportion to their sessions. Quotas are integers of at least one, by the largest
 * remainder. The common group has the rest.
 */
export function planQuotas(numbers: number, demands: ReadonlyMap<string, BucketDemand>): NumberPlan {
  const arrivals = sum([...demands.values()].map(({ arrived }) => arrived));
  const decay = Math.exp(-arrivals / (ARRIVALS_PER_NUMBER * Math.max(1, numbers)));
  const averages = [...demands].map(([bucket, { mean, arrived, quota }]) => {
    return { bucket, mean: mean * decay + arrived, quota };
  });
  const total = sum(averages.map(({ mean }) => mean));
  const shares = averages.map((one) => ({ ...one, exact: total > 0 ? (numbers * one.mean) / total : 0 }));
  const owners = shares.filter(({ exact, quota }) => exact >= (quota > 0 ? KEEPS_TO : OWNS_FROM));
  return {
    quotas: wholeQuotas(numbers, owners),
    means: new Map(
      shares.filter(({ exact }) => exact >= MIN_SHARE).map(({ bucket, mean }) => [bucket, mean]),
    ),
  };
}

type Share = { bucket: string; quota: number; exact: number };

function wholeQuotas(numbers: number, owners: readonly Share[]): Map<string, number> {
  const exact = byLargestRemainder(numbers, owners);
  const steady = owners.map(({ bucket, quota, exact: share }) => {
    const isNear = quota > 0 && quota <= share * TOLERANCE && quota >= share / TOLERANCE;
    return [bucket, isNear ? quota : (exact.get(bucket) ?? 1)] as const;
  });
  return sum(steady.map(([, quota]) => quota)) <= numbers ? new Map(steady) : exact;
}

function byLargestRemainder(numbers: number, owners: readonly Share[]): Map<string, number> {
  const quotas = new Map(owners.map(({ bucket, exact }) => [bucket, Math.max(1, Math.floor(exact))]));
  let left = Math.min(numbers, Math.round(sum(owners.map(({ exact }) => exact)))) - sum([...quotas.values()]);
  const byRemainder = owners
    .filter(({ exact }) => exact >= 1)
    .toSorted((a, b) => (b.exact % 1) - (a.exact % 1));
  for (const { bucket } of byRemainder) if (left-- > 0) quotas.set(bucket, (quotas.get(bucket) ?? 0) + 1);
  // The least one of each small bucket may need more numbers than there are.
  for (const { bucket } of owners.toSorted((a, b) => a.exact - b.exact)) {
    if (sum([...quotas.values()]) <= numbers) break;
    quotas.delete(bucket);
  }
  return quotas;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
