/**
 * The records that an operator sets up. One zod schema each: it validates what the API receives, makes the
 * OpenAPI document, and gives the type.
 *
 * TERMINOLOGY
 * provider        the business that owns sites; has one or more pools
 * site            a web site with its allowed origins, endpoints and bucketing criteria
 * endpoint        where calls must end up: a phone number or a SIP address
 * virtual number  a number of a pool, shown in an endpoint's place
 * pool            virtual numbers that are given out together
 * session         one visit, found by the analytics tag; visitor: the browser across sessions
 * bucket          the sessions that share the values of the site's bucketing criteria
 * combination     endpoint + site + (session or bucket)
 * link            virtual number <-> combination, with a beginning and an end
 * ledger          every link event ever, in order
 */
import { z } from 'zod';
import { bucketValuesSchema, criterionSchema } from './bucket.ts';
import { phoneNumberSchema } from './phone.ts';
import { routingSchema } from './routing.ts';
import { tagSettingsSchema } from './tag-settings.ts';

const idSchema = z.string().min(1).max(64);
const nameSchema = z.string().trim().min(1).max(200);
const createdAtSchema = z.iso.datetime();

export const CARRIERS = ['twilio', 'signalwire', 'telnyx', 'plivo', 'vonage', 'bandwidth'] as const;
export const carrierSchema = z
  .enum(CARRIERS)
  .meta({ description: 'The telephone company that owns a number' });
export type Carrier = z.infer<typeof carrierSchema>;

export const providerSchema = z
  .object({
    id: idSchema,
    name: nameSchema,
    threshold: z.number().int().min(0).max(10_000_000).nullable().meta({
      description:
        'More active sessions than this select the bucket, as many or fewer the session. null: the numbers of the pool less its reserve.',
    }),
    countedBy: z.enum(['provider', 'site']).meta({
      description:
        'Whose active sessions are counted for the choice: those of all sites of the provider, or of the site',
    }),
    boundary: z.enum(['above', 'reaching']).meta({
      description:
        'The bucket is selected when the count is above the threshold, or already when it reaches it',
    }),
    hysteresis: z.number().int().min(0).max(1_000_000).meta({
      description:
        'Once buckets are selected, sessions come back when the count is this much below the threshold',
    }),
    activeSeconds: z.number().int().min(5).max(3600).meta({
      description: 'A session is active for this many seconds after its last sign of life',
    }),
    retentionDays: z.number().int().min(1).max(36_500).nullable().optional().meta({
      description: 'What is kept of calls and visits is removed after so many days; null: it is kept',
    }),
    callerNumbers: z.enum(['keep', 'hash']).optional().meta({
      description:
        "hash: a caller's number is not kept, but a name that stands for it; for calls from then on. keep where nothing is said",
    }),
    defaultEndpoint: idSchema.nullable().meta({
      description:
        'Where a call to a number ends that was never linked. null: the first endpoint of the sites that use its pool.',
    }),
    claimAt: z.number().min(0.5).max(1).meta({
      description:
        'A call is attributed to a session from this confidence on; below it to a bucket, or to nobody',
    }),
    createdAt: createdAtSchema,
  })
  .meta({ id: 'Provider' });
export type Provider = z.infer<typeof providerSchema>;

export const poolSchema = z
  .object({
    id: idSchema,
    provider: idSchema,
    name: nameSchema,
    holdSeconds: z.number().int().min(5).max(86_400).meta({
      description: 'A link ends this many seconds after its last sign of life',
    }),
    renewSeconds: z.number().int().min(2).max(43_200).meta({
      description: 'How often a page renews its link, in seconds; at most half of holdSeconds',
    }),
    overflowNumber: phoneNumberSchema.nullable().meta({
      description: 'Shown to those for whom the pool has no number; shared, so a call to it names nobody',
    }),
    reserve: z.number().int().min(0).max(10_000_000).nullable().meta({
      description:
        'Numbers that sessions leave for buckets. null: a fifth of the pool and at least one, or none where the provider sets a threshold.',
    }),
    createdAt: createdAtSchema,
  })
  .meta({ id: 'Pool' });
