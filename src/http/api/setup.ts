import { z } from 'zod';
import {
  apiKeySchema,
  carrierSchema,
  endpointSchema,
  pinSchema,
  poolSchema,
  providerSchema,
  scopeSchema,
  siteSchema,
  virtualNumberSchema,
} from '../../domain/model.ts';
import { phoneNumberSchema } from '../../domain/phone.ts';
import { Problem } from '../../domain/problem.ts';
import { routingChangeSchema } from '../../domain/routing.ts';
import { type Directory, KINDS, type Kind, type Kinds } from '../../registry/directory.ts';
import type { Patches, Registry } from '../../registry/registry.ts';
import type { Store } from '../../store/port.ts';
import { idParams, type Middleware, type Route, route } from '../route.ts';
import { page, pageOf, pageQuery } from './schemas.ts';

const newEndpoint = z
  .strictObject({
    name: endpointSchema.shape.name,
    number: phoneNumberSchema.optional(),
    sip: endpointSchema.shape.sip.unwrap().optional(),
    routing: endpointSchema.shape.routing.optional(),
    tags: endpointSchema.shape.tags,
  })
  .refine(({ number, sip }) => number || sip, {
    message: 'an endpoint needs a number or a sip address',
    path: ['number'],
  });

const newProvider = providerSchema
  .pick({
    name: true,
    threshold: true,
    countedBy: true,
    boundary: true,
    hysteresis: true,
    activeSeconds: true,
    claimAt: true,
    retentionDays: true,
    callerNumbers: true,
  })
  .partial({
    threshold: true,
    countedBy: true,
    boundary: true,
    hysteresis: true,
    activeSeconds: true,
    claimAt: true,
    retentionDays: true,
    callerNumbers: true,
  })
  .strict();
const newPool = poolSchema
  .pick({
    provider: true,
    name: true,
    holdSeconds: true,
    renewSeconds: true,
    overflowNumber: true,
    reserve: true,
  })
  .partial({ holdSeconds: true, renewSeconds: true, overflowNumber: true, reserve: true })
  .strict();
const newNumbers = z.strictObject({
  pool: z.string().max(64),
  carrier: carrierSchema,
  numbers: z
    .array(phoneNumberSchema)
    .min(1)
    .max(10_000)
    .refine((numbers) => new Set(numbers).size === numbers.length, 'must name each number once'),
  pinned: pinSchema.optional(),
});
const newSite = siteSchema
  .pick({
    provider: true,
    pool: true,
    name: true,
    origins: true,
    bucketing: true,
    allocationsPerMinute: true,
    tags: true,
  })
  .partial({ allocationsPerMinute: true })
  .extend({ endpoints: z.array(newEndpoint).max(100).default([]) })
  .strict();
const newKey = z.strictObject({ name: apiKeySchema.shape.name, scopes: z.array(scopeSchema).min(1).max(2) });

const patches = {
  providers: changeable(
    providerSchema.pick({
      name: true,
      threshold: true,
      countedBy: true,
      boundary: true,
      hysteresis: true,
      activeSeconds: true,
      defaultEndpoint: true,
      claimAt: true,
      retentionDays: true,
      callerNumbers: true,
    }),
  ),
  pools: changeable(
    poolSchema.pick({
      name: true,
      holdSeconds: true,
      renewSeconds: true,
      overflowNumber: true,
      reserve: true,
    }),
  ),
  numbers: changeable(virtualNumberSchema.pick({ state: true, pinned: true })),
  sites: changeable(
    siteSchema.pick({ name: true, origins: true, bucketing: true, allocationsPerMinute: true, tags: true }),
  ),
  endpoints: changeable(
    endpointSchema
      .pick({ name: true, number: true, sip: true, tags: true })
      .extend({ routing: routingChangeSchema }),
  ),
};

const siteResponse = siteSchema
  .extend({ endpoints: z.array(endpointSchema) })
  .meta({ id: 'SiteWithEndpoints' });
const numbersResponse = z.object({ data: z.array(virtualNumberSchema) });
const keyResponse = apiKeySchema
  .extend({ secret: z.string().meta({ description: 'Shown this once; only its digest is kept' }) })
  .meta({ id: 'NewApiKey' });

const shown = {
  providers: providerSchema,
  pools: poolSchema,
  numbers: virtualNumberSchema,
  sites: siteResponse,
  endpoints: endpointSchema,
  keys: apiKeySchema,
} satisfies Record<Kind, z.ZodType>;

export type SetupOptions = {
  registry: Registry;
  directory: Directory;
  store: Store;
  idempotency: Middleware;
};

