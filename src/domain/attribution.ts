/** An attribution: the session or bucket that a call came from. */
import { z } from 'zod';
import { type Call, callOutcomeSchema } from './call.ts';
import { CHANNELS } from './channel.ts';
import { findingSchema } from './finding.ts';
import { idFrom } from './ids.ts';

const text = z.string().nullable();
const bucketSchema = z.record(z.string(), z.string());
const channelSchema = z.enum(CHANNELS).meta({ description: "The channel, by GA4's default channel group" });

/** A fact that makes a candidate more or less likely than its page alone does. */
export const factorSchema = z
  .object({
    of: z.enum(['intent', 'tap', 'repeat_caller', 'region']),
    ratio: z.number().meta({ description: 'The factor on the rate at which the candidate calls' }),
  })
  .meta({ id: 'Factor' });
export type Factor = z.infer<typeof factorSchema>;

export const candidateSchema = z
  .object({
    to: z.enum(['session', 'bucket']).meta({
      description: 'bucket: the visitors of the bucket who declined consent and have no session',
    }),
    session: text,
    bucket: bucketSchema.nullable(),
    link: z.string().meta({ description: 'The link of the last showing of the number to the session' }),
    probability: z.number().min(0).max(1),
    state: z
      .enum(['open', 'closed'])
      .meta({ description: 'Whether its page was open when the call came in' }),
    ageSeconds: z.number().meta({ description: 'The time since its first showing of the number' }),
    closedSeconds: z
      .number()
      .nullable()
      .meta({ description: 'The time since it was last seen with the number; null: its page was open' }),
    callsPerHour: z
      .number()
      .meta({ description: 'How often sessions with such a page call, before the factors' }),
    factors: z.array(factorSchema),
  })
  .meta({ id: 'Candidate' });
export type Candidate = z.infer<typeof candidateSchema>;

export const bucketShareSchema = z
  .object({
    bucket: bucketSchema,
    probability: z.number().min(0).max(1).meta({ description: 'The sum over its sessions' }),
  })
  .meta({ id: 'BucketShare' });

/** A touch: the source, medium and click ids that brought a visitor to the site. */
export const touchSchema = z
  .object({
    source: text,
    medium: text,
    campaign: text,
    keyword: text,
    content: text,
    channel: channelSchema,
    page: text.meta({ description: 'The landing page' }),
    referrer: text,
    clickIds: z
      .record(z.string(), z.string())
      .meta({ description: 'By their name, such as gclid', example: { gclid: 'EAIaIQobChMI' } }),
  })
  .meta({ id: 'Touch' });
export type Touch = z.infer<typeof touchSchema>;

export const pageViewSchema = z.object({ page: text, at: z.iso.datetime() }).meta({ id: 'PageView' });
export type PageView = z.infer<typeof pageViewSchema>;

