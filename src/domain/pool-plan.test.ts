import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../test/support/random.ts';
import { PRIOR } from './confidence/prior.ts';
import { blocked, callLawOf, numbersFor, type PlannedTraffic, planAt, planCurve } from './pool-plan.ts';

const HOLD = 240;
const law = callLawOf(PRIOR, HOLD);
const trafficOf = (perHour: number): PlannedTraffic => ({
  quarters: [perHour / 4],
  holdSeconds: HOLD,
  buckets: [0.5, 0.3, 0.2],
  law,
  policy: 'threshold',
});

/** Plays sessions on numbers that are shown in turn, the longest rested first. Returns the shares of the plan, as counted. */
function played(perHour: number, numbers: number, { buckets }: PlannedTraffic) {
  const random = randomFrom(7);
  const exponential = (mean: number) => -mean * Math.log(1 - random());
  const bucketOf = () => {
    const drawn = random();
    return buckets.findIndex((_, i) => drawn < buckets.slice(0, i + 1).reduce((a, b) => a + b, 0));
  };
  const delay = () => {
    const drawn = random();
    let [low, high] = [1, 7 * 86_400];
    while (high - low > 1) {
      const middle = (low + high) / 2;
      if (law.shareAfter(middle) < drawn) low = middle;
      else high = middle;
    }
    return low;
  };
  type Shown = { bucket: number; callAt: number; isOnPage: boolean };
  const free = Array.from({ length: numbers }, (_, i) => i);
  const last: (Shown | undefined)[] = [];
  let busy: { number: number; until: number }[] = [];
  const found = { sessions: 0, exact: 0, right: 0, exclusive: 0 };
  for (let at = 0; found.sessions < 40_000; ) {
    at += exponential(3600 / perHour);
    found.sessions++;
    busy.sort((a, b) => a.until - b.until);
    free.push(...busy.filter(({ until }) => until <= at).map(({ number }) => number));
    busy = busy.filter(({ until }) => until > at);
    const bucket = bucketOf();
    const number = free.shift();
    if (number === undefined) {
      found.right++;
      continue;
    }
    found.exclusive++;
    const former = last[number];
    if (former && !former.isOnPage) {
      if (former.callAt < at) found.exact++;
      if (former.callAt < at || former.bucket === bucket) found.right++;
    }
    const until = at + exponential(HOLD);
    const isOnPage = random() < law.onPage;
    if (isOnPage) {
      found.exact++;
      found.right++;
    }
    last[number] = { bucket, callAt: until + delay(), isOnPage };
    busy.push({ number, until });
  }
  return {
    exact: found.exact / found.sessions,
    rightBucket: found.right / found.sessions,
    exclusive: found.exclusive / found.sessions,
  };
}

describe('the plan of a pool', () => {
  it('has the blocking of Erlang’s tables', () => {
    expect(blocked(10, 10)).toBeCloseTo(0.2146, 4);
    expect(blocked(20, 30)).toBeCloseTo(0.0085, 4);
    expect(blocked(0, 5)).toBe(0);
    expect(blocked(5, 0)).toBe(1);
  });

  it.each([0.05, 0.2, 0.5, 0.8, 1.2])(
    'agrees within 3 points with a pool that shows its numbers in turn at load %f',
    (load) => {
      const numbers = 30;
      const perHour = (load * numbers * 3600) / HOLD;
      const planned = planAt(trafficOf(perHour), numbers);
      const counted = played(perHour, numbers, trafficOf(perHour));
      for (const share of ['exact', 'rightBucket', 'exclusive'] as const)
        expect(Math.abs(planned[share] - counted[share]), share).toBeLessThan(0.03);
    },
  );

  it('finds the fewest numbers that reach a target', () => {
    const traffic = trafficOf(200);
    const numbers = numbersFor(traffic, 0.95) ?? 0;
    expect(planAt(traffic, numbers).exact).toBeGreaterThanOrEqual(0.95);
    expect(planAt(traffic, numbers - 1).exact).toBeLessThan(0.95);
    expect(numbersFor(trafficOf(1_000_000), 0.999)).toBeNull();
  });

  it('draws a curve that rises, with the pool’s own count on it', () => {
    const curve = planCurve(trafficOf(200), 37);
    const shares = curve.map(({ exact }) => exact);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(curve.map(({ numbers }) => numbers)).toContain(37);
    expect(curve.length).toBeLessThan(40);
  });

  it('counts each quarter of a daily curve by its own load', () => {
    const even = planAt({ ...trafficOf(0), quarters: Array(96).fill(50) }, 40);
    const peak = planAt({ ...trafficOf(0), quarters: [...Array(92).fill(10), ...Array(4).fill(970)] }, 40);
    expect(peak.shared).toBeGreaterThan(even.shared);
    expect(peak.exact).toBeLessThan(even.exact);
  });

  it('has the right bucket where each bucket owns numbers', () => {
    const buckets = Array<number>(40).fill(1 / 40);
    const by = (policy: 'threshold' | 'affinity', numbers: number) =>
      planAt({ ...trafficOf(300), buckets, policy }, numbers);
    expect(by('affinity', 40).rightBucket).toBeCloseTo(1);
    expect(by('threshold', 40).rightBucket).toBeLessThan(0.95);
    expect(by('affinity', 40).exact).toBe(by('threshold', 40).exact);
    expect(by('affinity', 10).rightBucket).toBeLessThan(0.95);
  });

  it('takes the quarters of a level alike, also in a busy week', () => {
    const quarters = Array.from({ length: 672 }, (_, i) => 1000 + 900 * Math.sin(i / 15));
    const { exact } = planAt({ ...trafficOf(0), quarters }, 800);
    const each = quarters.map((count) => ({
      count,
      plan: planAt({ ...trafficOf(0), quarters: [count] }, 800),
    }));
    const sessions = each.reduce((sum, { count }) => sum + count, 0);
    const expected = each.reduce((sum, { count, plan }) => sum + count * plan.exact, 0) / sessions;
    expect(exact).toBeCloseTo(expected, 3);
  });

  it('of a pool without traffic promises that nobody shares', () => {
    expect(planAt({ ...trafficOf(0), quarters: [] }, 3)).toMatchObject({ exclusive: 1, exact: 1 });
  });
});
