import { describe, expect, it } from 'vitest';
import { fitHazards, type NumberHistory, type Spell } from './fit.ts';
import { BINS, binOf, closedCalls, EDGES, type Hazards, openRate, WEEK } from './hazards.ts';
import { PRIOR } from './prior.ts';

const DAY = 86_400;

/** A source of chance that is the same each time. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Each number is shown to a visitor for five minutes, some four times an hour; calls come as the truth says. */
function simulated(numbers: number, days: number, truth: { open: number; late: number; noise: number }) {
  const random = chance(7);
  return Array.from({ length: numbers }, (): NumberHistory => {
    const spells: Spell[] = [];
    const calls: number[] = [];
    for (let from = random() * 900; from < days * DAY; from += 300 - 600 * Math.log(1 - random())) {
      const seen = from + 300;
      spells.push({ from, seen });
      if (random() < truth.open * 300) calls.push(from + random() * 300);
      // Evenly on the logarithm from 10 seconds to an hour.
      if (random() < truth.late) calls.push(seen + 10 * 360 ** random());
    }
    for (let i = 0; i < days; i++) if (random() < truth.noise) calls.push((i + random()) * DAY);
    return { from: 0, to: days * DAY, spells, calls: calls.filter((at) => at < days * DAY) };
  });
}

function learnt(histories: NumberHistory[], start: Hazards = PRIOR): Hazards {
  const fitting = fitHazards(histories, start);
  for (;;) {
    const step = fitting.next();
    if (step.done) return step.value;
  }
}

describe('hazards learnt without labels', () => {
  const truth = { open: 0.0002, late: 0.03, noise: 0.2 };
  const histories = simulated(60, 4, truth);
  const fitted = learnt(histories);

  it('come near those by which the calls were made, though nobody says who made them', () => {
    expect(histories.reduce((sum, { calls }) => sum + calls.length, 0)).toBeGreaterThan(1500);
    for (const age of [30, 100, 250]) expect(openRate(fitted, age) / truth.open).toBeCloseTo(1, 0.3);
    const late = closedCalls(fitted, 3600);
    expect(late / truth.late).toBeGreaterThan(0.8);
    expect(late / truth.late).toBeLessThan(1.2);
    // Half of them come by the middle of the logarithm.
    expect(Math.abs(closedCalls(fitted, 190) / late - 0.5)).toBeLessThan(0.12);
  });

  it('do not rest on where they began', () => {
    const flat: Hazards = {
      ...PRIOR,
      open: new Array(BINS).fill(1e-4),
      closed: new Array(BINS).fill(1e-3),
      background: 1e-6,
    };
    const other = learnt(histories, flat);
    expect(openRate(other, 100) / openRate(fitted, 100)).toBeCloseTo(1, 1);
    expect(closedCalls(other, 3600) / closedCalls(fitted, 3600)).toBeCloseTo(1, 1);
  });

  it('leave a floor for calls of nobody, of two in a hundred', () => {
    const calls = histories.reduce((sum, history) => sum + history.calls.length, 0);
    const none = learnt(histories.map((history) => ({ ...history, calls: history.calls.slice(0, 5) })));
    expect(none.background).toBeGreaterThanOrEqual((0.02 * 5 * 60) / (60 * 4 * DAY) - 1e-12);
    expect(fitted.background).toBeGreaterThanOrEqual((0.02 * calls) / (60 * 4 * DAY) - 1e-12);
  });

  it('take bins together until they hold thirty calls, and may rise with time', () => {
    // All calls come in the fifth minute: a forced fall would spread them over the first ones.
    const late = histories.map(({ spells, ...rest }) => ({
      ...rest,
      spells,
      calls: spells.filter((_, i) => i % 20 === 0).map(({ from }) => from + 250 + (from % 40)),
    }));
    const hazards = learnt(late);
    expect(openRate(hazards, 270)).toBeGreaterThan(5 * openRate(hazards, 60));
    const few = learnt(histories.map((history) => ({ ...history, calls: history.calls.slice(0, 1) })));
    expect(
      few.closed.every((figure) => figure > 0),
      'no bin is empty for want of calls',
    ).toBe(true);
  });
});

describe('a bin', () => {
  it('holds what lies between its edges', () => {
    for (const [bin, edge] of EDGES.slice(0, -1).entries()) {
      expect(binOf(edge)).toBe(bin);
      expect(binOf(edge * 1.0001 + 0.0001)).toBe(bin);
    }
    expect(binOf(10 * WEEK)).toBe(BINS - 1);
  });
});
