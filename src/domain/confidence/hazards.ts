/**
 * Hazards: how often a session calls the number that it was shown. While its page is open, the rate depends on the time
 * since the first showing, and afterwards on the time since the session was last seen. Both are constant on log-spaced bins.
 */
import { z } from 'zod';

/** A week in seconds. No session calls later than this. */
export const WEEK = 7 * 86_400;
/** The end of the first bin. */
const MIN_EDGE_SECONDS = 4;
/** Each bin is longer than the one before by the factor e^STEP. */
const STEP = 0.35;

/** The starts of the bins in seconds, and the end of the last one. */
export const EDGES: readonly number[] = edges();
export const BINS = EDGES.length - 1;

/** Rarer intents than these count as no intent. */
export const MAX_INTENTS = 8;

const figures = z.array(z.number().min(0)).length(BINS);

export const hazardsSchema = z
  .object({
    open: figures.meta({ description: 'Calls per second of an open page, for each bin of its age' }),
    closed: figures.meta({
      description:
        'For each bin of the time since a page was closed: this figure divided by that time in seconds (4 at least) is calls per second',
    }),
    background: z
      .number()
      .min(0)
      .meta({ description: 'Calls per second and number from callers without a recorded visit' }),
    backgroundShare: z.number().min(0).meta({
      description: "The background is at least this share of the calls expected from the number's sessions",
    }),
    intents: z
      .array(z.object({ name: z.string(), weight: z.number().min(0) }))
      .max(MAX_INTENTS)
      .meta({
        description: 'How many times as often sessions of this intent call as sessions of no listed intent',
        example: [{ name: 'hot', weight: 4.1 }],
      }),
  })
  .meta({ id: 'Hazards' });
/** Rates in calls per second and session. */
export type Hazards = z.infer<typeof hazardsSchema>;

export const fitSchema = z
  .object({
    provider: z.string(),
    version: z.number().int(),
    hazards: hazardsSchema,
    calls: z.number().int().meta({ description: 'The number of calls in the fit' }),
    showings: z.number().int().meta({ description: 'The number of showings in the fit' }),
    numbers: z.number().int().meta({ description: 'The number of virtual numbers in the fit' }),
    since: z.iso.datetime(),
    until: z.iso.datetime(),
    fittedAt: z.iso.datetime(),
  })
  .meta({ id: 'Fit' });
/** Hazards fitted to a provider's own calls. */
export type Fit = z.infer<typeof fitSchema>;

/** A fit as it is stored. Early releases fitted no intents. */
export type StoredFit = Omit<Fit, 'hazards'> & {
  hazards: Omit<Hazards, 'intents'> & Partial<Pick<Hazards, 'intents'>>;
};

export function fitFrom({ hazards, ...fit }: StoredFit): Fit {
  return { ...fit, hazards: { ...hazards, intents: hazards.intents ?? [] } };
}

/** Returns the bin of a time. The last bin also holds all later times. */
export function binOf(seconds: number): number {
  if (seconds < MIN_EDGE_SECONDS) return 0;
  return Math.min(BINS - 1, 1 + Math.floor(Math.log(seconds / MIN_EDGE_SECONDS) / STEP + 1e-9));
}

/** Returns the calls per second of a session whose page is open, `age` seconds after the first showing. */
export function openRate({ open }: Hazards, age: number): number {
  return open[binOf(age)] ?? 0;
}

/** Returns the calls per second of a session that was last seen `since` seconds ago. */
export function closedRate({ closed }: Hazards, since: number): number {
  return since >= WEEK ? 0 : (closed[binOf(since)] ?? 0) * closedUnit(since);
}

/** Returns the factor from a closed bin's figure to calls per second. */
export function closedUnit(since: number): number {
  return 1 / Math.max(since, MIN_EDGE_SECONDS);
}

/** Returns the calls expected of a session with an open page in the first `age` seconds after its first showing. */
export function openCalls(hazards: Hazards, age: number): number {
  const bin = binOf(age);
  return (
    (sumsOf(hazards).open[bin] ?? 0) + (hazards.open[bin] ?? 0) * openWeight(bin, 0, Math.min(age, WEEK))
  );
}

/** Returns the calls expected of a session in the first `since` seconds after it was last seen. */
export function closedCalls(hazards: Hazards, since: number): number {
  const until = Math.min(since, WEEK);
  const bin = binOf(until);
  return (sumsOf(hazards).closed[bin] ?? 0) + (hazards.closed[bin] ?? 0) * closedWeight(bin, 0, until);
}

/** Returns the seconds of the span that lie in the bin. */
export function openWeight(bin: number, from: number, to: number): number {
  const [low, high] = overlap(bin, from, to);
  return Math.max(0, high - low);
}

/** Returns the integral of `closedUnit` over the part of the span that lies in the bin. */
export function closedWeight(bin: number, from: number, to: number): number {
  const [low, high] = overlap(bin, from, to);
  if (low >= high) return 0;
  return bin === 0 ? (high - low) / MIN_EDGE_SECONDS : Math.log(high / low);
}

function overlap(bin: number, from: number, to: number): [low: number, high: number] {
  const [begins = 0, ends = 0] = [EDGES[bin], EDGES[bin + 1]];
  return [Math.max(from, begins), Math.min(to, ends)];
}

/** The calls expected before the start of each bin. */
type Sums = { open: number[]; closed: number[] };
const sumsByHazards = new WeakMap<Hazards, Sums>();

function sumsOf(hazards: Hazards): Sums {
  const cached = sumsByHazards.get(hazards);
  if (cached) return cached;
  const sums = { open: before(hazards.open, openWeight), closed: before(hazards.closed, closedWeight) };
  sumsByHazards.set(hazards, sums);
  return sums;
}

function before(figures: number[], weight: typeof openWeight): number[] {
  let sum = 0;
  return figures.map((figure, bin) => {
    const begins = sum;
    sum += figure * weight(bin, 0, WEEK);
    return begins;
  });
}

function edges(): number[] {
  const found = [0];
  for (let edge = MIN_EDGE_SECONDS; edge < WEEK; edge *= Math.exp(STEP)) found.push(edge);
  return [...found, WEEK];
}
