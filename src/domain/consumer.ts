/** The record of a consumer. consumer-kinds.ts has the settings and credentials of each kind. */
import { z } from 'zod';
import { emailAlertSchema, slackSchema, teamsSchema } from './alert-kinds.ts';
import { callOutcomeSchema } from './call.ts';
import {
  ga4Schema,
  googleAdsSchema,
  metaSchema,
  microsoftAdsSchema,
  webhookSchema,
  webhookSecretSchema,
} from './consumer-kinds.ts';
import {
  defineRecord,
  defineSettings,
  fixed,
  generated,
  idSchema,
  nameSchema,
  required,
  setting,
  slugMember,
} from './records/definition.ts';
import { reportMailSchema } from './report-mail.ts';

const rule = defineSettings('ConsumerRule', {
  outcomes: setting(
    z
      .array(callOutcomeSchema)
      .min(1)
      .max(5)
      .nullable()
      .meta({ description: 'Includes only calls with one of these outcomes. null: any outcome.' }),
    { default: null },
  ),
  minTalkSeconds: setting(
    z.number().int().min(0).max(86_400).meta({ description: 'Excludes calls with fewer seconds of talk.' }),
    { default: 0 },
  ),
  minConfidence: setting(
    z
      .number()
      .min(0)
      .max(1)
      .meta({ description: 'Excludes calls whose attribution has a lower confidence.' }),
    { default: 0 },
  ),
  to: setting(
    z
      .array(z.enum(['session', 'bucket', 'none']))
      .min(1)
      .max(3)
      .nullable()
      .meta({
        description: 'Includes only calls that are attributed to one of these. null: to any, or to nobody.',
      }),
    { default: null },
  ),
  sites: setting(
    z
      .array(idSchema)
      .min(1)
      .max(1000)
      .nullable()
      .meta({ description: 'Includes only calls of these sites. null: all sites of the provider.' }),
    { default: null },
  ),
  qualified: setting(
    z.boolean().meta({ description: 'Includes only calls that were reported as qualified, once they are.' }),
    { default: false },
  ),
  spam: setting(z.boolean().meta({ description: 'Includes calls that were reported as spam too.' }), {
    default: false,
  }),
});
export type Rule = z.infer<typeof rule.stored>;

/** Includes every call except spam. */
export const DEFAULT_RULE: Rule = rule.defaults;

/** A system that is notified of attributed calls: the members that all kinds of consumers have. */
const record = defineRecord({
  idPrefix: 'cons',
  title: 'Consumer',
  one: 'consumer',
  many: 'consumers',
  members: {
    provider: fixed(idSchema),
    name: required(nameSchema),
    slug: slugMember,
    paused: setting(
      z.boolean().meta({ description: 'Whether deliveries wait. They are sent when the pause ends.' }),
      { default: false },
    ),
    inOrder: setting(
      z.boolean().meta({
        description:
          'Whether a call is sent only after the earlier call was delivered or given up. A failing delivery then delays all later ones.',
      }),
      { default: false },
    ),
    rule: {
      ...generated(rule.stored),
      create: rule.create.prefault({}),
      patch: rule.patch.optional(),
    },
  },
});

/** The rule of a POST. */
export const requestedRule = rule.create;

/** The settings of each kind, which the API shows, and its credentials, which it never shows. */
export const CONSUMER_KINDS = {
  webhook: webhookSchema,
  ga4: ga4Schema,
  google_ads: googleAdsSchema,
  meta: metaSchema,
  microsoft_ads: microsoftAdsSchema,
  slack: slackSchema,
  teams: teamsSchema,
  email: emailAlertSchema,
  report_mail: reportMailSchema,
} as const;
export type ConsumerKind = keyof typeof CONSUMER_KINDS;

/** A consumer as it is stored, with its credentials. */
export type ConsumerOf<K extends ConsumerKind> = z.infer<typeof record.stored> & { kind: K } & z.infer<
    (typeof CONSUMER_KINDS)[K]
  >;
export type Consumer = { [K in ConsumerKind]: ConsumerOf<K> }[ConsumerKind];

const CONSUMER_STATES = ['active', 'slowed', 'paused', 'disabled', 'unconnected'] as const;
export type ConsumerState = (typeof CONSUMER_STATES)[number];

/** Returns whether the consumer has no access to its platform yet. */
export function isUnconnected({ credentials }: Consumer): boolean {
  return 'refreshToken' in credentials && credentials.refreshToken === null;
}

