/**
 * What calls add up to. Each call counts once, by the attribution that no other replaces. Counted are cells: the calls of
 * one quarter of an hour that are alike in all that can be asked for. No time zone has an offset in finer steps today, so
 * cells add up to the hours and days of each.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Attribution } from './attribution.ts';

export const SLOT_MS = 15 * 60_000;

/** What an attribution is counted by. */
export const DIMENSIONS = [
  'provider',
  'site',
  'endpoint',
  'to',
  'outcome',
  'source',
  'medium',
  'campaign',
  'keyword',
  'channel',
  'page',
  'rung',
] as const;
export type Dimension = (typeof DIMENSIONS)[number];
export type Dimensions = Record<Dimension, string | null>;

export const TIMES = ['hour', 'day', 'week', 'month', 'weekday', 'hourOfDay'] as const;
export type Time = (typeof TIMES)[number];

/** Values of dimensions, by an id that follows from them: whoever counts them first, they have the same. */
export type DimensionsRecord = { id: string; values: Dimensions };
/** The same with the latest slot that they are counted in. */
export type UsedDimensions = DimensionsRecord & { usedAt: Date };
/** The same by the number that the store has given them: small ones, since cells name them by it. */
export type NumberedDimensions = { number: number; values: Dimensions };

/** Sums over calls; confidence in ten-thousandths, as attributions have it, so that sums are exact. */
export type Measures = { calls: number; talkSeconds: number; confidence: number };
export type Cell = Measures & { dimensions: number };

/** So many values a cell: the number of its dimensions, calls, seconds talked, confidence. */
export const CELL_LENGTH = 4;

/**
 * The cells of a provider's quarter of an hour, as all attributions up to the position `upTo` of the feed make them. They are
 * one list of numbers: a report reads millions of cells, and as objects they would take many times as long.
 */
export type ReportSlot = { provider: string | null; at: Date; upTo: number; cells: readonly number[] };

export function slotStart(at: Date): Date {
  return new Date(Math.floor(at.getTime() / SLOT_MS) * SLOT_MS);
}

export function dimensionsOf(attribution: Attribution): DimensionsRecord {
  const { provider, site, endpoint, to, outcome, source, medium, campaign, keyword, channel, rung } =
    attribution;
  const values: Dimensions = {
    provider,
    site,
    endpoint,
    to,
    outcome: outcome ?? null,
    source,
    medium,
    campaign,
    keyword,
    channel: channel ?? null,
    page: withoutQuery(attribution.landingPage),
    rung,
  };
  const text = JSON.stringify(DIMENSIONS.map((dimension) => values[dimension]));
  // 72 bits: among a hundred million different ones two alike are as likely as one in a million.
  const id = createHash('sha256').update(text).digest().subarray(0, 9).toString('base64url');
  return { id, values };
}

export function measuresOf({ talkSeconds, confidence }: Attribution): Measures {
  return { calls: 1, talkSeconds: talkSeconds ?? 0, confidence: Math.round(confidence * 10_000) };
}

export function packCells(cells: Iterable<Cell>): number[] {
  const values: number[] = [];
  for (const { dimensions, calls, talkSeconds, confidence } of cells)
    values.push(dimensions, calls, talkSeconds, confidence);
  return values;
}

/** By the number of their dimensions. */
export function unpackCells(values: readonly number[]): Map<number, Cell> {
  const cells = new Map<number, Cell>();
  for (let i = 0; i < values.length; i += CELL_LENGTH) {
    const dimensions = values[i] ?? 0;
    cells.set(dimensions, {
      dimensions,
      calls: values[i + 1] ?? 0,
      talkSeconds: values[i + 2] ?? 0,
      confidence: values[i + 3] ?? 0,
    });
  }
  return cells;
}

/** Adds to the cells, or takes away where `sign` is -1; a cell that is left with nothing goes. */
export function addToCells(
  cells: Map<number, Cell>,
  dimensions: number,
  measures: Measures,
  sign: 1 | -1,
): void {
  const cell = cells.get(dimensions) ?? { dimensions, calls: 0, talkSeconds: 0, confidence: 0 };
  cell.calls += sign * measures.calls;
  cell.talkSeconds += sign * measures.talkSeconds;
  cell.confidence += sign * measures.confidence;
  if (cell.calls === 0 && cell.talkSeconds === 0 && cell.confidence === 0) cells.delete(dimensions);
  else cells.set(dimensions, cell);
}

/** A landing page as it is counted: what follows the path names a visitor more often than a page. */
export function withoutQuery(page: string | null): string | null {
  return page?.replace(/[?#].*$/s, '') ?? null;
}

const count = z.number().int();
const outcomes = z.object({
  answered: count,
  missed: count,
  failed: count,
  voicemail: count,
  blocked: count,
});
const claims = z.object({ session: count, bucket: count, none: count });

export const reportSumsSchema = z
  .object({
    calls: count,
    outcomes,
    to: claims.meta({ description: 'Whom the calls are attributed to' }),
    talkSeconds: z.number(),
    confidence: z.number().nullable().meta({ description: 'The mean; null: there are no calls' }),
  })
  .meta({ id: 'ReportSums' });
export type ReportSums = z.infer<typeof reportSumsSchema>;

export const reportSchema = z
  .object({
    data: z.array(reportSumsSchema.extend({ by: z.record(z.string(), z.string().nullable()) })),
    total: reportSumsSchema,
    isComplete: z.boolean().meta({ description: 'All rows are shown; false: there are more than `limit`' }),
    upTo: z.string().meta({ description: "The feed's cursor up to which everything is counted" }),
  })
  .meta({ id: 'CallReport' });
export type Report = z.infer<typeof reportSchema>;
