/** A consumer: who is told of calls, of which of them, and how. What each kind needs is in consumer-kinds.ts. */
import { z } from 'zod';
import { callOutcomeSchema } from './call.ts';
import {
  ga4Schema,
  googleAdsSchema,
  metaSchema,
  microsoftAdsSchema,
  webhookCredentialsSchema,
  webhookSettingsSchema,
} from './consumer-kinds.ts';

export const ruleSchema = z
  .object({
    outcomes: z
      .array(callOutcomeSchema)
      .min(1)
      .max(5)
      .nullable()
      .meta({ description: 'Calls that ended in one of these ways; null: in any' }),
    minTalkSeconds: z
      .number()
      .int()
      .min(0)
      .max(86_400)
      .meta({ description: 'Calls with less talk are not told' }),
    minConfidence: z
      .number()
      .min(0)
      .max(1)
      .meta({ description: 'Calls whose attribution is less sure are not told' }),
    to: z
      .array(z.enum(['session', 'bucket', 'none']))
      .min(1)
      .max(3)
      .nullable()
      .meta({ description: 'What the call was attributed to; null: anything, nobody included' }),
    sites: z
      .array(z.string().min(1).max(64))
      .min(1)
      .max(1000)
      .nullable()
      .meta({ description: 'Calls of these sites; null: of all sites of the provider' }),
    qualified: z
      .boolean()
      .meta({ description: 'Only calls that somebody has called qualified are told, once that was said' }),
    spam: z.boolean().meta({ description: 'Calls that somebody has called spam are told too' }),
  })
  .strict()
  .meta({ id: 'ConsumerRule' });
export type Rule = z.infer<typeof ruleSchema>;

/** Everything but spam. */
export const DEFAULT_RULE: Rule = {
  outcomes: null,
  minTalkSeconds: 0,
  minConfidence: 0,
  to: null,
  sites: null,
  qualified: false,
  spam: false,
};

const base = {
  id: z.string().min(1).max(64),
  provider: z.string().min(1).max(64),
  name: z.string().trim().min(1).max(200),
  paused: z.boolean().meta({ description: 'Nothing is sent for now; what comes up meanwhile is sent later' }),
  inOrder: z.boolean().meta({
    description:
      'Each call is told only when the one before has arrived or was given up; one that fails holds up all others',
  }),
  rule: ruleSchema,
  createdAt: z.iso.datetime(),
};

/** A consumer as it is stored, with what it is sent with. Credentials never leave the house. */
export const consumerSchema = z.discriminatedUnion('kind', [
  z.object({
    ...base,
    kind: z.literal('webhook'),
    settings: webhookSettingsSchema,
    credentials: webhookCredentialsSchema,
  }),
  z.object({ ...base, kind: z.literal('ga4'), ...ga4Schema.shape }),
  z.object({ ...base, kind: z.literal('google_ads'), ...googleAdsSchema.shape }),
  z.object({ ...base, kind: z.literal('meta'), ...metaSchema.shape }),
  z.object({ ...base, kind: z.literal('microsoft_ads'), ...microsoftAdsSchema.shape }),
]);
export type Consumer = z.infer<typeof consumerSchema>;
export type ConsumerKind = Consumer['kind'];
export type ConsumerOf<K extends ConsumerKind> = Extract<Consumer, { kind: K }>;

/** How far a consumer has been told, and what keeps it from being told more. */
export type ConsumerProgress = {
  /** The consumer's id. */
  id: string;
  /** The last place in the feed of attributions that has been turned into deliveries; null: its beginning. */
  cursor: string | null;
  /** How many deliveries that has made. */
  planned: number;
  /** The consumer said that it is gone, or cannot be served. */
  disabled: { at: string; reason: string } | null;
  /** It asked us to slow down: nothing is sent until then. `times` counts how often without a success between. */
  slowed: { until: string; times: number } | null;
  version: number;
};
