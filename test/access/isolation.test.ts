import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KINDS } from '../../src/domain/model.ts';
import { ROLES } from '../../src/domain/role.ts';
import type { Request } from '../support/api.ts';
import { startDouble } from '../support/consumers/double.ts';
import { openEventStream } from '../support/event-stream.ts';
import { type OpenApi, operationsOf } from '../support/openapi.ts';
import { signedInPerson, signIn } from '../support/people.ts';
import { startTestRedis } from '../support/redis.ts';
import { startRingtrail } from '../support/ringtrail.ts';
import { bodiesOf, everythingOf, type FullProvider, setUpFullProvider } from '../support/two-providers.ts';

// The operations are needed before the tests are declared.
const double = await startDouble();
const redis = await startTestRedis();
const ringtrail = await startRingtrail({
  env: { DELIVERY_PRIVATE_NETWORKS: 'on', REDIS_URL: redis.url, LOG_LEVEL: 'trace' },
});
const { api } = ringtrail;
const other = await setUpFullProvider(ringtrail, 'alpha', { caller: '+12125550171', hook: double.url });
const own = await setUpFullProvider(ringtrail, 'beta', { caller: '+12125550172', hook: double.url });
const session = await signIn(redis.client, ringtrail.url, own.ids.people ?? '');
const document = (await api<OpenApi>('GET', '/openapi.json')).body;
afterAll(async () => {
  await ringtrail.stop();
  await double.stop();
  await redis.remove();
});

const keyed = operationsOf(document).filter(({ operation }) => operation.security?.length);
const named = keyed.map((one) => [`${one.method} ${one.path}`, one] as const);
type Sender = {
  id: string | undefined;
  credentials: Request;
  headers: Record<string, string>;
  /** Operations that its role lacks. */
  lacks: string[];
};
/** The senders that are bound to the provider beta. */
const SENDERS: Record<string, Sender> = {
  key: {
    id: own.ids.keys,
    credentials: { key: own.secret },
    headers: { Authorization: `Bearer ${own.secret}` },
    lacks: [],
  },
  manager: {
    id: own.ids.people,
    ...{ credentials: session.credentials, headers: session.credentials.headers ?? {} },
    lacks: ['post /v1/erasures', 'get /v1/privacy/export'],
  },
};
const senders = Object.entries(SENDERS);

/** A sender that is bound to providers is refused there, whatever the request names. */
const OF_INSTALLATION = [
  'post /v1/providers',
  'delete /v1/providers/{id}',
  'get /v1/reports/drift',
  'get /v1/system',
  'get /v1/backups',
  'post /v1/backups',
  'get /v1/system/settings',
  'post /v1/round-trips',
];
/** They need a carrier's account: test/provisioning/orders-api.test.ts sends them. */
const OF_CARRIERS = ['get /v1/available-numbers', 'get /v1/number-orders/{id}'];
/** Only the bearer of a share link reads these. */
const OF_SHARES = [
  ...['get /v1/shared', 'get /v1/shared/calls'],
  ...['get /v1/shared/report', 'get /v1/shared/funnel'],
];

/** Says that the sender's own call was found. */
const NOT_RECORDED = 'This call has no recording.';

/** The operations that the bearer of a link to calls may use. */
const OPEN_TO_SHARES = ['get /v1/shared', 'get /v1/shared/calls', 'get /v1/session'];

/** The sender's own ways to sign in. They are of people alone. */
const OF_SENDER = /^\/v1\/(passkeys|sessions)\b/;
const isForPeople = (kind: string, path: string) => kind === 'key' && OF_SENDER.test(path);

/** Every text by which a record of the provider could be recognised. */
const traces = (of: FullProvider, mark: string) => [
  mark,
  of.caller,
  ...of.numbers,
  of.endpointNumber,
  ...Object.values(of.ids),
];

function pathTo(path: string, of: FullProvider): string {
  return path.replace('{id}', of.ids[path.split('/')[2] ?? ''] ?? 'unknown');
}

