import { describe, expect, it } from 'vitest';
import { closedCalls, closedRate, EDGES, openCalls, openRate, WEEK } from './hazards.ts';
import { PRIOR, PUBLISHED } from './prior.ts';

const MINUTE = 60;
/** Those who call have looked around for longer. */
const CALLERS_STAY = 1.4;

describe('the prior', () => {
  it('splits first calls by the time since landing as published', () => {
    const { openShare, knots } = PUBLISHED;
    const split = [0, 0, 0];
    const add = (seconds: number, weight: number) => {
      const i = seconds < 15 * MINUTE ? 0 : seconds < 30 * MINUTE ? 1 : 2;
      split[i] = (split[i] ?? 0) + weight;
    };
    const steps = 60;
    const middles = Array.from({ length: steps }, (_, i) => (i + 0.5) / steps);
    for (const visit of middles.map((at) => visitAt(at) * CALLERS_STAY)) {
      for (const share of middles) {
        add(visit * share, openShare / steps ** 2);
        add(visit + delayAt(share, knots), (1 - openShare) / steps ** 2);
      }
    }
    const [early = 0, soon = 0, late = 0] = split;
    expect(early).toBeCloseTo(0.824, 1.7);
    expect(soon).toBeCloseTo(0.09, 1.7);
    expect(late).toBeCloseTo(0.086, 1.7);
  });

  it('has the assumed share of calls after the visit, most of them soon', () => {
    const { callsPerSession, openShare } = PUBLISHED;
    const late = callsPerSession * (1 - openShare);
    expect(closedCalls(PRIOR, WEEK)).toBeCloseTo(late, 6);
    // Bins lie across the knots, so within a few hundredths.
    expect(Math.abs(closedCalls(PRIOR, 900) / late - 0.61)).toBeLessThan(0.03);
    expect(Math.abs(closedCalls(PRIOR, 1800) / late - 0.83)).toBeLessThan(0.03);
    expect(closedRate(PRIOR, WEEK + 1)).toBe(0);
  });

  it('has the assumed share of calls from the open page, over visits of the assumed length', () => {
    // What a visitor whose page is open for so long may be expected to call, less the more have left by then.
    const { callsPerSession, openShare } = PUBLISHED;
    const steps = 2000;
    let sum = 0;
    for (let i = 0; i < steps; i++) sum += openCalls(PRIOR, visitAt((i + 0.5) / steps)) / steps;
    expect(sum / (callsPerSession * openShare)).toBeCloseTo(1, 1);
  });

  it('sums rates to the expected calls', () => {
    for (const until of [3, 100, 4000]) {
      const steps = 20_000;
      let open = 0;
      let closed = 0;
      for (let i = 0; i < steps; i++) {
        const at = ((i + 0.5) * until) / steps;
        open += (openRate(PRIOR, at) * until) / steps;
        closed += (closedRate(PRIOR, at) * until) / steps;
      }
      expect(open / openCalls(PRIOR, until)).toBeCloseTo(1, 2);
      expect(closed / closedCalls(PRIOR, until)).toBeCloseTo(1, 2);
    }
    expect(EDGES.at(-1)).toBe(WEEK);
  });
});

/** The length of visit that this share of visits is shorter than, in seconds. */
function visitAt(share: number): number {
  const { visitSeconds, visitSigma } = PUBLISHED;
  return visitSeconds * Math.exp(visitSigma * normalAt(share) - visitSigma ** 2 / 2);
}

/** By bisection of the normal distribution, which is summed up. */
function normalAt(share: number): number {
  let [low, high] = [-6, 6];
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (below(middle) < share) low = middle;
    else high = middle;
  }
  return low;
}

function below(z: number): number {
  const steps = 400;
  let sum = 0;
  for (let i = 0; i < steps; i++) {
    const x = -8 + ((i + 0.5) * (z + 8)) / steps;
    sum += (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * ((z + 8) / steps);
  }
  return sum;
}

function delayAt(share: number, knots: readonly (readonly [number, number])[]): number {
  const i = knots.findIndex(([, reached]) => share < reached);
  const [begins, before] = knots[i - 1] ?? [1, 0];
  const [ends, reached] = knots[i] ?? [1, 1];
  return begins * (ends / begins) ** ((share - before) / (reached - before));
}
