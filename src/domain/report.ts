/**
 * The counts of reports. Each call counts once, by its latest attribution. A cell counts the calls of one slot with the
 * same values in all dimensions. A slot is a quarter of an hour, because no time zone has an offset in finer steps today: so
 * slots add up to the hours and days of every time zone.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Attribution } from './attribution.ts';

export const SLOT_MS = 15 * 60_000;

/** The dimensions of the first versions. */
const FIRST_DIMENSIONS = [
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
const LATER_DIMENSIONS = ['number', 'location'] as const;
/** The dimensions that reports count by. Values of earlier versions lack the later ones. */
export const DIMENSIONS = [...FIRST_DIMENSIONS, ...LATER_DIMENSIONS] as const;
export type Dimension = (typeof DIMENSIONS)[number];
export type Dimensions = Record<Dimension, string | null>;

export const TIMES = ['hour', 'day', 'week', 'month', 'weekday', 'hourOfDay'] as const;
export type TimeUnit = (typeof TIMES)[number];

/** Values of the dimensions. The id follows from the values, so that every process gives them the same. */
export type DimensionsRecord = { id: string; values: Dimensions };
/** Values with the latest slot that counts them. */
export type UsedDimensions = DimensionsRecord & { usedAt: Date };
/** Values with the number that the store gave them. Cells refer to values by this number, because it is small. */
export type NumberedDimensions = { number: number; values: Dimensions };

/** Sums over calls. Confidence is an integer in ten-thousandths, so that sums are exact. */
export type Measures = { calls: number; talkSeconds: number; confidence: number };
export type Cell = Measures & { dimensions: number };

/** The numbers of one packed cell: its dimensions, calls, talk seconds, confidence. */
export const CELL_LENGTH = 4;

/**
 * The cells of one provider's slot, counted up to the position `upTo` of the feed. They are packed into one list of numbers,
 * because a report reads millions of cells, and objects would take many times as long.
 */
export type ReportSlot = { provider: string | null; at: Date; upTo: number; cells: readonly number[] };

/** Returns the start of the slot that the time is in. */
export function slotStart(at: Date): Date {
  return new Date(Math.floor(at.getTime() / SLOT_MS) * SLOT_MS);
}

export function dimensionsOf(attribution: Attribution): DimensionsRecord {
  const { provider, site, endpoint, to, outcome, source, medium, campaign, keyword, channel, rung } =
    attribution;
  const { number, location } = attribution;
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
    number: number ?? null,
    location: location ?? null,
  };
  // 72 bits: among a hundred million values a collision has a probability of one in a million.
  const id = createHash('sha256').update(textOf(values)).digest().subarray(0, 9).toString('base64url');
  return { id, values };
}

/** Returns the text of values. Without later dimensions it is that of earlier versions, which have counted such values. */
function textOf(values: Dimensions): string {
  const first = FIRST_DIMENSIONS.map((dimension) => values[dimension]);
  const later = LATER_DIMENSIONS.map((dimension) => values[dimension]);
  return JSON.stringify(later.every((value) => value === null) ? first : [...first, ...later]);
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

/** Returns the cells by the number of their dimensions. */
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

/** Adds to a cell, or subtracts where `sign` is -1. Removes a cell whose measures are all zero. */
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

/** The bands of confidence: tenths. */
export const BANDS = 10;

/** Returns the band of a confidence: 9 from 0.9 on, 1 included. */
export function bandOf(confidence: number): number {
  return Math.min(BANDS - 1, Math.floor(confidence * BANDS + 1e-9));
}

/** Returns the landing page without query and fragment, which identify visitors more often than pages. */
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
    to: claims.meta({ description: 'How many calls are attributed to a session, a bucket or nobody' }),
    talkSeconds: z.number(),
    confidence: z
      .number()
      .nullable()
      .meta({ description: 'The mean of the calls; null: there are no calls' }),
  })
  .meta({ id: 'ReportSums' });
export type ReportSums = z.infer<typeof reportSumsSchema>;

export const reportSchema = z
  .object({
    data: z.array(reportSumsSchema.extend({ by: z.record(z.string(), z.string().nullable()) })),
    total: reportSumsSchema,
    isComplete: z.boolean().meta({ description: 'false: the report has more rows than `limit`' }),
    upTo: z.string().meta({ description: 'The cursor of the feed up to which all attributions are counted' }),
  })
  .meta({ id: 'CallReport' });
export type Report = z.infer<typeof reportSchema>;
