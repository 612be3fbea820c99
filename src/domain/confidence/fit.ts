/**
 * Learns the hazards from a provider's own calls, without labels: expectation-maximisation. Each call is divided among
 * those who had been shown its number, as the hazards so far say; then each bin's figure is the calls that fell to it
 * over the time that sessions spent in it, together with its neighbours' until these hold enough calls. The neighbours of
 * each bin are its own: fixed groups of bins feed on one another from one iteration to the next, until some are empty.
 * How many times as often each class of intent calls is learnt with them.
 * Nothing makes the figures fall with time: an early bin without a call would drag all behind it down.
 */
import { BINS, binOf, closedUnit, closedWeight, type Hazards, openWeight, WEEK } from './hazards.ts';
import { fitIntents, type Intents, intentsIn, relativeTo } from './intent-weights.ts';

/** A session's time with a number, in seconds of any clock; `seen` is Infinity while its page is open. */
export type Spell = { from: number; seen: number; intent: string | null };

/**
 * What happened to one number in a span of time: who was shown it, and when it was called. Spells from a week before
 * the span should be there too.
 */
export type NumberHistory = { from: number; to: number; spells: readonly Spell[]; calls: readonly number[] };

/** A bin's figure is worth something from this many calls on. */
const CALLS_PER_BIN = 30;
const ITERATIONS = 60;
/** Where little is shown, what sessions leave unexplained cannot be told from chance: this share of the calls at least. */
const MIN_BACKGROUND = 0.02;

const STATES = 2 * BINS;

/**
 * How much each cell lets expect of a call when its figure and its weight are one. A cell is a bin of a class of intent:
 * class after class, of each the open bins first.
 */
type Shares = { cells: number[]; weights: number[] };

/** It takes a while, so it stops after each piece of work, and goes on when it is asked for the next. */
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
  const [ofNone = 1] = weights;
  return {
    open: figures.slice(0, BINS).map((figure) => figure * ofNone),
    closed: figures.slice(BINS).map((figure) => figure * ofNone),
    background,
    backgroundShare: 0,
    intents: relativeTo(ofNone, intents, weights),
  };
}

/** Divides each call among the cells that its candidates are in, and the background. */
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

/** Of each bin the sum over the classes of intent, each taken so many times. */
function overIntents(cells: readonly number[], times: (intent: number) => number): number[] {
  const sums = new Array<number>(STATES).fill(0);
  for (const [cell, value] of cells.entries())
    sums[cell % STATES] = (sums[cell % STATES] ?? 0) + value * times(Math.floor(cell / STATES));
  return sums;
}

/** Of each class of intent the sum over the bins, each taken so many times. */
function sumsOfIntents(cells: readonly number[], times: (bin: number) => number): number[] {
  const sums = new Array<number>(cells.length / STATES).fill(0);
  for (const [cell, value] of cells.entries()) {
    const intent = Math.floor(cell / STATES);
    sums[intent] = (sums[intent] ?? 0) + value * times(cell % STATES);
  }
  return sums;
}

function sharesOf({ from, to, spells, calls }: NumberHistory, intents: Intents): Shares[] {
  const sorted = spells.toSorted((a, b) => a.from - b.from);
  return calls.filter((at) => at >= from && at <= to).map((at) => sharesAt(sorted, at, intents));
}

/** @param spells in order of their beginning */
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

/** Adds the time that the sessions spent in each bin within the span; closed bins on the logarithm of time. */
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
 * Calls over exposure, of each bin together with as many neighbours, the same number on both sides, as it takes to hold
 * enough calls: with more on one side the figures would be shifted.
 */
function pooled(counts: readonly number[], exposure: readonly number[]): number[] {
  return counts.map((count, bin) => {
    let [calls, time] = [count, exposure[bin] ?? 0];
    for (let reach = 1; calls < CALLS_PER_BIN && reach < BINS; reach++) {
      for (const neighbour of [bin - reach, bin + reach]) {
        calls += counts[neighbour] ?? 0;
        time += exposure[neighbour] ?? 0;
      }
    }
    return time > 0 ? calls / time : 0;
  });
}
