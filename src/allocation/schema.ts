import { z } from 'zod';
import { bucketValuesSchema } from '../domain/bucket.ts';

const addressSchema = z.string().max(2048);
const sessionSchema = z
  .string()
  .min(1)
  .max(128)
  .meta({ description: "The session's identifier, from the analytics tag" });

/** What a page, or a server for it, sends to ask for a number. */
export const allocationRequestSchema = z
  .object({
    endpoint: z.string().min(1).max(64).meta({ description: "The endpoint's id or its number" }),
    site: z.string().min(1).max(64),
    session: sessionSchema.nullable().meta({
      description:
        'null: the visitor has not agreed to be told from others; the number is then of the bucket',
    }),
    bucket: bucketValuesSchema,
    context: z
      .object({
        page: addressSchema.nullish(),
        referrer: addressSchema.nullish(),
        visitor: z.string().max(128).nullish(),
        clickIds: z
          .record(z.string().max(32), z.string().max(512))
          .default({})
          .refine(isSmall, 'at most 12 click ids'),
        values: z
          .record(z.string().max(32), z.string().max(256))
          .default({})
          .refine(isSmall, 'at most 12 values')
          .meta({
            description:
              'What else is known of the session: content, the first touch, and what its calls are attributed by: intent, the name of a class by a score of your own, and region',
            example: { intent: 'hot', region: '212' },
          }),
      })
      .optional()
      .meta({
        description: 'What else the page knows of the session; kept with it, never part of the choice',
      }),
  })
  .meta({ id: 'AllocationRequest' });
export type AllocationRequest = z.infer<typeof allocationRequestSchema>;

export const allocationSchema = z
  .object({
    number: z.string().nullable().meta({ description: 'E.164; null: the page keeps its own number' }),
    national: z.string().nullable().meta({ description: 'The number as its own country writes it' }),
    keyedBy: z.enum(['session', 'bucket', 'overflow', 'none']),
    reason: z
      .enum([
        'within_threshold',
        'no_session',
        'over_threshold',
        'no_number_for_session',
        'no_number_free',
        'rate_limited',
        'site_rate_limited',
        'rebuilding',
        'bot',
        'unavailable',
      ])
      .meta({ description: 'Why this rung of the ladder' }),
    link: z.string().nullable(),
    expiresAt: z.iso.datetime().nullable().meta({ description: 'When the link ends unless renewed' }),
    renewAfterSeconds: z.number().int().nullable(),
  })
  .meta({ id: 'Allocation' });
export type Allocation = z.infer<typeof allocationSchema>;

export const renewalRequestSchema = z
  .object({
    session: sessionSchema.nullish().meta({ description: 'Who is still there; matters for a bucket link' }),
  })
  .meta({ id: 'RenewalRequest' });
export type RenewalRequest = z.infer<typeof renewalRequestSchema>;

export const hitSchema = z
  .object({
    site: z.string().min(1).max(64),
    session: sessionSchema,
    type: z
      .enum(['page', 'tap', 'leave'])
      .meta({ description: 'tap: a tel: link was pressed; leave: the page was closed' }),
    at: z.iso.datetime().optional().meta({ description: "By the page's clock; ours counts" }),
    page: addressSchema.nullish(),
    link: z.string().max(80).nullish().meta({ description: 'With leave: the link that the page held' }),
  })
  .meta({ id: 'Hit' });
export type Hit = z.infer<typeof hitSchema>;

export const hitsSchema = z.array(hitSchema).min(1).max(20);

function isSmall(map: Record<string, string>): boolean {
  return Object.keys(map).length <= 12;
}
