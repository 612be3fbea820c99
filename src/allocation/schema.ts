import { z } from 'zod';
import { bucketValuesSchema, MAX_BUCKET_ID_CHARS } from '../domain/bucket.ts';
import { ALLOCATION_REASONS, RUNGS } from '../domain/rung.ts';

const MAX_CONTEXT_MEMBERS = 12;

const addressSchema = z.string().max(2048);
const sessionSchema = z
  .string()
  .min(1)
  .max(128)
  .meta({ description: "The session's identifier, from the analytics tag" });

const bucketIdSchema = z.string().max(MAX_BUCKET_ID_CHARS).meta({
  description:
    'JSON of criteria in their order, without blanks. Each value is in NFC and lower case, trimmed, with single blanks. A missing value is empty.',
  example: '{"source":"google","medium":"cpc"}',
});

/** The request of a page, or of a server for it, for a number. */
export const allocationRequestSchema = z
  .object({
    endpoint: z.string().min(1).max(64).meta({ description: "The endpoint's id or its number" }),
    site: z.string().min(1).max(64),
    session: sessionSchema.nullable().meta({
      description: "Null when the visitor has declined consent. The page then gets its bucket's number.",
    }),
    bucket: z.union([bucketValuesSchema, bucketIdSchema]).meta({
      description:
        'The values of bucketing criteria, or the identifier of the bucket with the criteria of the site in their order.',
      example: { source: 'google', medium: 'cpc' },
    }),
    context: z
      .object({
        page: addressSchema.nullish(),
        referrer: addressSchema.nullish(),
        visitor: z.string().max(128).nullish(),
        bucketId: bucketIdSchema.optional().meta({
          description:
            'The identifier of the bucket, formed from the values in `bucket`. The gateway refuses one that differs from them.',
        }),
        clickIds: z
          .record(z.string().max(32), z.string().max(512))
          .default({})
          .refine(isSmall, `at most ${MAX_CONTEXT_MEMBERS} click ids`),
        values: z
          .record(z.string().max(32), z.string().max(256))
          .default({})
          .refine(isSmall, `at most ${MAX_CONTEXT_MEMBERS} values`)
          .meta({
            description:
              'Other facts of the session, such as `content` and the first touch. Two of them change the attribution of calls: `intent`, the name of a class by your own score, and `region`.',
            example: { intent: 'hot', region: '212' },
          }),
      })
      .optional()
      .meta({
        description:
          'Other facts of the session. The gateway stores them with the session. Of them only `visitor` and `intent` may change the choice of a number: a returning visitor gets its last number, and the policy `affinity` rests the numbers of likely callers longer.',
      }),
  })
  .meta({ id: 'AllocationRequest' });
export type AllocationRequest = z.infer<typeof allocationRequestSchema>;

export const allocationSchema = z
  .object({
    number: z.string().nullable().meta({ description: 'E.164. Null: the page keeps its own number.' }),
    national: z.string().nullable().meta({ description: 'The number in the format of its own country' }),
    keyedBy: z.enum(RUNGS),
    reason: z
      .enum([...ALLOCATION_REASONS, 'bot', 'unavailable'])
      .meta({ description: 'The rule that selected the rung' }),
    link: z.string().nullable(),
    expiresAt: z.iso
      .datetime()
      .nullable()
      .meta({ description: 'The time at which the link ends without a renewal' }),
    renewAfterSeconds: z.number().int().nullable(),
  })
  .meta({ id: 'Allocation' });
export type Allocation = z.infer<typeof allocationSchema>;

export const renewalRequestSchema = z
  .object({
    session: sessionSchema
      .nullish()
      .meta({ description: 'The session that is alive. A bucket link needs it.' }),
  })
  .meta({ id: 'RenewalRequest' });
export type RenewalRequest = z.infer<typeof renewalRequestSchema>;

export const hitSchema = z
  .object({
    site: z.string().min(1).max(64),
    session: sessionSchema,
    type: z.enum(['page', 'tap', 'leave']).meta({
      description:
        '`page`: the visitor opened a page. `tap`: the visitor tapped a `tel:` link. `leave`: the page was closed.',
    }),
    at: z.iso
      .datetime()
      .optional()
      .meta({ description: "The time by the page's clock. The gateway uses its own time." }),
    page: addressSchema.nullish(),
    link: z.string().max(80).nullish().meta({ description: 'With `leave`: the link that the page held' }),
  })
  .meta({ id: 'Hit' });
export type Hit = z.infer<typeof hitSchema>;

export const hitsSchema = z.array(hitSchema).min(1).max(20);

function isSmall(map: Record<string, string>): boolean {
  return Object.keys(map).length <= MAX_CONTEXT_MEMBERS;
}
