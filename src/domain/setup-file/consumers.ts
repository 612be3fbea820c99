/** Consumers, alerts and reports by mail as a file describes them. */
import { z } from 'zod';
import { CONSUMER_KINDS, type ConsumerKind, requestedConsumer, requestedRule } from '../consumer.ts';
import { referenceSchema } from './reference.ts';
import { secretPlaceSchema } from './secret.ts';

const from = z.enum(['now', 'beginning']).optional().meta({
  description:
    '`beginning`: a new consumer also gets the calls of the past. `now`, the default: later calls only.',
});

const common = requestedConsumer.omit({ provider: true, slug: true }).extend({
  from,
  rule: requestedRule
    .extend({
      sites: z
        .array(referenceSchema)
        .min(1)
        .nullable()
        .default(null)
        .meta({ description: 'Includes only calls of these sites. null: all sites of the provider.' }),
    })
    .prefault({}),
});

type Credential = { name: string; isRequired: boolean };

/** Returns the credentials of the kind that a request names. */
function credentialsOf(kind: ConsumerKind): Credential[] {
  const { credentials } = CONSUMER_KINDS[kind].shape;
  const { shape } = credentials instanceof z.ZodDefault ? credentials.unwrap() : credentials;
  return Object.entries(shape).map(([name, schema]) => ({
    name,
    isRequired: !(schema instanceof z.ZodDefault),
  }));
}

/** Returns a place for each credential of the kind. Ringtrail makes the secret of a webhook that has none. */
function secretsOf(kind: ConsumerKind): z.ZodRawShape {
  if (kind === 'webhook') return { secret: secretPlaceSchema.optional() };
  const places = credentialsOf(kind).map(({ name, isRequired }) => [
    name,
    isRequired ? secretPlaceSchema : secretPlaceSchema.optional(),
  ]);
  return places.length === 0 ? {} : { credentials: z.strictObject(Object.fromEntries(places)) };
}

/** Returns the members of a new consumer that must name a secret, by their path: `secret` or `credentials/url`. */
export function secretsNeededBy(kind: ConsumerKind): string[] {
  if (kind === 'webhook') return ['secret'];
  return credentialsOf(kind).flatMap(({ name, isRequired }) => (isRequired ? [`credentials/${name}`] : []));
}

function consumerOf<K extends ConsumerKind>(kind: K) {
  const { settings } = CONSUMER_KINDS[kind].shape;
  return common.extend({ kind: z.literal(kind), settings, ...secretsOf(kind) });
}

const consumer = z.discriminatedUnion('kind', [
  consumerOf('webhook'),
  consumerOf('ga4'),
  consumerOf('google_ads'),
  consumerOf('meta'),
  consumerOf('microsoft_ads'),
  consumerOf('slack'),
  consumerOf('teams'),
  consumerOf('email'),
  consumerOf('report_mail'),
]);

/** A consumer of a file. An alert with a quiet time is sent in order, as the API sets it. */
export const consumerInFile = consumer.transform((one) => {
  const quiet = 'quietMinutes' in one.settings ? one.settings.quietMinutes : 0;
  return { ...one, inOrder: one.inOrder || quiet > 0 };
});
