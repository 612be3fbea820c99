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

export const hazardsSchema = z.object({
  open: z.array(z.number()).meta({ description: 'Calls per second of an open page, one figure a bin' }),
  closed: z.array(z.number()).meta({
    description: 'Of a closed page, one figure a bin: divided by the seconds since, it is calls per second',
  }),
  background: z
    .number()
    .meta({ description: 'Calls per second and number that no session on record accounts for' }),
  backgroundShare: z.number().meta({
    description: "At least this share of the calls that the number's own sessions lead one to expect",
  }),
});
/** Calls per second and session. */
export type Hazards = z.infer<typeof hazardsSchema>;

export const fitSchema = z
  .object({
    provider: z.string(),
    version: z.number().int(),
    hazards: hazardsSchema,
    calls: z.number().int().meta({ description: 'How many calls it was fitted to' }),
    sessions: z.number().int().meta({ description: 'How many showings of numbers it was fitted to' }),
    since: z.iso.datetime(),
    until: z.iso.datetime(),
    fittedAt: z.iso.datetime(),
  })
  .meta({ id: 'Fit' });
/** Hazards fitted to a provider's own calls. */
export type Fit = z.infer<typeof fitSchema>;

/** The bin that holds so many seconds; -1 beyond the last. */
export function binOf(seconds: number): number {
  if (seconds < SHORTEST) return 0;
  if (seconds >= WEEK) return -1;
  return Math.min(BINS - 1, 1 + Math.floor(Math.log(seconds / SHORTEST) / STEP + 1e-9));
}

/** Calls per second of a session whose page is open, `age` seconds after it was first shown the number. */
export function openRate({ open }: Hazards, age: number): number {
  return (age >= WEEK ? open.at(-1) : open[binOf(age)]) ?? 0;
}

/** Calls per second of a session that was last seen so many seconds ago. */
export function closedRate({ closed }: Hazards, since: number): number {
  return (closed[binOf(since)] ?? 0) / Math.max(since, SHORTEST);
}

/** Calls to be expected of a session with its page open, from its first showing until `age` seconds after. */
export function openCalls({ open }: Hazards, age: number): number {
  return open.reduce((sum, rate, bin) => sum + rate * overlap(bin, 0, age), 0);
}

/** Calls to be expected of a session from `from` to `to` seconds after it was last seen. */
export function closedCalls({ closed }: Hazards, from: number, to: number): number {
  return closed.reduce((sum, figure, bin) => sum + figure * closedWeight(bin, from, to), 0);
}

/** Seconds of the span that lie in the bin. */
export function overlap(bin: number, from: number, to: number): number {
  const [begins = 0, ends = 0] = [EDGES[bin], EDGES[bin + 1]];
  return Math.max(0, Math.min(to, ends) - Math.max(from, begins));
}

/** What the bin's figure is multiplied by to give the calls of the span: the integral of one over the seconds since. */
export function closedWeight(bin: number, from: number, to: number): number {
  const [begins = 0, ends = 0] = [EDGES[bin], EDGES[bin + 1]];
  const [low, high] = [Math.max(from, begins), Math.min(to, ends)];
  if (low >= high) return 0;
  return bin === 0 ? (high - low) / SHORTEST : Math.log(high / low);
}

function edges(): number[] {
  const found = [0];
  for (let edge = SHORTEST; edge < WEEK; edge *= Math.exp(STEP)) found.push(edge);
  return [...found, WEEK];
}
