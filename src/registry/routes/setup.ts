import { z } from 'zod';
import type { Sender } from '../../domain/holder.ts';
import { definitionOf, KINDS, type Kind, type Kinds, RECORDS, type Scope } from '../../domain/model.ts';
import { Problem } from '../../domain/problem.ts';
import type { Reach } from '../../domain/reach.ts';
import { skippedNumberSchema } from '../../domain/skipped-number.ts';
import { page, pageOf, pageQuery } from '../../kernel/page.ts';
import { momentInQuery } from '../../kernel/query.ts';
import { idParams, type Middleware, type Route, route } from '../../kernel/route.ts';
import type { NarrowedStore, Owner, ReadableKinds, Store } from '../../store/port.ts';
import { blocksOfCall } from '../blocks-of-call.ts';
import type { Directory } from '../directory.ts';
import type { Created } from '../kinds/rules.ts';
import type { LastUse } from '../last-use.ts';
import { keysEndingBefore } from '../listed-keys.ts';
import type { CallerSpellings } from '../needs.ts';
import type { Registry } from '../registry.ts';
import { type Views, viewsWith } from './views.ts';

export type SetupOptions = {
  registry: Registry;
  directory: Directory;
  narrow: (reach: Reach) => ReadableKinds & Pick<NarrowedStore, 'calls'>;
  callers: CallerSpellings;
  idempotency: Middleware;
  lastUse: Pick<LastUse, 'of'>;
  credentials: Pick<Store['credentials'], 'get'>;
  /** The base URL of the page that shows a share link. */
  publicUrl: string;
};

/** The kinds of records that a POST of this feature creates. People are invited: src/access has that route. */
type CreatedKind = Exclude<Kind, 'people'>;

/** The answer to a POST, and its texts where they differ from those of the other kinds. */
type Creations = {
  [K in CreatedKind]: {
    schema: z.ZodType;
    answer: (created: Created[K], scopes: ReadonlySet<Scope>) => Promise<unknown>;
    summary?: string;
    description?: string;
  };
};

/** Returns the routes for the records that operators own: the same five for each kind. */
export function setupRoutes(options: SetupOptions): Route[] {
  const { registry, directory, idempotency, lastUse, credentials, publicUrl } = options;
  const views = viewsWith(directory, lastUse, credentials);
  const creations = creationsWith(views, publicUrl);
  return KINDS.flatMap((kind) => [
    ...(isCreated(kind) ? [createRoute(kind, registry, creations, idempotency)] : []),
    ...readRoutes(kind, options, views),
    removeRoute(kind, registry),
    ...(definitionOf(kind).isPatchable ? [changeRoute(kind, registry, views)] : []),
  ]);
}

function isCreated(kind: Kind): kind is CreatedKind {
  return kind !== 'people';
}

const newNumbers = z.object({
  data: z.array(RECORDS.numbers.shown),
  skipped: z.array(skippedNumberSchema).meta({
    description: 'With `partial`: the numbers that were not added, and why',
  }),
});
const secret = z.string().meta({ description: 'Shown in this answer only. Its digest is stored.' });
const newKey = RECORDS.keys.shown.extend({ secret }).meta({ id: 'NewApiKey' });
const newShare = RECORDS.shares.shown
  .extend({
    secret,
    url: z
      .string()
      .meta({ description: 'The page of the link. Its fragment, the secret, is sent to no server.' }),
  })
  .meta({ id: 'NewShare' });

function creationsWith(views: Views, publicUrl: string): Creations {
  return {
    providers: { schema: RECORDS.providers.shown, answer: shownBy(views.providers) },
    pools: { schema: RECORDS.pools.shown, answer: shownBy(views.pools) },
    numbers: {
      schema: newNumbers,
      answer: async (added) => added,
      summary: 'Add virtual numbers to a pool',
      description: 'The new virtual numbers',
    },
    sites: {
      schema: RECORDS.sites.shown,
      answer: shownBy(views.sites),
      summary: 'Create a site with its endpoints',
    },
    endpoints: { schema: RECORDS.endpoints.shown, answer: shownBy(views.endpoints) },
    keys: {
      schema: newKey,
      answer: async ({ secret, ...key }, scopes) => ({
        ...(await shownBy(views.keys)(key, scopes)),
        secret,
      }),
    },
    shares: {
      schema: newShare,
      answer: async ({ secret, ...share }, scopes) => ({
        ...(await shownBy(views.shares)(share, scopes)),
        ...{ secret, url: `${publicUrl}/shared#${secret}` },
      }),
    },
    blocks: {
      schema: RECORDS.blocks.shown,
      answer: shownBy(views.blocks),
      summary: 'Block a caller: calls from there to the provider are refused',
    },
  };
}

/** Returns the function that shows one record. */
function shownBy<T, V>(
  view: (records: readonly T[], scopes: ReadonlySet<Scope>) => Promise<V[]>,
): (record: T, scopes: ReadonlySet<Scope>) => Promise<V | undefined> {
  return async (record, scopes) => (await view([record], scopes))[0];
}

/** Returns the members that all routes of a kind share. */
function commonOf(kind: Kind) {
  if (kind === 'blocks') return { tag: 'Calls', showsCallers: 'by scope' } as const;
  return { tag: 'Setting up' } as const;
}

/** The noun of the scopes of each kind. */
const NOUNS = {
  providers: 'setup',
  pools: 'setup',
  numbers: 'setup',
  sites: 'setup',
  endpoints: 'setup',
  keys: 'keys',
  people: 'people',
  shares: 'shares',
  blocks: 'calls',
} as const satisfies Record<Kind, string>;

