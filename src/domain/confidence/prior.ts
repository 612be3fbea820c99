/**
 * Hazards for a provider that has too few calls to learn them from, made from published and assumed figures.
 *
 * Published: of the first calls, 82.4 % come within 15 minutes of landing, 9 % within 30, 8.6 % within a week. Assumed:
 * visits are log-normal, 3.5 minutes in the mean, sigma 1.2, and of callers 1.4 times as long; 65 % of the callers call
 * from the open page, at any moment of the visit alike; after it, calls come evenly on the logarithm of time between the
 * knots below, which are chosen so that the published split comes out. Of a hundred sessions three call, and of a hundred
 * calls three come from nobody on record; a number gets one of these in three weeks at least.
 */
import { BINS, closedWeight, EDGES, type Hazards, WEEK } from './hazards.ts';

export type PriorFigures = {
  callsPerSession: number;
  openShare: number;
  visitSeconds: number;
  visitSigma: number;
  /** By so many seconds after the visit, this share of the calls after it has come. */
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

export function priorHazards(given: PriorFigures): Hazards {
  const { callsPerSession, openShare, visitSeconds, visitSigma, backgroundShare, backgroundPerHour } = given;
  const mean = Math.log(visitSeconds) - visitSigma ** 2 / 2;
  const open = Array.from({ length: BINS }, (_, bin) => {
    // The middle of the bin on the logarithm; of the first one, its end.
    const [begins = 0, ends = 0] = [EDGES[bin], EDGES[bin + 1]];
    const age = begins === 0 ? ends : Math.sqrt(begins * ends);
    const z = (Math.log(age) - mean) / visitSigma;
    // E(1 / length; length > age) / P(length > age): the call may come at any moment of the visit alike.
    const inverse = Math.exp(visitSigma ** 2 / 2 - mean) * above(z + visitSigma);
    return callsPerSession * openShare * (inverse / above(z));
  });
  const closed = Array.from({ length: BINS }, (_, bin) => {
    const late = callsPerSession * (1 - openShare);
    return (late * shareWithin(given, EDGES[bin] ?? 0, EDGES[bin + 1] ?? 0)) / closedWeight(bin, 0, WEEK);
  });
  return { open, closed, background: backgroundPerHour / 3600, backgroundShare, intents: [] };
}

export const PRIOR: Hazards = priorHazards(PUBLISHED);

/** The share of the calls after the visit that come in the span. */
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

/** The chance that a standard normal variable is above z. */
function above(z: number): number {
  if (z < 0) return 1 - above(-z);
  // Mills' ratio as a continued fraction far out, and by Abramowitz and Stegun 26.2.17 near the middle.
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z > 5) return density / (z + 1 / (z + 2 / (z + 3 / (z + 4 / z))));
  const t = 1 / (1 + 0.2316419 * z);
  const polynomial =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return density * polynomial;
}