/** Sends the operation. Everything that it names belongs to the provider. */
async function send(
  { credentials }: Pick<Sender, 'credentials'>,
  { method, path }: (typeof keyed)[number],
  of: FullProvider,
  query = '',
) {
  const body = bodiesOf(of)[`${method} ${path}`];
  return api(method.toUpperCase(), pathTo(path, of) + query, { ...credentials, ...(body && { body }) });
}

/** Returns the answer's text without what the request itself named. */
function answerText({ text, headers }: { text: string; headers: Headers }, sent: readonly string[]): string {
  return sent.reduce(without, text + JSON.stringify([...headers]));
}

function without(text: string, named: string): string {
  return text.replaceAll(named, '');
}

function expectNoTrace(text: string): void {
  for (const trace of traces(other, 'alpha')) expect(text).not.toContain(trace);
}

describe.each(senders)('for a %s of another provider', (kind, sender) => {
  let before: string;
  beforeAll(async () => {
    before = await everythingOf(api, other);
  });

  it.each(named.filter(([, { path }]) => path.includes('{')))(
    'the record of %s does not exist',
    async (_name, one) => {
      const answer = await send(sender, one, other);
      expect(answer.status, answer.text).toBe(isForPeople(kind, one.path) ? 403 : 404);
      expectNoTrace(answerText(answer, [pathTo(one.path, other).split('/')[3] ?? '']));
      expect(await everythingOf(api, other)).toBe(before);
    },
  );

  const lists = named.filter(([, { method, path }]) => method === 'get' && !/\{|stream$|audit$/.test(path));
  it.each(lists)('%s shows nothing of it', async (_name, one) => {
    const isOnPerson = one.path.endsWith('/privacy/export');
    const queries = isOnPerson
      ? ['?caller=%2B12125550171', '?visitor=alpha-visitor']
      : ['', `?provider=${other.provider}`, `?site=${other.site}`, '?limit=1000'];
    for (const query of queries) {
      const answer = await send(sender, one, own, query);
      expectNoTrace(answerText(answer, ['alpha-visitor', other.caller, other.provider, other.site]));
    }
  });

  it('the stream of attributions shows nothing of it', async () => {
    const stream = await openEventStream(`${ringtrail.url}/v1/attributions/stream`, sender.headers);
    // The other provider's attribution is the earlier one.
    const first = await stream.next();
    stream.close();
    expect(first.data.id).toBe(own.ids.attributions);
    expectNoTrace(JSON.stringify(first));
  });

  it('the cursors of the feed do not show how many attributions it has', async () => {
    const read = (path: string) =>
      api<{ next: string; upTo: string; data: object[] }>('GET', path, sender.credentials);
    const { body } = await read('/v1/attributions');
    const { headers } = await read('/v1/exports/attributions.ndjson');
    const stream = await openEventStream(`${ringtrail.url}/v1/attributions/stream`, sender.headers);
    const { id } = await stream.next();
    stream.close();
    const { upTo } = (await read('/v1/reports/calls')).body;
    for (const cursor of [body.next, upTo, headers.get('Feed-Next'), id]) {
      expect(cursor).toMatch(/^v1\.[\w-]{40,}$/);
      const rest = await read(`/v1/attributions?after=${cursor}`);
      expect(rest).toMatchObject({ status: 200, body: { data: [] } });
    }
    expect((await read('/v1/attributions?after=1')).body).toMatchObject({ code: 'bad_cursor' });
  });

  it('its records are no places to continue from', async () => {
    for (const kind of ['calls', 'deliveries']) {
      const path = kind === 'calls' ? '/v1/calls' : `/v1/consumers/${own.ids.consumers}/deliveries`;
      const answer = await api('GET', `${path}?after=${other.ids[kind]}`, sender.credentials);
      const unknown = await api('GET', `${path}?after=call_unknown`, sender.credentials);
      expect(answer.status, answer.text).toBe(unknown.status);
      expectNoTrace(answerText(answer, [other.ids[kind] ?? '']));
    }
  });

  it('the lines that its requests log show nothing of it', async () => {
    const linesOf = async (of: FullProvider, operations: typeof keyed) => {
      const before = ringtrail.output().length;
      for (const one of operations) if (!one.path.endsWith('/stream')) await send(sender, one, of);
      return ringtrail.output().slice(before);
    };
    const reads = await linesOf(
      own,
      keyed.filter(({ method }) => method === 'get'),
    );
    expect(reads).toContain('request answered');
    expectNoTrace(reads);
    // These name its records, and nothing else may follow from that.
    const onRecords = keyed.filter(({ path }) => path.includes('{'));
    expectNoTrace(Object.values(other.ids).reduce(without, await linesOf(other, onRecords)));
  });

  it('the audit log shows nothing of it but the requests of its own senders', async () => {
    const { body } = await api<{ data: { key: string }[] }>(
      'GET',
      '/v1/audit?limit=1000',
      sender.credentials,
    );
    expect(body.data.length).toBeGreaterThan(0);
    expectNoTrace(JSON.stringify(body.data.filter(({ key }) => !senders.some(([, { id }]) => id === key))));
  });

  it.each(
    named.filter(
      ([name, { method, path }]) => method === 'post' && !path.includes('{') && bodiesOf(own)[name],
    ),
  )('%s cannot name it', async (name, one) => {
    const answer = await send(sender, one, other);
    const isForbidden = [...OF_INSTALLATION, ...OF_SHARES, ...sender.lacks].includes(name);
    expect(answer.status, answer.text).toBe(isForbidden ? 403 : 422);
    const { provider, pool, site, caller, ids } = other;
    expectNoTrace(answerText(answer, [provider, pool, site, caller, ids.calls ?? '']));
    expect(await everythingOf(api, other)).toBe(before);
  });

  it('a change cannot name its records', async () => {
    for (const [path, body] of [
      [`/v1/providers/${own.provider}`, { defaultEndpoint: other.endpoint }],
      [`/v1/numbers/${own.ids.numbers}`, { pinned: { endpoint: other.endpoint, values: { source: 'x' } } }],
      [`/v1/consumers/${own.ids.consumers}`, { rule: { sites: [other.site] } }],
    ] as const)
      expect((await api('PATCH', path, { ...sender.credentials, body })).status).toBe(422);
  });

  it('its numbers cannot be taken, and whose they are is not said', async () => {
    const body = { pool: own.pool, carrier: 'twilio', numbers: [other.numbers[0], other.endpointNumber] };
    const answer = await api('POST', '/v1/numbers', { ...sender.credentials, body });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expectNoTrace(answerText(answer, [other.numbers[0] ?? '', other.endpointNumber]));
  });
});

it.each(ROLES)(
  'for a person of another provider with the role %s, no operation shows anything of it',
  async (role) => {
    const before = await everythingOf(api, other);
    const person = { email: `${role}@beta.example`, role, providers: [own.provider] };
    const { credentials } = await signedInPerson(ringtrail, redis.client, person);
    const found: string[] = [];
    for (const [name, one] of named) {
      // A stream has no end, a sign-out ends the walk, and the audit log shows what its own senders named.
      if (/\/(stream|audit)$/.test(one.path) || name === 'delete /v1/session') continue;
      const { status, ...answer } = await send({ credentials }, one, other);
      const { provider, pool, site, caller, ids } = other;
      const inPath = pathTo(one.path, other).split('/')[3] ?? '';
      const text = answerText(answer, [inPath, provider, pool, site, caller, ids.calls ?? '']);
      const isOpen = one.path.includes('{') && ![403, 404].includes(status);
      if (isOpen || traces(other, 'alpha').some((trace) => text.includes(trace)))
        found.push(`${name}: ${status}`);
    }
    expect(found).toEqual([]);
    expect(await everythingOf(api, other)).toBe(before);
  },
);

describe('for the bearer of a share link of another provider', () => {
  const bearer = { credentials: { key: own.shareSecret } };

  it.each(named.filter(([, { path }]) => !path.endsWith('/stream')))(
    '%s is refused, or shows nothing of it',
    async (name, one) => {
      const answer = await send(bearer, one, other);
      const wanted = OPEN_TO_SHARES.includes(name) ? [200] : [400, 403, 404];
      expect(wanted, answer.text).toContain(answer.status);
      const { provider, pool, site, caller } = other;
      const sent = [pathTo(one.path, other).split('/')[3] ?? '', provider, pool, site, caller];
      expectNoTrace(answerText(answer, sent));
    },
  );
});

it('the webhook of a provider gets nothing of another one', () => {
  const own = double.received.filter(({ path }) => path === '/beta');
  expect(own.length).toBeGreaterThan(0);
  expectNoTrace(JSON.stringify(own));
});

describe.each(senders)('a %s that is bound to a provider', (kind, sender) => {
  const reads = named.filter(
    ([name, { method, path }]) =>
      method === 'get' && !path.endsWith('/stream') && !OF_CARRIERS.includes(name),
  );
  it.each(reads)('reads its own by %s', async (name, one) => {
    const query = one.path.endsWith('/privacy/export') ? '?caller=%2B12125550172' : '';
    const answer = await send(sender, one, own, query);
    const isForbidden =
      [...OF_INSTALLATION, ...OF_SHARES, ...sender.lacks].includes(name) || isForPeople(kind, one.path);
    const found = answer.text.includes(NOT_RECORDED) ? 200 : answer.status;
    expect(found, answer.text).toBe(isForbidden ? 403 : 200);
  });

  it('lists its own records', async () => {
    for (const kind of KINDS) {
      const { body } = await api<{ data: { id: string }[] }>('GET', `/v1/${kind}`, sender.credentials);
      expect(
        body.data.map(({ id }) => id),
        kind,
      ).toContain(own.ids[kind]);
    }
  });

  it('makes no key that sees or does more than its maker', async () => {
    const make = (body: object, credentials = sender.credentials) =>
      api<{ secret: string }>('POST', '/v1/keys', { ...credentials, body });
    expect((await make({ name: 'All', scopes: ['read'] })).status).toBe(400);
    const reader = { name: 'Keys', scopes: ['keys:write', 'calls:read'], providers: [own.provider] };
    const { body } = await make(reader);
    expect((await make({ ...reader, scopes: ['setup:write'] }, { key: body.secret })).status).toBe(400);
    expect((await make({ ...reader, scopes: ['calls:read'] }, { key: body.secret })).status).toBe(201);
  });
});

describe('without the check of the reach', () => {
  it('these tests find records of the other provider', async () => {
    const open = await startRingtrail({
      env: {
        DELIVERY_PRIVATE_NETWORKS: 'on',
        NODE_OPTIONS: `--import=${new URL('../support/sees-everything.mjs', import.meta.url).href}`,
      },
    });
    const alpha = await setUpFullProvider(open, 'alpha', { caller: '+12125550171', hook: double.url });
    const beta = await setUpFullProvider(open, 'beta', { caller: '+12125550172', hook: double.url });
    const found: string[] = [];
    for (const { method, path } of keyed.filter(({ method }) => method === 'get')) {
      if (path.endsWith('/stream')) continue;
      const answer = await open.api('GET', pathTo(path, alpha), { key: beta.secret });
      if (traces(alpha, 'alpha').some((trace) => answerText(answer, [pathTo(path, alpha)]).includes(trace)))
        found.push(`${method} ${path}`);
    }
    expect(found).toContain('get /v1/calls');
    expect(found).toContain('get /v1/calls/{id}');
    expect(found).toContain('get /v1/exports/attributions.csv');
    expect(found.length).toBeGreaterThan(25);
    await open.stop();
  });
});