function scopeTo(action: 'read' | 'write', kind: Kind): Scope {
  return `${NOUNS[kind]}:${action}`;
}
/** A list of 10,000 numbers fits. */
const MAX_BODY_BYTES: { [K in Kind]?: number } = { numbers: 1_000_000 };
const REMOVE_SUMMARIES: { [K in Kind]?: string } = {
  numbers:
    'Retire a virtual number, or remove it when it is retired. Late calls to a retired number still reach their endpoint.',
  blocks: 'Unblock a caller',
};

function createRoute<K extends CreatedKind>(
  kind: K,
  registry: Registry,
  creations: Creations,
  idempotency: Middleware,
): Route {
  const { one, create } = definitionOf(kind);
  const {
    schema,
    answer,
    summary = `Create ${withArticle(one)}`,
    description = `The new ${one}`,
  } = creations[kind];
  return route({
    ...commonOf(kind),
    scope: scopeTo('write', kind),
    method: 'post',
    path: `/v1/${kind}`,
    summary,
    body: create,
    maxBodyBytes: MAX_BODY_BYTES[kind],
    answers: { 201: { description, schema } },
    middleware: idempotency,
    handle: async ({ body }, { holder }) => ({
      status: 201,
      body: await answer(await registry.create(holder, kind, body), holder.scopes),
    }),
  });
}

const id = z.string().max(64).optional();
const ofProvider = pageQuery.extend({ provider: id });

/** The queries of the lists: only an owner that a kind's records have narrows its list. */
const LIST_QUERIES: Readonly<
  Record<
    Kind,
    z.ZodType<
      z.output<typeof pageQuery> & Owner & { endsBefore?: Date | undefined; call?: string | undefined }
    >
  >
> = {
  providers: pageQuery,
  pools: ofProvider,
  numbers: ofProvider.extend({ pool: id }),
  sites: ofProvider.extend({ pool: id }),
  endpoints: ofProvider.extend({ site: id }),
  keys: pageQuery.extend({
    endsBefore: momentInQuery
      .optional()
      .meta({ description: 'Lists the keys that end before this time, those that have ended included' }),
  }),
  people: pageQuery,
  shares: ofProvider,
  blocks: ofProvider.extend({
    call: id.meta({ description: "Lists the block of this call's caller, or nothing" }),
  }),
};

function readRoutes<K extends Kind>(
  kind: K,
  { narrow, directory, callers }: SetupOptions,
  views: Views,
): Route[] {
  const { one, many, shown, complete } = definitionOf(kind);
  const show = (records: Kinds[K][], { scopes, concern }: Sender) => {
    for (const record of records) if ('provider' in record) concern(record.provider);
    return views[kind](records.map(complete), scopes);
  };
  return [
    route({
      ...commonOf(kind),
      scope: scopeTo('read', kind),
      method: 'get',
      path: `/v1/${kind}`,
      summary: `List ${many}, oldest first`,
      query: LIST_QUERIES[kind],
      answers: { 200: { description: `A page of ${many}`, schema: pageOf(shown) } },
      handle: async ({ query: { limit, after, endsBefore, call, ...owner } }, { holder }) => {
        const store = narrow(holder.reach);
        if (endsBefore !== undefined) {
          const keys = await keysEndingBefore(store.keys, endsBefore, { limit, after });
          return { status: 200, body: { ...page(keys, limit), data: await views.keys(keys, holder.scopes) } };
        }
        if (call !== undefined) {
          const blocks = await blocksOfCall(call, { calls: store.calls, directory, callers });
          return { status: 200, body: { data: await views.blocks(blocks, holder.scopes), next: null } };
        }
        const list = await recordsOf(kind, store).list({ limit, after }, owner);
        return { status: 200, body: { ...page(list, limit), data: await show(list, holder) } };
      },
    }),
    route({
      ...commonOf(kind),
      scope: scopeTo('read', kind),
      method: 'get',
      path: `/v1/${kind}/{id}`,
      summary: `Return ${withArticle(one)}`,
      params: idParams,
      answers: { 200: { description: `The ${one}`, schema: shown } },
      handle: async ({ params: { id } }, { holder }) => {
        const record = await recordsOf(kind, narrow(holder.reach)).get(id);
        if (!record) throw new Problem('not_found', `There is no ${id} among the ${kind}.`);
        const [body] = await show([record], holder);
        return { status: 200, body };
      },
    }),
  ];
}

function removeRoute(kind: Kind, registry: Registry): Route {
  const { one } = definitionOf(kind);
  return route({
    ...commonOf(kind),
    scope: scopeTo('write', kind),
    method: 'delete',
    path: `/v1/${kind}/{id}`,
    summary: REMOVE_SUMMARIES[kind] ?? `Remove ${withArticle(one)}`,
    params: idParams,
    answers: { 204: { description: `The ${one} is removed`, schema: null } },
    handle: async ({ params }, { holder }) => {
      await registry.remove(holder, kind, params.id);
      return { status: 204 };
    },
  });
}

function changeRoute<K extends Kind>(kind: K, registry: Registry, views: Views): Route {
  const { one, patch, shown } = definitionOf(kind);
  return route({
    ...commonOf(kind),
    scope: scopeTo('write', kind),
    method: 'patch',
    path: `/v1/${kind}/{id}`,
    summary: `Change ${withArticle(one)}`,
    params: idParams,
    body: patch,
    answers: { 200: { description: `The changed ${one}`, schema: shown } },
    handle: async ({ params, body: change }, { holder }) => {
      const changed = await registry.change(holder, kind, params.id, change);
      const [body] = await views[kind]([changed], holder.scopes);
      return { status: 200, body };
    },
  });
}

function withArticle(noun: string): string {
  return `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`;
}

/** Returns the records of a kind that a type parameter stands for. */
function recordsOf<K extends Kind>(kind: K, store: ReadableKinds): ReadableKinds[K] {
  return store[kind];
}
