/**
 * How often a session calls the number that it is shown: while its page is open, by the time since it was first shown
 * the number; afterwards, by the time since it was last seen. Both are piecewise on log-spaced bins.
 */
import { z } from 'zod';

/** After a week, in seconds, nobody calls any more. */
export const WEEK = 7 * 86_400;
/** Below this many seconds all pages of a state call alike. */
const SHORTEST = 4;
/** Each bin is longer than the one before by e to this. */
const STEP = 0.35;

/** Where the bins begin, in seconds, and where the last one ends. */
export const EDGES: readonly number[] = edges();
export const BINS = EDGES.length - 1;

/** More classes of intent than these are not told apart. */
export const MAX_INTENTS = 8;

const figures = z.array(z.number().min(0)).length(BINS);

export const hazardsSchema = z
  .object({
    open: figures.meta({ description: 'Calls per second of an open page, one figure a bin of its age' }),
    closed: figures.meta({
      description:
        'Of a closed page, one figure a bin of the time since: divided by that time in seconds (4 at least), it is calls per second',
    }),
    background: z
      .number()
      .min(0)
      .meta({ description: 'Calls per second and number that no session on record accounts for' }),
    backgroundShare: z.number().min(0).meta({
      description: "At least this share of the calls that the number's own sessions lead one to expect",
    }),
    intents: z
      .array(z.object({ name: z.string(), weight: z.number().min(0) }))
      .max(MAX_INTENTS)
      .meta({
        description:
          'Sessions of an intent of that name call so many times as often as those of no intent here',
        example: [{ name: 'hot', weight: 4.1 }],
      }),
  })
  .meta({ id: 'Hazards' });
/** Calls per second and session. */
export type Hazards = z.infer<typeof hazardsSchema>;

export const fitSchema = z
  .object({
    provider: z.string(),
    version: z.number().int(),
    hazards: hazardsSchema,
    calls: z.number().int().meta({ description: 'How many calls it was fitted to' }),
    showings: z.number().int().meta({ description: 'How many showings of numbers to sessions' }),
    numbers: z.number().int().meta({ description: 'How many numbers these were' }),
    since: z.iso.datetime(),
    until: z.iso.datetime(),
    fittedAt: z.iso.datetime(),
  })
  .meta({ id: 'Fit' });
/** Hazards fitted to a provider's own calls. */
export type Fit = z.infer<typeof fitSchema>;

/** A fit as it was stored, which may have been before classes of intent were learnt. */
export type StoredFit = Omit<Fit, 'hazards'> & {
  hazards: Omit<Hazards, 'intents'> & Partial<Pick<Hazards, 'intents'>>;
};

export function fitFrom({ hazards, ...fit }: StoredFit): Fit {
  return { ...fit, hazards: { ...hazards, intents: hazards.intents ?? [] } };
}

/** The bin that holds so many seconds; what is beyond the last edge belongs to the last bin. */
export function binOf(seconds: number): number {
  if (seconds < SHORTEST) return 0;
  return Math.min(BINS - 1, 1 + Math.floor(Math.log(seconds / SHORTEST) / STEP + 1e-9));
}

/** Calls per second of a session whose page is open, `age` seconds after it was first shown the number. */
export function openRate({ open }: Hazards, age: number): number {
  return open[binOf(age)] ?? 0;
}

/** Calls per second of a session that was last seen so many seconds ago. */
export function closedRate({ closed }: Hazards, since: number): number {
  return since >= WEEK ? 0 : (closed[binOf(since)] ?? 0) * closedUnit(since);
}

/** What a closed bin's figure is multiplied by to give calls per second. */
export function closedUnit(since: number): number {
  return 1 / Math.max(since, SHORTEST);
}

/** Calls to be expected of a session with its page open, from its first showing until `age` seconds after. */
export function openCalls(hazards: Hazards, age: number): number {
  const bin = binOf(age);
  return (
    (sumsOf(hazards).open[bin] ?? 0) + (hazards.open[bin] ?? 0) * openWeight(bin, 0, Math.min(age, WEEK))
  );
}

/** Calls to be expected of a session from when it was last seen until `since` seconds after. */
export function closedCalls(hazards: Hazards, since: number): number {
  const until = Math.min(since, WEEK);
  const bin = binOf(until);
  return (sumsOf(hazards).closed[bin] ?? 0) + (hazards.closed[bin] ?? 0) * closedWeight(bin, 0, until);
}

/** Seconds of the span that lie in the bin. */
export function openWeight(bin: number, from: number, to: number): number {
  const [low, high] = within(bin, from, to);
  return Math.max(0, high - low);
}

/** The integral of `closedUnit` over that part of the span that lies in the bin. */
export function closedWeight(bin: number, from: number, to: number): number {
  const [low, high] = within(bin, from, to);
  if (low >= high) return 0;
  return bin === 0 ? (high - low) / SHORTEST : Math.log(high / low);
}

function within(bin: number, from: number, to: number): [low: number, high: number] {
  const [begins = 0, ends = 0] = [EDGES[bin], EDGES[bin + 1]];
  return [Math.max(from, begins), Math.min(to, ends)];
}

/** Calls expected before each bin begins. */
type Sums = { open: number[]; closed: number[] };
const known = new WeakMap<Hazards, Sums>();

function sumsOf(hazards: Hazards): Sums {
  const there = known.get(hazards);
  if (there) return there;
  const sums = { open: before(hazards.open, openWeight), closed: before(hazards.closed, closedWeight) };
  known.set(hazards, sums);
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
  for (let edge = SHORTEST; edge < WEEK; edge *= Math.exp(STEP)) found.push(edge);
  return [...found, WEEK];
}
