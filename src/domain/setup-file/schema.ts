/**
 * The file that describes a set-up: `ringtrail.yaml`. Its members are those of the API's requests, from the record
 * definitions. It names records by slugs, and secrets by their places.
 */
import { z } from 'zod';
import { bucketValuesSchema } from '../bucket.ts';
import { apiKeyRecord } from '../records/api-key.ts';
import { endpointOfSite } from '../records/endpoint.ts';
import { virtualNumberRecord } from '../records/number.ts';
import { requestedPool, withRenewSeconds } from '../records/pool.ts';
import { providerRecord } from '../records/provider.ts';
import { siteRecord } from '../records/site.ts';
import { slugSchema } from '../slug.ts';
import { consumerInFile } from './consumers.ts';
import { referenceSchema } from './reference.ts';
import { secretPlaceSchema } from './secret.ts';

const SITE_AND_ENDPOINT = 'The slugs of a site and of its endpoint, such as `main-site/front-desk`';

/** Numbers of a pool that differ in nothing else. */
const numbersInFile = virtualNumberRecord.create
  .omit({ pool: true, pinned: true, partial: true })
  .extend({
    state: virtualNumberRecord.stored.shape.state.default('active'),
    pinned: z
      .strictObject({
        endpoint: referenceSchema.meta({ description: SITE_AND_ENDPOINT }),
        values: bucketValuesSchema,
      })
      .nullable()
      .default(null)
      .meta({
        description:
          'The one source that the numbers stand for, such as a billboard. Pages never get these numbers.',
      }),
  })
  .meta({ id: 'Numbers' });

const poolMembers = requestedPool.omit({ provider: true, slug: true });
const poolInFile = poolMembers
  .extend({ numbers: z.array(numbersInFile).default([]) })
  .meta({ id: 'Pool' })
  .transform(withRenewSeconds);

const endpointInFile = endpointOfSite
  .omit({ slug: true, tags: true })
  .extend({ tags: endpointOfSite.shape.tags.unwrap().default({}) })
  .meta({ id: 'Endpoint' });

const { name, ...otherSiteMembers } = siteRecord.create.omit({
  ...{ provider: true, slug: true, pool: true, endpoints: true, tags: true },
}).shape;
const siteMembers = z.strictObject({
  name,
  pool: referenceSchema.meta({ description: 'The slug of the pool' }),
  ...otherSiteMembers,
  tags: siteRecord.create.shape.tags.unwrap().default({}),
});
const siteInFile = siteMembers
  .extend({ endpoints: z.record(slugSchema, endpointInFile).default({}) })
  .meta({ id: 'Site' });

const providerMembers = providerRecord.create.omit({ slug: true }).extend({
  defaultEndpoint: referenceSchema
    .nullable()
    .default(null)
    .meta({
      description: `The endpoint for calls to a number that was never linked. ${SITE_AND_ENDPOINT}`,
    }),
});
const providerInFile = providerMembers
  .extend({
    pools: z.record(slugSchema, poolInFile).optional(),
    sites: z.record(slugSchema, siteInFile).optional(),
    consumers: z.record(slugSchema, consumerInFile).optional().meta({
      description: 'Webhooks, advertising platforms, alerts and reports by mail',
    }),
  })
  .meta({ id: 'Provider' });

const keyInFile = apiKeyRecord.create
  .omit({ slug: true, secret: true, providers: true })
  .extend({
    providers: z.array(referenceSchema).min(1).nullable().default(null).meta({
      description: 'The slugs of the providers that the key sees. null: the whole installation.',
    }),
    secret: secretPlaceSchema,
  })
  .meta({ id: 'Key' });

export const setupFileSchema = z.strictObject({
  version: z.literal(1).meta({ description: 'The version of this form' }),
  scope: z.enum(['providers', 'installation']).default('providers').meta({
    description:
      'The records that `apply --prune` may remove. `providers`: those of the listed providers. `installation`: also other providers, and all keys.',
  }),
  providers: z.record(slugSchema, providerInFile).default({}),
  keys: z.record(slugSchema, keyInFile).optional(),
});
export type SetupFile = z.output<typeof setupFileSchema>;
export type ProviderInFile = SetupFile['providers'][string];

/** Each kind of records in the file, without the records inside of it. */
export const RECORDS_IN_FILE = {
  providers: providerMembers,
  pools: poolMembers.transform(withRenewSeconds),
  numbers: numbersInFile,
  sites: siteMembers,
  endpoints: endpointInFile,
  consumers: consumerInFile,
  keys: keyInFile,
};

/** The members of each kind in the file, in their order. */
export const MEMBERS_IN_FILE = {
  providers: Object.keys(providerMembers.shape),
  pools: Object.keys(poolMembers.shape),
  sites: Object.keys(siteMembers.shape),
  endpoints: Object.keys(endpointInFile.shape),
  consumers: ['name', 'kind', 'settings', 'rule', 'paused', 'inOrder'],
  keys: ['name', 'scopes', 'providers', 'expiresAt'],
};

/** Returns the schema of the file for editors: JSON Schema 2020-12. */
export function setupFileJsonSchema(): object {
  return z.toJSONSchema(setupFileSchema, { io: 'input', unrepresentable: 'any' });
}
