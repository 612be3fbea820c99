/**
 * Fits hazards to a provider's own calls without labels, by expectation-maximisation.
 *
 * An iteration divides each call among the sessions that were shown its number, in proportion to the hazards so far. Then
 * a bin's figure becomes its calls over the time that sessions spent in it. A bin with few calls takes in its neighbours
 * until they have enough calls together. Each bin has neighbours of its own: with fixed groups some bins would take the
 * calls of others in each iteration, until those are empty. The weight of each intent is fitted with them.
 *
 * The figures need not fall with time: otherwise an early bin without a call would lower all bins after it.
 */
import { BINS, binOf, closedUnit, closedWeight, type Hazards, openWeight, WEEK } from './hazards.ts';
import { fitIntents, type Intents, intentsIn, relativeTo } from './intent-weights.ts';

/** A session's time with a number, in seconds of any clock. `seen` is Infinity while its page is open. */
export type Spell = { from: number; seen: number; intent: string | null };

/** The showings and the calls of one number in a span of time. Spells of the week before the span belong to it too. */
export type NumberHistory = { from: number; to: number; spells: readonly Spell[]; calls: readonly number[] };

/** A bin takes in neighbours until it has this many calls. */
const MIN_BIN_CALLS = 30;
const ITERATIONS = 60;
/** The least share of calls without a recorded visit. With few showings a smaller share could be chance. */
const MIN_BACKGROUND = 0.02;

const STATES = 2 * BINS;

/**
 * The cells that could have made a call, each with the rate that it would have if its figure and its intent's weight were
 * one. A cell is a bin of one intent. Cells are numbered by intent, and the open bins of an intent come first.
 */
type Shares = { cells: number[]; weights: number[] };

/** Fits the hazards. A generator, because a fit takes long: it pauses after each piece of work. */
export function* fitHazards(histories: readonly NumberHistory[], start: Hazards): Generator<void, Hazards> {
  const intents = intentsIn(histories);
  const exposure = new Array<number>(STATES * intents.size).fill(0);
  const calls: Shares[] = [];
  let numberSeconds = 0;
  for (const history of histories) {
    addExposure(exposure, history, intents);
    calls.push(...sharesOf(history, intents));
    numberSeconds += history.to - history.from;
    yield;
  }
  const least = (MIN_BACKGROUND * calls.length) / numberSeconds;

  let figures = [...start.open, ...start.closed];
  let weights = [...intents.keys()].map(
    (name) => start.intents.find((one) => one.name === name)?.weight ?? 1,
  );
  let background = Math.max(start.background, least);
  for (let i = 0; i < ITERATIONS; i++) {
    const expected = expectation(calls, figures, weights, background);
    const counts = overIntents(expected.counts, () => 1);
    const exposed = overIntents(exposure, (intent) => weights[intent] ?? 1);
    figures = [
      ...pooled(counts.slice(0, BINS), exposed.slice(0, BINS)),
      ...pooled(counts.slice(BINS), exposed.slice(BINS)),
    ];
    weights = fitIntents(
      sumsOfIntents(expected.counts, () => 1),
      sumsOfIntents(exposure, (bin) => figures[bin] ?? 0),
    );
    background = Math.max(least, expected.background / numberSeconds);
    yield;
  }
  const [unit = 1] = weights;
  return {
    open: figures.slice(0, BINS).map((figure) => figure * unit),
    closed: figures.slice(BINS).map((figure) => figure * unit),
    background,
    backgroundShare: 0,
    intents: relativeTo(unit, intents, weights),
  };
}

/** Divides each call among its cells and the background. Returns the sums. */
function expectation(
  calls: readonly Shares[],
  figures: readonly number[],
  intents: readonly number[],
  background: number,
) {
  const rates = intents.flatMap((weight) => figures.map((figure) => figure * weight));
  const counts = new Array<number>(rates.length).fill(0);
  let ofBackground = 0;
  for (const { cells, weights } of calls) {
    let total = background;
    for (const [i, cell] of cells.entries()) total += (rates[cell] ?? 0) * (weights[i] ?? 0);
    ofBackground += background / total;
    for (const [i, cell] of cells.entries())
      counts[cell] = (counts[cell] ?? 0) + ((rates[cell] ?? 0) * (weights[i] ?? 0)) / total;
  }
  return { counts, background: ofBackground };
}

/** Sums each bin over the intents, with a factor for each intent. */
function overIntents(cells: readonly number[], factor: (intent: number) => number): number[] {
  const sums = new Array<number>(STATES).fill(0);
  for (const [cell, value] of cells.entries())
    sums[cell % STATES] = (sums[cell % STATES] ?? 0) + value * factor(Math.floor(cell / STATES));
  return sums;
}

/** Sums each intent over the bins, with a factor for each bin. */
function sumsOfIntents(cells: readonly number[], factor: (bin: number) => number): number[] {
  const sums = new Array<number>(cells.length / STATES).fill(0);
  for (const [cell, value] of cells.entries()) {
    const intent = Math.floor(cell / STATES);
    sums[intent] = (sums[intent] ?? 0) + value * factor(cell % STATES);
  }
  return sums;
}

function sharesOf({ from, to, spells, calls }: NumberHistory, intents: Intents): Shares[] {
  const sorted = spells.toSorted((a, b) => a.from - b.from);
  return calls.filter((at) => at >= from && at <= to).map((at) => sharesAt(sorted, at, intents));
}

/** @param spells sorted by their start */
function sharesAt(spells: readonly Spell[], at: number, intents: Intents): Shares {
  const sum = new Map<number, number>();
  for (const { from, seen, intent } of spells) {
    if (from > at) break;
    if (at - seen >= WEEK) continue;
    const isOpen = seen >= at;
    const bin = isOpen ? binOf(at - from) : BINS + binOf(at - seen);
    const cell = STATES * (intents.get(intent) ?? 0) + bin;
    sum.set(cell, (sum.get(cell) ?? 0) + (isOpen ? 1 : closedUnit(at - seen)));
  }
  return { cells: [...sum.keys()], weights: [...sum.values()] };
}

/** Adds the time that sessions spent in each bin within the span. Closed bins count the logarithm of time. */
function addExposure(exposure: number[], { from, to, spells }: NumberHistory, intents: Intents): void {
  const add = (offset: number, weight: typeof openWeight, begins: number, ends: number) => {
    if (begins >= ends) return;
    for (let bin = binOf(begins); bin <= binOf(ends); bin++)
      exposure[offset + bin] = (exposure[offset + bin] ?? 0) + weight(bin, begins, ends);
  };
  for (const spell of spells) {
    const seen = Math.min(spell.seen, to);
    const first = STATES * (intents.get(spell.intent) ?? 0);
    add(first, openWeight, Math.max(0, from - spell.from), seen - spell.from);
    add(first + BINS, closedWeight, Math.max(0, from - seen), to - seen);
  }
}

/**
 * Returns calls over exposure for each bin. A bin with few calls takes in as many neighbours as it needs, equally many on
 * both sides: otherwise the figures would shift.
 */
function pooled(counts: readonly number[], exposure: readonly number[]): number[] {
  return counts.map((count, bin) => {
    let [calls, time] = [count, exposure[bin] ?? 0];
    for (let reach = 1; calls < MIN_BIN_CALLS && reach < BINS; reach++) {
      for (const neighbour of [bin - reach, bin + reach]) {
        calls += counts[neighbour] ?? 0;
        time += exposure[neighbour] ?? 0;
      }
    }
    return time > 0 ? calls / time : 0;
  });
}
