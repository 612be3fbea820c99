/** A consumer: who is told of calls, of which of them, and how. What each kind needs is in consumer-kinds.ts. */
import { z } from 'zod';
import { callOutcomeSchema } from './call.ts';
import {
  ga4Schema,
  googleAdsSchema,
  metaSchema,
  microsoftAdsSchema,
  webhookSchema,
  webhookSecretSchema,
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

/** Of each kind its settings, which the API shows, and its credentials, which it never does. */
export const CONSUMER_KINDS = {
  webhook: webhookSchema,
  ga4: ga4Schema,
  google_ads: googleAdsSchema,
  meta: metaSchema,
  microsoft_ads: microsoftAdsSchema,
} as const;
export type ConsumerKind = keyof typeof CONSUMER_KINDS;

/** A consumer as it is stored, with what it is sent with. */
export type ConsumerOf<K extends ConsumerKind> = z.infer<z.ZodObject<typeof base>> & { kind: K } & z.infer<
    (typeof CONSUMER_KINDS)[K]
  >;
export type Consumer = { [K in ConsumerKind]: ConsumerOf<K> }[ConsumerKind];

/** Whether and why a consumer is told nothing now. */
const standing = {
  state: z.enum(['active', 'slowed', 'paused', 'disabled']).meta({
    description:
      'slowed: it asked us to wait, or gave no access token; disabled: it said that it is gone, and is told nothing until it is enabled again',
  }),
  disabled: z.object({ at: z.iso.datetime(), reason: z.string() }).nullable(),
  slowedUntil: z.iso.datetime().nullable(),
};

function shownAs<K extends ConsumerKind>(kind: K) {
  const { settings } = CONSUMER_KINDS[kind].shape;
  return z.object({ ...base, kind: z.literal(kind), settings, ...standing });
}

/** A consumer as the API shows it. */
export const consumerResponse = z
  .discriminatedUnion('kind', [
    shownAs('webhook'),
    shownAs('ga4'),
    shownAs('google_ads'),
    shownAs('meta'),
    shownAs('microsoft_ads'),
  ])
  .meta({ id: 'Consumer' });

const told = {
  provider: base.provider,
  name: base.name,
  paused: base.paused.default(false),
  inOrder: base.inOrder.default(false),
  rule: ruleSchema.partial().default({}),
  from: z
    .enum(['now', 'beginning'])
    .default('now')
    .meta({ description: 'Whether it is told of the calls that there were before, too' }),
};

function newOf<K extends ConsumerKind, S extends z.ZodRawShape>(kind: K, shape: S) {
  return z.strictObject({ ...told, kind: z.literal(kind), ...shape });
}

/** What sets up a consumer. */
export const newConsumerSchema = z.discriminatedUnion('kind', [
  newOf('webhook', {
    settings: webhookSchema.shape.settings,
    secret: webhookSecretSchema
      .optional()
      .meta({ description: 'To sign with; one is made where none is given' }),
  }),
  newOf('ga4', ga4Schema.shape),
  newOf('google_ads', googleAdsSchema.shape),
  newOf('meta', metaSchema.shape),
  newOf('microsoft_ads', microsoftAdsSchema.shape),
]);
export type NewConsumer = z.infer<typeof newConsumerSchema>;

/** What changes one: of settings and credentials some members; they must fit the consumer's kind. */
export const consumerChangeSchema = z
  .strictObject({
    name: base.name,
    paused: base.paused,
    inOrder: base.inOrder,
    rule: ruleSchema.partial(),
    settings: z.record(z.string().max(64), z.unknown()),
    credentials: z.record(z.string().max(64), z.unknown()),
    disabled: z.null().meta({ description: 'null: it is told again, where it was disabled or slowed' }),
  })
  .partial();
export type ConsumerChange = z.infer<typeof consumerChangeSchema>;

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