export type Pool = z.infer<typeof poolSchema>;

/** What a pinned number stands for. */
export const pinSchema = z
  .strictObject({
    endpoint: idSchema.meta({ description: 'Where its calls go' }),
    values: bucketValuesSchema.meta({
      description: 'What its calls are attributed to',
      example: { source: 'billboard' },
    }),
  })
  .meta({ id: 'Pin' });
export type Pin = z.infer<typeof pinSchema>;

export const virtualNumberSchema = z
  .object({
    id: idSchema,
    provider: idSchema,
    pool: idSchema,
    carrier: carrierSchema,
    number: phoneNumberSchema,
    state: z.enum(['active', 'paused', 'retired']).meta({
      description:
        'paused: not given out for now, its live link goes on; retired: its link has ended. Late calls to either still reach the endpoint that it stood for',
    }),
    pinned: pinSchema.nullable().meta({
      description: 'Stands for one source, such as a billboard: never given out to pages',
    }),
    createdAt: createdAtSchema,
  })
  .meta({ id: 'VirtualNumber' });
export type VirtualNumber = z.infer<typeof virtualNumberSchema>;

export const originSchema = z
  .string()
  .max(300)
  .refine(isOrigin, 'must be an origin such as https://www.example.com, without a path')
  .meta({ description: 'An origin as browsers send it', example: 'https://www.example.com' });

export const siteSchema = z
  .object({
    id: idSchema,
    provider: idSchema,
    pool: idSchema,
    name: nameSchema,
    origins: z
      .array(originSchema)
      .max(100)
      .meta({ description: 'Pages of these origins may ask for numbers' }),
    allocationsPerMinute: z.number().int().min(1).max(10_000_000).nullable().meta({
      description: 'All visitors of the site together get no more numbers a minute; null: no limit',
    }),
    bucketing: z
      .array(criterionSchema)
      .min(1)
      .max(5)
      .refine(allDifferent, 'must name each criterion once')
      .meta({
        description: 'Sessions with the same values of these criteria make up a bucket',
      }),
    tags: tagSettingsSchema
      .partial()
      .optional()
      .meta({ description: 'How the tags behave; what is not said is as it is by default' }),
    createdAt: createdAtSchema,
  })
  .meta({ id: 'Site' });
export type Site = z.infer<typeof siteSchema>;

export const endpointSchema = z
  .object({
    id: idSchema,
    provider: idSchema,
    site: idSchema,
    name: nameSchema,
    number: phoneNumberSchema
      .nullable()
      .meta({ description: 'The number that the page shows and calls go to' }),
    sip: z
      .string()
      .max(300)
      .regex(/^sips?:[^\s<>"]+@[^\s<>"]+$/, 'must be a SIP address such as sip:front-desk@example.com')
      .nullable()
      .meta({ description: 'Calls go to this SIP address instead of the number' }),
    routing: routingSchema,
    tags: tagSettingsSchema
      .pick({ when: true })
      .partial()
      .optional()
      .meta({ description: 'Where this endpoint differs from what its site says of the tags' }),
    createdAt: createdAtSchema,
  })
  .meta({ id: 'Endpoint' });
export type Endpoint = z.infer<typeof endpointSchema>;

export const scopeSchema = z.enum(['read', 'admin']).meta({
  description: 'read: calls and attributions; admin: everything, read included',
});
export type Scope = z.infer<typeof scopeSchema>;

export const apiKeySchema = z
  .object({
    id: idSchema,
    name: nameSchema,
    scopes: z.array(scopeSchema).min(1).max(2),
    createdAt: createdAtSchema,
  })
  .meta({ id: 'ApiKey' });
/** A key as it is stored: of the secret only the SHA-256 digest, in hex. */
export type ApiKey = z.infer<typeof apiKeySchema> & { digest: string };

function isOrigin(text: string): boolean {
  try {
    const url = new URL(text);
    return (url.protocol === 'https:' || url.protocol === 'http:') && url.origin === text;
  } catch {
    return false;
  }
}

function allDifferent(values: readonly unknown[]): boolean {
  return new Set(values).size === values.length;
}
