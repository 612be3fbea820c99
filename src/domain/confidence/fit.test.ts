import { describe, expect, it } from 'vitest';
import { fitHazards, type NumberHistory, type Spell } from './fit.ts';
import { BINS, binOf, closedCalls, EDGES, type Hazards, openRate, WEEK } from './hazards.ts';
import { fitIntents } from './intent-weights.ts';
import { PRIOR } from './prior.ts';

const DAY = 86_400;

/** Returns a generator of pseudo-random numbers that gives the same sequence in each run. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

type Truth = { open: number; late: number; noise: number; intents?: Intent[] };
/** An intent with its share of the sessions and its true weight. */
type Intent = { name: string | null; share: number; times: number };

/** Simulates numbers that are each shown for five minutes about four times an hour, with calls by the true hazards. */
function simulated(numbers: number, days: number, truth: Truth) {
  const random = chance(7);
  const intents = truth.intents ?? [{ name: null, share: 1, times: 1 }];
  const anyIntent = () => {
    let rest = random();
    return intents.find(({ share }) => {
      rest -= share;
      return rest < 0;
    });
  };
  return Array.from({ length: numbers }, (): NumberHistory => {
    const spells: Spell[] = [];
    const calls: number[] = [];
    for (let from = random() * 900; from < days * DAY; from += 300 - 600 * Math.log(1 - random())) {
      const seen = from + 300;
      const { name = null, times = 1 } = truth.intents ? (anyIntent() ?? {}) : {};
      spells.push({ from, seen, intent: name });
      if (random() < times * truth.open * 300) calls.push(from + random() * 300);
      // Evenly on the logarithm from 10 seconds to an hour.
      if (random() < times * truth.late) calls.push(seen + 10 * 360 ** random());
    }
    for (let i = 0; i < days; i++) if (random() < truth.noise) calls.push((i + random()) * DAY);
    return { from: 0, to: days * DAY, spells, calls: calls.filter((at) => at < days * DAY) };
  });
}

function fittedTo(histories: NumberHistory[], start: Hazards = PRIOR): Hazards {
  const fitting = fitHazards(histories, start);
  for (;;) {
    const step = fitting.next();
    if (step.done) return step.value;
  }
}

describe('hazards that are fitted without labels', () => {
  const truth = { open: 0.0002, late: 0.03, noise: 0.2 };
  const histories = simulated(60, 4, truth);
  const fitted = fittedTo(histories);

  it('come near the true hazards', () => {
    expect(histories.reduce((sum, { calls }) => sum + calls.length, 0)).toBeGreaterThan(1500);
    for (const age of [30, 100, 250]) expect(openRate(fitted, age) / truth.open).toBeCloseTo(1, 0.3);
    const late = closedCalls(fitted, 3600);
    expect(late / truth.late).toBeGreaterThan(0.8);
    expect(late / truth.late).toBeLessThan(1.2);
    // Half of them come by the middle of the logarithm.
    expect(Math.abs(closedCalls(fitted, 190) / late - 0.5)).toBeLessThan(0.12);
  });

  it('do not depend on the hazards that the fit starts from', () => {
    const flat: Hazards = {
      ...PRIOR,
      open: new Array(BINS).fill(1e-4),
      closed: new Array(BINS).fill(1e-3),
      background: 1e-6,
    };
    const other = fittedTo(histories, flat);
    expect(openRate(other, 100) / openRate(fitted, 100)).toBeCloseTo(1, 1);
    expect(closedCalls(other, 3600) / closedCalls(fitted, 3600)).toBeCloseTo(1, 1);
  });

  it('leave at least two percent of calls to callers without a recorded visit', () => {
    const calls = histories.reduce((sum, history) => sum + history.calls.length, 0);
    const none = fittedTo(histories.map((history) => ({ ...history, calls: history.calls.slice(0, 5) })));
    expect(none.background).toBeGreaterThanOrEqual((0.02 * 5 * 60) / (60 * 4 * DAY) - 1e-12);
    expect(fitted.background).toBeGreaterThanOrEqual((0.02 * calls) / (60 * 4 * DAY) - 1e-12);
  });

  it('pool bins until they have thirty calls, and may rise with time', () => {
    // All calls come in the fifth minute: a forced fall would spread them over the first ones.
    const late = histories.map(({ spells, ...rest }) => ({
      ...rest,
      spells,
      calls: spells.filter((_, i) => i % 20 === 0).map(({ from }) => from + 250 + (from % 40)),
    }));
    const hazards = fittedTo(late);
    expect(openRate(hazards, 270)).toBeGreaterThan(5 * openRate(hazards, 60));
    const few = fittedTo(histories.map((history) => ({ ...history, calls: history.calls.slice(0, 1) })));
    expect(
      few.closed.every((figure) => figure > 0),
      'no bin is empty for want of calls',
    ).toBe(true);
  });
});