/** What operators set up: the same five routes for each kind of record. */
export function setupRoutes({ registry, directory, store, idempotency }: SetupOptions): Route[] {
  /** As it is shown: a site with its endpoints, a key without its digest. */
  function show<K extends Kind>(kind: K, record: Kinds[K]): z.infer<(typeof shown)[K]> {
    const { digest: _, ...rest } = record as Kinds[K] & { digest?: string };
    const endpoints = kind === 'sites' && { endpoints: directory.endpointsOf(record.id) };
    return { ...rest, ...endpoints } as z.infer<(typeof shown)[K]>;
  }

  const creating = [
    create('providers', newProvider, providerSchema, (body) => registry.createProvider(body)),
    create('pools', newPool, poolSchema, (body) => registry.createPool(body)),
    create(
      'numbers',
      newNumbers,
      numbersResponse,
      async (body) => ({ data: await registry.addNumbers(body) }),
      1_000_000,
    ),
    create('sites', newSite, siteResponse, async (body) => {
      const { site } = await registry.createSite(body);
      return show('sites', site);
    }),
    create('endpoints', newEndpoint.safeExtend({ site: z.string().max(64) }), endpointSchema, (body) =>
      registry.createEndpoint(body),
    ),
    create('keys', newKey, keyResponse, async (body) => {
      const { key, secret } = await registry.createKey(body);
      return { ...show('keys', key), secret };
    }),
  ];
  return [
    ...creating.map((declared) => ({ ...declared, around: idempotency })),
    ...KINDS.flatMap((kind) => records(store, registry, kind, show)),
    ...(Object.keys(patches) as (keyof Patches)[]).map((kind) => change(registry, kind, show)),
  ];
}

const tag = 'Setting up';

function create<B extends z.ZodType>(
  kind: Kind,
  body: B,
  schema: z.ZodType,
  make: (body: z.infer<B>) => Promise<unknown>,
  bodyLimit?: number,
): Route {
  return route({
    method: 'post',
    path: `/v1/${kind}`,
    tag,
    summary: `Set up ${kind}`,
    scope: 'admin',
    body,
    ...(bodyLimit && { bodyLimit }),
    answers: { 201: { description: 'Set up', schema } },
    handle: async (input) => ({ status: 201, body: await make(input.body as z.infer<B>) }),
  });
}

type Show = <K extends Kind>(kind: K, record: Kinds[K]) => unknown;

function records(store: Store, registry: Registry, kind: Kind, show: Show): Route[] {
  const schema = shown[kind];
  const ownerQuery = pageQuery.extend({
    provider: z.string().max(64).optional(),
    pool: z.string().max(64).optional(),
    site: z.string().max(64).optional(),
  });
  return [
    route({
      method: 'get',
      path: `/v1/${kind}`,
      tag,
      summary: `The ${kind}, in the order of their making`,
      scope: 'admin',
      query: ownerQuery,
      answers: { 200: { description: 'A page of them', schema: pageOf(schema) } },
      handle: async ({ query: { limit, after, ...owner } }) => {
        const list: Kinds[Kind][] = await store[kind].list({ limit, after }, owner);
        return {
          status: 200,
          body: { ...page(list, limit), data: list.map((record) => show(kind, record)) },
        };
      },
    }),
    route({
      method: 'get',
      path: `/v1/${kind}/{id}`,
      tag,
      summary: `One of the ${kind}`,
      scope: 'admin',
      params: idParams,
      answers: { 200: { description: 'It', schema } },
      handle: async ({ params }) => {
        const record = await store[kind].get(params.id);
        if (!record) throw new Problem('not_found', `There is no ${params.id} among the ${kind}.`);
        return { status: 200, body: show(kind, record) };
      },
    }),
    route({
      method: 'delete',
      path: `/v1/${kind}/{id}`,
      tag,
      summary:
        kind === 'numbers'
          ? 'Retire a number: late calls to it still connect; remove it when it is retired already'
          : `Remove one of the ${kind}`,
      scope: 'admin',
      params: idParams,
      answers: { 204: { description: 'Gone', schema: null } },
      handle: async ({ params }) => {
        await registry.remove(kind, params.id);
        return { status: 204 };
      },
    }),
  ];
}

function change<K extends keyof Patches>(registry: Registry, kind: K, show: Show): Route {
  return route({
    method: 'patch',
    path: `/v1/${kind}/{id}`,
    tag,
    summary: `Change one of the ${kind}`,
    scope: 'admin',
    params: idParams,
    body: patches[kind] as z.ZodType<Patches[K]>,
    answers: { 200: { description: 'As it is now', schema: shown[kind] } },
    handle: async ({ params, body }) => {
      return { status: 200, body: show(kind, await registry.change(kind, params.id, body)) };
    },
  });
}

/** What a PATCH takes: some of the members, and no other, lest a misspelt one is passed over in silence. */
function changeable<S extends z.ZodRawShape>(schema: z.ZodObject<S>) {
  return schema.partial().strict();
}