export const attributionSchema = z
  .object({
    id: z.string(),
    call: z.string(),
    provider: text,
    site: text,
    endpoint: text,
    to: z.enum(['session', 'bucket', 'none']),
    session: text,
    visitor: text,
    bucket: bucketSchema.nullable().meta({
      description: "The bucket's criteria and values, when the call is attributed to a bucket",
    }),
    source: text,
    medium: text,
    campaign: text,
    keyword: text,
    channel: channelSchema.nullable(),
    location: text.optional().meta({
      description:
        'Where the visitor was, as the page or the gateway named it. Attributions of earlier versions lack it.',
    }),
    number: text.optional().meta({
      description: 'The number that was called. Attributions of earlier versions lack it.',
    }),
    landingPage: text,
    clickIds: z
      .record(z.string(), z.string())
      .meta({ description: "The click ids of the session's last touch" }),
    firstTouch: touchSchema.nullable().meta({
      description: 'The first touch of the visitor that the browser remembers',
    }),
    lastTouch: touchSchema.nullable().meta({ description: 'The touch that began the session' }),
    pages: z
      .array(pageViewSchema)
      .meta({ description: 'The last 50 pages that the session opened before the call, the oldest first' }),
    callerCalls: z.number().int().nullable().meta({
      description:
        'Earlier calls of this caller to the provider, at most 10; null: the caller withheld the number',
    }),
    outcome: callOutcomeSchema
      .nullable()
      .meta({ description: 'How the call ended, as known when this record was made' }),
    talkSeconds: z.number().nullable().meta({ description: 'How long the two parties talked' }),
    confidence: z.number().min(0).max(1),
    candidates: z
      .array(candidateSchema)
      .meta({ description: 'The most likely sessions that were shown the number, at most 10' }),
    buckets: z.array(bucketShareSchema).meta({
      description: 'The most likely buckets, at most 5. Each session counts for its bucket',
    }),
    nobody: z.number().min(0).max(1).meta({
      description: 'The probability that the caller has no recorded visit',
    }),
    hazards: z.number().int().nullable().meta({
      description: "The version of the provider's fitted hazards; null: the published prior",
    }),
    provisional: z.boolean().meta({
      description: 'The confidence rests on the prior, because the provider has too few calls of its own yet',
    }),
    evidence: z.array(z.string()).meta({ description: 'Sentences that explain the attribution' }),
    findings: z.array(findingSchema).optional().meta({
      description:
        'The code and the figures of each sentence of `evidence`, in the same order. Attributions of earlier versions lack them.',
    }),
    rung: z
      .enum(['session', 'bucket', 'overflow', 'pinned', 'none'])
      .meta({ description: 'The kind of number that the page got' }),
    replaces: text.meta({ description: 'The attribution that this one replaces' }),
    cause: z.enum(['call', 'correction', 'reattribution', 'outcome']).meta({
      description:
        "call: made when the call ended; correction: made by a person; reattribution: made again with later rules or hazards; outcome: the carrier reported the call's end later, and the rest is unchanged",
    }),
    at: z.date().meta({ description: 'When the call came in' }),
    madeAt: z.iso.datetime().meta({ description: 'When this record was made' }),
    requestId: z.string().optional().meta({
      description:
        'The id of the webhook request that reported the call, as in logs, jobs and deliveries. Attributions of calls without one lack it.',
    }),
    erasedAt: z.iso.datetime().optional().meta({
      description:
        'When its personal data was erased. The record keeps its position and the facts that reports count',
    }),
  })
  .meta({ id: 'Attribution' });
export type Attribution = z.infer<typeof attributionSchema>;

/** Returns the id of the attribution's replacement. There can be only one, so that a call's attributions form one chain. */
export function replacementId({ id }: Attribution): string {
  return idFrom('attr', `after ${id}`);
}

/** Checks whether the attribution has the call's latest end. */
export function isSameEnd(
  { outcome, talkSeconds }: Pick<Attribution, 'outcome' | 'talkSeconds'>,
  call: Pick<Call, 'outcome' | 'talkSeconds'>,
): boolean {
  return outcome === call.outcome && talkSeconds === call.talkSeconds;
}

/** Returns a replacement with the call's latest end. The session or bucket stays. */
export function withEnd(
  former: Attribution,
  { outcome, talkSeconds }: Pick<Call, 'outcome' | 'talkSeconds'>,
  madeAt: Date,
): Attribution {
  return {
    ...former,
    id: replacementId(former),
    outcome,
    talkSeconds,
    replaces: former.id,
    cause: 'outcome',
    madeAt: madeAt.toISOString(),
  };
}

/** Checks whether both name the same session or bucket, with a confidence that differs by less than 0.01. */
export function isSameClaim(a: Attribution, b: Attribution): boolean {
  const claim = ({ to, site, session, bucket, source, medium, campaign, keyword, channel }: Attribution) =>
    JSON.stringify([to, site, session, bucket, source, medium, campaign, keyword, channel]);
  return claim(a) === claim(b) && Math.abs(a.confidence - b.confidence) < 0.01;
}