describe('the weights of intents', () => {
  const intents = [
    { name: null, share: 0.3, times: 1 },
    { name: 'cold', share: 0.4, times: 0.2 },
    { name: 'hot', share: 0.299, times: 3 },
    { name: 'rare', share: 0.001, times: 6 },
  ];
  const truth = { open: 0.0002, late: 0.03, noise: 0.2, intents };
  const histories = simulated(60, 4, truth);
  const fitted = fittedTo(histories);
  const weightOf = (name: string) => fitted.intents.find((one) => one.name === name)?.weight ?? Number.NaN;

  it('come near the true weights', () => {
    expect(weightOf('cold')).toBeGreaterThan(0.1);
    expect(weightOf('cold')).toBeLessThan(0.35);
    expect(weightOf('hot')).toBeGreaterThan(2.4);
    expect(weightOf('hot')).toBeLessThan(3.6);
    // The hazards are those of a session of none.
    expect(openRate(fitted, 100) / truth.open).toBeCloseTo(1, 0.5);
    expect(closedCalls(fitted, 3600) / truth.late).toBeCloseTo(1, 0.5);
  });

  it('stay nearer to one than the truth for an intent with few calls', () => {
    // Of some thirty sessions ten or twenty calls are too few to say that they call six times as often.
    expect(weightOf('rare')).toBeGreaterThan(1);
    expect(weightOf('rare')).toBeLessThan(3);
  });

  it('are above zero for an intent without a call', () => {
    const [, weight] = fitIntents([960, 0], [900, 100]);
    expect(weight).toBeGreaterThan(0);
    expect(weight).toBeLessThan(0.02);
  });

  it('exist for at most eight intents: those with the most sessions', () => {
    const many = histories.map(({ spells, ...rest }) => ({
      ...rest,
      spells: spells.map((spell, i) => ({ ...spell, intent: i % 2 ? `class ${i % 20}` : 'most' })),
    }));
    const names = fittedTo(many).intents.map(({ name }) => name);
    expect(names).toHaveLength(8);
    expect(names[0]).toBe('most');
  });

  it('are absent, and change nothing, when no session has an intent', () => {
    const unnamed = histories.map(({ spells, ...rest }) => ({
      ...rest,
      spells: spells.map((spell) => ({ ...spell, intent: null })),
    }));
    expect(fittedTo(unnamed).intents).toEqual([]);
    const oneName = unnamed.map(({ spells, ...rest }) => ({
      ...rest,
      spells: spells.map((spell) => ({ ...spell, intent: 'all' })),
    }));
    const same = fittedTo(oneName);
    expect(same.intents).toEqual([{ name: 'all', weight: expect.closeTo(1, 6) }]);
    expect(closedCalls(same, 3600)).toBeCloseTo(closedCalls(fittedTo(unnamed), 3600), 6);
  });
});

describe('a bin of time', () => {
  it('holds the times between its edges', () => {
    for (const [bin, edge] of EDGES.slice(0, -1).entries()) {
      expect(binOf(edge)).toBe(bin);
      expect(binOf(edge * 1.0001 + 0.0001)).toBe(bin);
    }
    expect(binOf(10 * WEEK)).toBe(BINS - 1);
  });
});
