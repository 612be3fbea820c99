/**
 * The prior: hazards for a provider with too few calls to fit them to, made from published and assumed figures.
 *
 * Published: 82.4 % of first calls come within 15 minutes of landing, 9 % within 30 minutes, 8.6 % within a week.
 *
 * Assumed:
 * - The length of a visit is log-normal with a mean of 3.5 minutes and a sigma of 1.2. Visits of callers are 1.4 times as long.
 * - 65 % of the callers call from the open page, at any moment of the visit with the same probability.
 * - After the visit, calls are spread evenly on the logarithm of time between the knots below. The knots reproduce the
 *   published split.
 * - 3 % of sessions call. 3 % of calls come from callers without a recorded visit, and at least one in three weeks for each
 *   number.
 */
import { BINS, closedWeight, EDGES, type Hazards, WEEK } from './hazards.ts';

export type PriorFigures = {
  callsPerSession: number;
  openShare: number;
  visitSeconds: number;
  visitSigma: number;
  /** The share of the calls after the visit that have come by this time after it. */
  knots: readonly (readonly [seconds: number, share: number])[];
  backgroundShare: number;
  backgroundPerHour: number;
};

export const PUBLISHED: PriorFigures = {
  callsPerSession: 0.03,
  openShare: 0.65,
  visitSeconds: 210,
  visitSigma: 1.2,
  knots: [
    [2, 0],
    [900, 0.61],
    [1800, 0.83],
    [WEEK, 1],
  ],
  backgroundShare: 0.03,
  backgroundPerHour: 0.002,
};

export function priorHazards(prior: PriorFigures): Hazards {
  const { callsPerSession, openShare, visitSeconds, visitSigma, backgroundShare, backgroundPerHour } = prior;
  const mean = Math.log(visitSeconds) - visitSigma ** 2 / 2;
  const open = Array.from({ length: BINS }, (_, bin) => {
    // The middle of the bin on the logarithm of time, or the end of the first bin.
    const [begins = 0, ends = 0] = [EDGES[bin], EDGES[bin + 1]];
    const age = begins === 0 ? ends : Math.sqrt(begins * ends);
    const z = (Math.log(age) - mean) / visitSigma;
    // E(1 / length; length > age) / P(length > age), because the call comes at any moment with the same probability.
    const inverse = Math.exp(visitSigma ** 2 / 2 - mean) * above(z + visitSigma);
    return callsPerSession * openShare * (inverse / above(z));
  });
  const closed = Array.from({ length: BINS }, (_, bin) => {
    const late = callsPerSession * (1 - openShare);
    return (late * shareWithin(prior, EDGES[bin] ?? 0, EDGES[bin + 1] ?? 0)) / closedWeight(bin, 0, WEEK);
  });
  return { open, closed, background: backgroundPerHour / 3600, backgroundShare, intents: [] };
}

export const PRIOR: Hazards = priorHazards(PUBLISHED);

/** Returns the share of the calls after the visit that come in the span. */
function shareWithin({ knots }: PriorFigures, from: number, to: number): number {
  let share = 0;
  for (const [i, [ends, reached]] of knots.entries()) {
    const [begins, before] = knots[i - 1] ?? [0, 0];
    if (begins === 0) continue;
    const [low, high] = [Math.max(from, begins), Math.min(to, ends)];
    if (low < high) share += ((reached - before) * Math.log(high / low)) / Math.log(ends / begins);
  }
  return share;
}

/** Returns the probability that a standard normal variable is above z. */
function above(z: number): number {
  if (z < 0) return 1 - above(-z);
  // Far out Mills' ratio as a continued fraction, and near the middle Abramowitz and Stegun 26.2.17.
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z > 5) return density / (z + 1 / (z + 2 / (z + 3 / (z + 4 / z))));
  const t = 1 / (1 + 0.2316419 * z);
  const polynomial =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return density * polynomial;
}
