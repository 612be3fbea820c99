/**
 * Learns the hazards from a provider's own calls, without labels: expectation-maximisation. Each call is divided among
 * those who had been shown its number, as the hazards so far say; then each bin's figure is the calls that fell to it
 * over the time that sessions spent in it, together with its neighbours' until these hold enough calls. The neighbours of
 * each bin are its own: fixed groups of bins feed on one another from one iteration to the next, until some are empty.
 * Nothing makes the figures fall with time: an early bin without a call would drag all behind it down.
 */
import { BINS, binOf, closedUnit, closedWeight, type Hazards, openWeight, WEEK } from './hazards.ts';

/** A session's time with a number, in seconds of any clock; `seen` is Infinity while its page is open. */
export type Spell = { from: number; seen: number };

/**
 * What happened to one number in a span of time: who was shown it, and when it was called. Spells from a week before
 * the span should be there too.
 */
export type NumberHistory = { from: number; to: number; spells: readonly Spell[]; calls: readonly number[] };

/** A bin's figure is worth something from this many calls on. */
const CALLS_PER_BIN = 30;
const ITERATIONS = 60;
/** Where little is shown, what sessions leave unexplained cannot be told from chance: this share of the calls at least. */
const LEAST_BACKGROUND = 0.02;

/** How much each bin, open ones first, lets expect of a call when its figure is one. */
type Shares = { bins: number[]; weights: number[] };

/** It takes a while, so it stops after each piece of work, and goes on when it is asked for the next. */
export function* fitHazards(histories: readonly NumberHistory[], start: Hazards): Generator<void, Hazards> {
  const exposure = new Array<number>(2 * BINS).fill(0);
  const calls: Shares[] = [];
  let numberSeconds = 0;
  for (const history of histories) {
    addExposure(exposure, history);
    calls.push(...sharesOf(history));
    numberSeconds += history.to - history.from;
    yield;
  }
  const least = (LEAST_BACKGROUND * calls.length) / numberSeconds;

  let figures = [...start.open, ...start.closed];
  let background = Math.max(start.background, least);
  for (let i = 0; i < ITERATIONS; i++) {
    const expected = expectation(calls, figures, background);
    figures = [
      ...pooled(expected.counts.slice(0, BINS), exposure.slice(0, BINS)),
      ...pooled(expected.counts.slice(BINS), exposure.slice(BINS)),
    ];
    background = Math.max(least, expected.background / numberSeconds);
    yield;
  }
  return { open: figures.slice(0, BINS), closed: figures.slice(BINS), background, backgroundShare: 0 };
}

/** Divides each call among the bins that its candidates are in, and the background. */
function expectation(calls: readonly Shares[], figures: readonly number[], background: number) {
  const counts = new Array<number>(2 * BINS).fill(0);
  let ofBackground = 0;
  for (const { bins, weights } of calls) {
    let total = background;
    for (const [i, bin] of bins.entries()) total += (figures[bin] ?? 0) * (weights[i] ?? 0);
    ofBackground += background / total;
    for (const [i, bin] of bins.entries())
      counts[bin] = (counts[bin] ?? 0) + ((figures[bin] ?? 0) * (weights[i] ?? 0)) / total;
  }
  return { counts, background: ofBackground };
}

function sharesOf({ from, to, spells, calls }: NumberHistory): Shares[] {
  const sorted = spells.toSorted((a, b) => a.from - b.from);
  return calls.filter((at) => at >= from && at <= to).map((at) => sharesAt(sorted, at));
}

/** @param spells in order of their beginning */
function sharesAt(spells: readonly Spell[], at: number): Shares {
  const sum = new Map<number, number>();
  for (const { from, seen } of spells) {
    if (from > at) break;
    if (at - seen >= WEEK) continue;
    const isOpen = seen >= at;
    const bin = isOpen ? binOf(at - from) : BINS + binOf(at - seen);
    sum.set(bin, (sum.get(bin) ?? 0) + (isOpen ? 1 : closedUnit(at - seen)));
  }
  return { bins: [...sum.keys()], weights: [...sum.values()] };
}

/** Adds the time that the sessions spent in each bin within the span; closed bins on the logarithm of time. */
function addExposure(exposure: number[], { from, to, spells }: NumberHistory): void {
  const add = (offset: number, weight: typeof openWeight, begins: number, ends: number) => {
    if (begins >= ends) return;
    for (let bin = binOf(begins); bin <= binOf(ends); bin++)
      exposure[offset + bin] = (exposure[offset + bin] ?? 0) + weight(bin, begins, ends);
  };
  for (const spell of spells) {
    const seen = Math.min(spell.seen, to);
    add(0, openWeight, Math.max(0, from - spell.from), seen - spell.from);
    add(BINS, closedWeight, Math.max(0, from - seen), to - seen);
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
