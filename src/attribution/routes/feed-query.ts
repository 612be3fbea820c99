import { z } from 'zod';
import { attributionSchema } from '../../domain/attribution.ts';
import { callOutcomeSchema } from '../../domain/call.ts';
import type { Reach } from '../../domain/reach.ts';
import { decimalInQuery, momentInQuery } from '../../kernel/query.ts';
import type { Attributions } from '../../store/port.ts';
import type { Cursors } from '../cursors.ts';
import type { Field } from '../export-text.ts';

export const FIELDS = Object.keys(attributionSchema.shape) as Field[];

/** Returns the schema of a list of fields. The id is always the first of them. */
export function fieldsAmong<F extends string>(all: readonly F[], message: string) {
  return z
    .string()
    .max(1000)
    .transform((text) => ['id', ...text.split(',')].filter((field, i, list) => list.indexOf(field) === i))
    .pipe(z.array(z.enum(all as readonly [F, ...F[]], message)))
    .optional();
}

export const fields = fieldsAmong(FIELDS, 'must name members of an attribution, separated by commas').meta({
  description: 'The members to return of each attribution, separated by commas. `id` is always returned.',
  example: 'call,source,confidence',
});

/** The parameters that narrow the feed. */
export const filter = z.object({
  provider: z.string().max(64).optional(),
  site: z.string().max(64).optional(),
  call: z.string().max(64).optional(),
  to: attributionSchema.shape.to.optional(),
  outcome: callOutcomeSchema.optional(),
  source: z.string().max(256).optional(),
  medium: z.string().max(256).optional(),
  campaign: z.string().max(256).optional(),
  since: momentInQuery.optional().meta({ description: 'The earliest time of the calls' }),
  until: momentInQuery.optional().meta({ description: 'The latest time of the calls' }),
  minConfidence: decimalInQuery(z.number().min(0).max(1)).optional(),
});

export const after = z.string().max(200).optional().meta({
  description:
    'The cursor to continue from: `next` of an earlier answer. Without it, the feed starts at its beginning. `latest` starts at its end.',
});

/** Returns the cursor that a request names: `latest` is the end of the feed. Rejects with `BadCursor`. */
export async function placeIn(
  attributions: Pick<Attributions, 'end'>,
  text: string | undefined,
  cursors: Cursors,
  reach: Reach,
): Promise<string | undefined> {
  if (text === 'latest') return attributions.end();
  return text === undefined ? undefined : cursors.read(text, reach);
}