/** Whether deliveries to the consumer are sent now. */
const standing = {
  state: z.enum(CONSUMER_STATES).meta({
    description:
      '`unconnected`: nobody has connected the account yet, and deliveries wait. `slowed`: the consumer asked for a pause, or gave no access token. `disabled`: the consumer said that it is gone, and gets nothing until it is enabled again.',
  }),
  disabled: z.object({ at: z.iso.datetime(), reason: z.string() }).nullable(),
  slowedUntil: z.iso.datetime().nullable(),
};

function shownAs<K extends ConsumerKind>(kind: K) {
  const { settings } = CONSUMER_KINDS[kind].shape;
  return record.shown.extend({ kind: z.literal(kind), settings, ...standing });
}

/** A consumer as the API shows it. */
export const consumerResponse = z
  .discriminatedUnion('kind', [
    shownAs('webhook'),
    shownAs('ga4'),
    shownAs('google_ads'),
    shownAs('meta'),
    shownAs('microsoft_ads'),
    shownAs('slack'),
    shownAs('teams'),
    shownAs('email'),
    shownAs('report_mail'),
  ])
  .meta({ id: 'Consumer' });

const secretMember = {
  secret: z.string().nullable().meta({
    description: 'The secret that signs the webhooks, shown in this answer only. null: not a webhook.',
  }),
};

/** A consumer in the answer that creates it. */
export const newConsumerResponse = z
  .discriminatedUnion('kind', [
    shownAs('webhook').extend(secretMember),
    shownAs('ga4').extend(secretMember),
    shownAs('google_ads').extend(secretMember),
    shownAs('meta').extend(secretMember),
    shownAs('microsoft_ads').extend(secretMember),
    shownAs('slack').extend(secretMember),
    shownAs('teams').extend(secretMember),
    shownAs('email').extend(secretMember),
    shownAs('report_mail').extend(secretMember),
  ])
  .meta({ id: 'NewConsumer' });

function newOf<K extends ConsumerKind, S extends z.ZodRawShape>(kind: K, shape: S) {
  return record.create.extend({
    from: z.enum(['now', 'beginning']).default('now').meta({
      description: '`beginning`: the consumer also gets the calls of the past. `now`: later calls only.',
    }),
    kind: z.literal(kind),
    ...shape,
  });
}

/** The members of a POST that all kinds of consumers have. */
export const requestedConsumer = record.create;

/** The body of a POST. */
export const newConsumerSchema = z.discriminatedUnion('kind', [
  newOf('webhook', {
    settings: webhookSchema.shape.settings,
    secret: webhookSecretSchema
      .optional()
      .meta({ description: 'The secret that signs the webhooks. Ringtrail makes one when it is left out.' }),
  }),
  newOf('ga4', ga4Schema.shape),
  newOf('google_ads', googleAdsSchema.shape),
  newOf('meta', metaSchema.shape),
  newOf('microsoft_ads', microsoftAdsSchema.shape),
  newOf('slack', slackSchema.shape),
  newOf('teams', teamsSchema.shape),
  newOf('email', emailAlertSchema.shape),
  newOf('report_mail', reportMailSchema.shape),
]);
export type NewConsumer = z.infer<typeof newConsumerSchema>;

/** The body of a PATCH. The members of settings and credentials that it has must fit the consumer's kind. */
export const consumerChangeSchema = record.patch.extend({
  settings: z.record(z.string().max(64), z.unknown()).optional(),
  credentials: z.record(z.string().max(64), z.unknown()).optional(),
  disabled: z.null().optional().meta({ description: 'null enables a consumer that is disabled or slowed.' }),
});
export type ConsumerChange = z.infer<typeof consumerChangeSchema>;

/** The progress of a consumer in the feed, and the reason why it gets nothing now. */
export type ConsumerProgress = {
  /** The consumer's id. */
  id: string;
  /** The position in the feed up to which deliveries were made. Null: the beginning. */
  cursor: string | null;
  /** How many deliveries were made. */
  planned: number;
  /** The consumer said that it is gone, or cannot be served. */
  disabled: { at: string; reason: string } | null;
  /** The consumer asked for a pause: nothing is sent before `until`. `times` counts pauses since the last success. */
  slowed: { until: string; times: number } | null;
  version: number;
};
