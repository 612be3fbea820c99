/** Which session or bucket a call came from. */
import { z } from 'zod';
import { type Call, callOutcomeSchema } from './call.ts';
import { CHANNELS } from './channel.ts';
import { idFrom } from './ids.ts';

const text = z.string().nullable();
const bucketSchema = z.record(z.string(), z.string());
const channelSchema = z.enum(CHANNELS).meta({ description: "The channel, by GA4's default channel group" });

/** What makes a candidate likelier or less likely than its page alone does. */
export const factorSchema = z
  .object({
    of: z.enum(['intent', 'tap', 'repeat_caller', 'region']),
    ratio: z.number().meta({ description: 'What the intensity was multiplied by' }),
  })
  .meta({ id: 'Factor' });
export type Factor = z.infer<typeof factorSchema>;

export const candidateSchema = z
  .object({
    to: z.enum(['session', 'bucket']).meta({
      description: "bucket: those of the bucket's visitors who have not agreed to be told from others",
    }),
    session: text,
    bucket: bucketSchema.nullable(),
    link: z.string().meta({ description: 'The link by which the session was shown the number last' }),
    probability: z.number().min(0).max(1),
    state: z.enum(['open', 'closed']).meta({ description: 'Whether its page was open when the call came' }),
    ageSeconds: z.number().meta({ description: 'Since it was first shown the number' }),
    closedSeconds: z
      .number()
      .nullable()
      .meta({ description: 'Since it was last seen with the number; null: its page was open' }),
    callsPerHour: z
      .number()
      .meta({ description: 'How often such a session calls, by its page alone and before the factors' }),
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

/** What brought a visitor to the site. */
export const touchSchema = z
  .object({
    source: text,
    medium: text,
    campaign: text,
    keyword: text,
    content: text,
    channel: channelSchema,
    page: text.meta({ description: 'The page that it led to' }),
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
    landingPage: text,
    clickIds: z
      .record(z.string(), z.string())
      .meta({ description: "The session's click ids; those of its last touch" }),
    firstTouch: touchSchema.nullable().meta({
      description: 'What brought the visitor the first time, as far as the browser remembers',
    }),
    lastTouch: touchSchema.nullable().meta({ description: 'What brought the visitor to the session' }),
    pages: z
      .array(pageViewSchema)
      .meta({ description: 'The pages that the session looked at up to the call, the latest 50, in order' }),
    callerCalls: z.number().int().nullable().meta({
      description:
        'Calls of this caller to the provider before this one, ten at most: 0 is a first call; null: the caller is withheld',
    }),
    outcome: callOutcomeSchema
      .nullable()
      .meta({ description: 'How the call had ended, as far as was known when this was made' }),
    talkSeconds: z.number().nullable().meta({ description: 'How long the two had spoken' }),
    confidence: z.number().min(0).max(1),
    candidates: z
      .array(candidateSchema)
      .meta({ description: 'The likeliest sessions that had been shown the number, at most ten' }),
    buckets: z.array(bucketShareSchema).meta({
      description: 'The likeliest buckets, at most five: all sessions count for their bucket',
    }),
    nobody: z.number().min(0).max(1).meta({
      description: 'The probability that it was none of those on record',
    }),
    hazards: z.number().int().nullable().meta({
      description: "The version of the provider's fitted hazards; null: the published prior",
    }),
    provisional: z.boolean().meta({
      description: 'The confidence rests on the prior: the provider has too few calls of its own yet',
    }),
    evidence: z.array(z.string()).meta({ description: 'The reasons, in sentences' }),
    rung: z
      .enum(['session', 'bucket', 'overflow', 'pinned', 'none'])
      .meta({ description: 'How the number had been given' }),
    replaces: text.meta({ description: 'The attribution in whose place this one is' }),
    cause: z.enum(['call', 'correction', 'reattribution', 'outcome']).meta({
      description:
        'call: made when the call ended; correction: somebody knew better; reattribution: made anew by later rules or hazards; outcome: the carrier told later how the call had ended, and all else is as it was',
    }),
    at: z.date().meta({ description: 'When the call came in' }),
    madeAt: z.iso.datetime().meta({ description: 'When this record was made' }),
    requestId: z.string().optional().meta({
      description:
        'The id of the webhook request that reported the call, as in logs, jobs and deliveries. Attributions of calls without one lack it.',
    }),
    erasedAt: z.iso.datetime().optional().meta({
      description: 'When what it said of a person was erased; it keeps its place, and what is counted',
    }),
  })
  .meta({ id: 'Attribution' });
export type Attribution = z.infer<typeof attributionSchema>;

/** The id of what replaces the attribution: one alone can, so replacements of a call's attribution make one chain. */
export function replacementId({ id }: Attribution): string {
  return idFrom('attr', `after ${id}`);
}

/** Whether the attribution says of the call's end what is known of it. */
export function isSameEnd(
  { outcome, talkSeconds }: Pick<Attribution, 'outcome' | 'talkSeconds'>,
  call: Pick<Call, 'outcome' | 'talkSeconds'>,
): boolean {
  return outcome === call.outcome && talkSeconds === call.talkSeconds;
}

/** The attribution with what the carrier has told of the call's end since: who called stays as it was. */
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

/** Whether both say the same of a call: its confidence to a hundredth. */
export function isSameClaim(a: Attribution, b: Attribution): boolean {
  const claim = ({ to, site, session, bucket, source, medium, campaign, keyword, channel }: Attribution) =>
    JSON.stringify([to, site, session, bucket, source, medium, campaign, keyword, channel]);
  return claim(a) === claim(b) && Math.abs(a.confidence - b.confidence) < 0.01;
}
