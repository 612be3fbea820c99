import { afterAll, describe, expect, it } from 'vitest';
import { keys } from '../src/allocation/keys.ts';
import { KINDS } from '../src/domain/model.ts';
import { PROBLEM_CODES } from '../src/domain/problem.ts';
import { type Scope, scopesOf } from '../src/domain/scope.ts';
import { askNumber } from './support/allocations.ts';
import type { Answer } from './support/api.ts';
import { badBodies } from './support/bad-bodies.ts';
import { type OpenApi, type Operation, operationsOf } from './support/openapi.ts';
import type { PageOf } from './support/records.ts';
import { startTestRedis } from './support/redis.ts';
import { startRingtrail } from './support/ringtrail.ts';
import { nextNumber, setUpProvider } from './support/setup-provider.ts';
import { newCallSid, postWebhook, VOICE } from './support/twilio.ts';

// The list of routes is needed before the tests are declared.
const redis = await startTestRedis();
const ringtrail = await startRingtrail({ env: { REDIS_URL: redis.url } });
const { api } = ringtrail;
// No link ends by itself while the tests run, however slow the machine is.
const shop = await setUpProvider(api, { threshold: 5, holdSeconds: 86_400, activeSeconds: 3600 });
const { secret: readKey = '' } = (
  await api<{ secret: string }>('POST', '/v1/keys', { body: { name: 'Reader', scopes: ['read'] } })
).body;
const document = (await api<OpenApi>('GET', '/openapi.json')).body;
const keyId = (await api<PageOf<{ id: string }>>('GET', '/v1/keys')).body.data[0]?.id ?? '';
const numberId = (await api<PageOf<{ id: string }>>('GET', '/v1/numbers')).body.data[0]?.id ?? '';
const hook = {
  provider: shop.provider,
  name: 'Hook',
  kind: 'webhook',
  settings: { url: 'https://hooks.example.com/calls' },
};
const { id: consumerId = '' } = (await api<{ id: string }>('POST', '/v1/consumers', { body: hook })).body;
const { link } = (await askNumber(api, shop, 'known')).body;

afterAll(async () => {
  await ringtrail.stop();
  await redis.remove();
});

type Case = { method: string; path: string; operation: Operation };
/** The bodies of signed requests are forms, and tests of their own send wrong ones. */
const SIGNED = /\/carriers\/|\/round-trips\/answer$/;
const all: Case[] = operationsOf(document).filter(({ path }) => !SIGNED.test(path));

/** A part of WebAuthn's answers that every one has. */
const PASSKEY_RESPONSE = {
  id: 'AA',
  rawId: 'AA',
  type: 'public-key',
  response: {},
  clientExtensionResults: {},
};

/** For each route that takes a body one that is right: every fault is then the only one. */
const RIGHT: Record<string, Record<string, unknown> | Record<string, unknown>[]> = {
  'post /v1/allocations': {
    endpoint: shop.endpoint,
    site: shop.site,
    session: 'new',
    bucket: { source: 'google' },
    context: { page: 'https://shop.example/' },
  },
  'post /v1/links/{link}/renewals': { session: 'known' },
  'post /v1/hits': [{ site: shop.site, session: 'known', type: 'page', page: 'https://shop.example/' }],
  'post /v1/providers': { name: 'New', threshold: 5, activeSeconds: 60, claimAt: 0.9 },
  'post /v1/pools': { provider: shop.provider, name: 'New', holdSeconds: 60, renewSeconds: 20 },
  'post /v1/numbers': { pool: shop.pool, carrier: 'twilio', numbers: [nextNumber()] },
  'post /v1/number-orders': { pool: shop.pool, carrier: 'twilio', search: { country: 'US' } },
  'post /v1/sites': {
    provider: shop.provider,
    pool: shop.pool,
    name: 'New',
    origins: ['https://new.example'],
    bucketing: ['source'],
    endpoints: [],
  },
  'post /v1/sites/{id}/check': {
    url: 'https://shop.example/',
    endpoint: shop.endpoint,
  },
  'post /v1/sites/{id}/browser-checks': { url: 'https://shop.example/' },
  'post /v1/test-calls': { site: shop.site, to: shop.numbers[0] },
  'post /v1/endpoints': {
    site: shop.site,
    name: 'New',
    number: nextNumber(),
    routing: { timeoutSeconds: 20 },
  },
  'post /v1/endpoints/{id}/route': { from: '+12125550100', at: '2026-03-08T12:00:00Z' },
  'post /v1/attributions/{id}/corrections': { to: 'bucket', bucket: { source: 'print' }, reason: 'Said so' },
  'post /v1/reattributions': {
    provider: shop.provider,
    since: '2026-01-01T00:00:00Z',
    until: '2026-01-02T00:00:00Z',
  },
  'post /v1/costs': {
    provider: shop.provider,
    source: 'google',
    medium: 'cpc',
    campaign: 'spring',
    since: '2026-11-01',
    until: '2026-11-30',
    amount: '1250.50',
    currency: 'EUR',
  },
  'patch /v1/costs/{id}': { amount: '12.50' },
  'post /v1/costs/import': {
    provider: shop.provider,
    source: 'google',
    medium: 'cpc',
    currency: 'EUR',
    text: 'Campaign,Day,Cost\nautumn,2026-11-01,12.50',
  },
  'post /v1/calls/{id}/outcome': { qualified: true, spam: false, value: 12.5, currency: 'EUR' },
  'post /v1/calls/{id}/notes': { text: 'Wants a quote' },
  'patch /v1/calls/{id}': { tags: ['roof'] },
  'post /v1/consumers': { ...hook, inOrder: true, rule: { outcomes: ['answered'], minTalkSeconds: 30 } },
  'patch /v1/consumers/{id}': {
    name: 'Changed',
    paused: true,
    inOrder: true,
    rule: { minConfidence: 0.5 },
    settings: { url: 'https://hooks.example.com/others' },
  },
  'post /v1/consumers/{id}/secrets': { formerForSeconds: 60 },
  'post /v1/consumers/{id}/authorizations': { redirectUri: 'https://calls.agency.example/connected' },
  'post /v1/authorizations': { state: 'v1.nobody', code: 'a-code' },
  'post /v1/consumers/{id}/replays': { states: ['dead'], since: '2026-01-01T00:00:00Z' },
  'post /v1/keys': { name: 'New', scopes: ['read'] },
  'post /v1/keys/{id}/secret': { formerForSeconds: 60 },
  'post /v1/people': { email: 'new@example.com', name: 'New', role: 'viewer', providers: [shop.provider] },
  'patch /v1/people/{id}': { name: 'Changed', role: 'analyst', seesCallers: true },
  'post /v1/session': { email: 'nobody@example.com', password: 'no password of anybody' },
  'post /v1/session/password': { current: 'no password of anybody', password: 'four words of a new one' },
  'post /v1/password-resets': { email: 'nobody@example.com' },
  'post /v1/tickets/read': { ticket: 'per_nobody.word' },
  'post /v1/tickets/use': { ticket: 'per_nobody.word', password: 'four words of a new one' },
  'post /v1/session/passkey': { response: PASSKEY_RESPONSE },
  'post /v1/session/totp': { password: 'no password of anybody' },
  'post /v1/session/totp/confirm': { code: '000000' },
  'post /v1/session/totp/removal': { password: 'no password of anybody' },
  'post /v1/passkeys': { name: 'Phone', response: PASSKEY_RESPONSE },
  'post /v1/shares': {
    provider: shop.provider,
    name: 'New',
    shows: 'calls',
    expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
  },
  'post /v1/blocks': { provider: shop.provider, caller: '+12125550199', note: 'Calls every day' },
  'patch /v1/blocks/{id}': { note: 'Calls every night' },
  'post /v1/erasures': { provider: shop.provider, caller: '+12125550100' },
  'patch /v1/providers/{id}': {
    name: 'Changed',
    threshold: 7,
    activeSeconds: 60,
    defaultEndpoint: shop.endpoint,
    claimAt: 0.9,
  },
  'patch /v1/pools/{id}': { name: 'Changed', holdSeconds: 60, renewSeconds: 20, reserve: 1 },
  'patch /v1/numbers/{id}': { state: 'retired' },
  'patch /v1/sites/{id}': { name: 'Changed', origins: ['https://changed.example'], bucketing: ['medium'] },
  'patch /v1/endpoints/{id}': { name: 'Changed', number: nextNumber(), routing: { timeoutSeconds: 20 } },
};

const { id: personId = '' } = (
  await api<{ id: string }>('POST', '/v1/people', {
    body: { email: 'known@example.com', name: 'Known', role: 'viewer' },
  })
).body;
const { secret: shareSecret } = (
  await api<{ secret: string }>('POST', '/v1/shares', { body: RIGHT['post /v1/shares'] })
).body;

const { id: blockId = '' } = (
  await api<{ id: string }>('POST', '/v1/blocks', {
    body: { provider: shop.provider, caller: '+12125550198' },
  })
).body;

/** Returns the right key for the path. */
function keyOf(path: string): string {
  return path.startsWith('/v1/shared') ? shareSecret : ringtrail.adminKey;
}

/** What there is, in the place of a route's parameters. */
const KNOWN: Record<string, string> = {
  providers: shop.provider,
  pools: shop.pool,
  numbers: numberId,
  sites: shop.site,
  endpoints: shop.endpoint,
  keys: keyId,
  people: personId,
  consumers: consumerId,
  blocks: blockId,
};

function addressOf(path: string, put?: string): string {
  const kind = path.split('/')[2] ?? '';
  return path
    .replace('{id}', put ?? KNOWN[kind] ?? 'unknown')
    .replace('{link}', put ?? link ?? '')
    .replace('{site}', put ?? shop.site);
}

/** Each request, bad or not, is a use of its key. */
function withoutUse(text: string): unknown {
  return JSON.parse(text, (name, value) => (name === 'lastUsedAt' ? undefined : value));
}

/** Everything that a bad request could have changed. */
async function everything() {
  const kinds = [...KINDS, 'consumers', 'calls', 'attributions'];
  const lists = await Promise.all(
    kinds.map(async (kind) => withoutUse((await api('GET', `/v1/${kind}?limit=1000`)).text)),
  );
  const pool = keys.pool(shop.provider, shop.pool);
  const [free, live, active] = await Promise.all([
    redis.client.zrange(`${pool}:free:1`, '0', '-1', 'WITHSCORES'),
    redis.client.zrange(`${pool}:live`, '0', '-1'),
    redis.client.zrange(keys.active(shop.provider), '0', '-1'),
  ]);
  return { lists, free, live, active };
}

function expectProblem(answer: Answer, name: string, code = ''): void {
  expect(answer.status, `${name}: ${answer.text.slice(0, 200)}`).toBeGreaterThanOrEqual(400);
  expect(answer.status, `${name}: ${answer.text.slice(0, 200)}`).toBeLessThan(500);
  expect(answer.headers.get('content-type'), name).toContain('application/problem+json');
  expect(answer.body.status, name).toBe(answer.status);
  expect(PROBLEM_CODES, name).toContain(answer.body.code);
  expect(answer.body.detail, name).toBeTruthy();
  expect(answer.text, `${name}: the validator's own words`).not.toMatch(
    /Invalid (?:input|option|string|key|value|number|discriminator)|Too (?:big|small)|Unrecognized|expected \w+, received/,
  );
  expect(answer.body.code, `${name}: ${answer.text.slice(0, 200)}`).toMatch(new RegExp(`^${code || '.*'}$`));
}

/** All records as the last `changesNothing` left them. A test that changes some of them clears it. */
let known: Awaited<ReturnType<typeof everything>> | undefined;

async function changesNothing(work: () => Promise<void>): Promise<void> {
  const before = known ?? (await everything());
  await work();
  known = await everything();
  expect(known).toEqual(before);
  expect((await api('GET', '/healthz')).status).toBe(200);
  expect(ringtrail.output()).not.toContain('"level":"error"');
}

const named = (cases: Case[]) =>
  cases.map((one) => [`${one.method.toUpperCase()} ${one.path}`, one] as const);
const withBody = all.filter(({ operation }) => operation.requestBody);
const withQuery = all.filter(({ operation }) => operation.parameters?.some((one) => one.in === 'query'));
const withId = all.filter(({ path }) => path.includes('{'));
const guarded = all.filter(({ operation }) => operation.security?.length);

describe('a wrong body', () => {
  it('is sent to every route that takes a body', () => {
    expect(withBody.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual(
      Object.keys(RIGHT).toSorted(),
    );
  });

  it.each(named(withBody))('of %s is refused, and changes nothing', async (_name, { method, path }) => {
    await changesNothing(async () => {
      for (const { name, body, headers, code } of badBodies(RIGHT[`${method} ${path}`] ?? {})) {
        // A renewal needs no member, and passes over those that it does not know.
        if (path.endsWith('/renewals') && name.startsWith('everything')) continue;
        expectProblem(
          await api(method.toUpperCase(), addressOf(path), { body, headers: headers ?? {} }),
          name,
          code,
        );
      }
    });
  });

  it.each(named(withBody))(
    'of %s lacks a member that is needed',
    async (_name, { method, path, operation }) => {
      const right = RIGHT[`${method} ${path}`] ?? {};
      const object = (Array.isArray(right) ? right[0] : right) ?? {};
      const needed = neededOf(operation);
      await changesNothing(async () => {
        for (const member of needed) {
          const { [member]: _, ...rest } = object;
          const body = Array.isArray(right) ? [rest] : rest;
          const answer = await api(method.toUpperCase(), addressOf(path), { body });
          expectProblem(answer, `without ${member}`, 'invalid_request');
          expect(JSON.stringify(answer.body.errors)).toContain(`/${member}"`);
        }
      });
      const isFree = method === 'patch' || /renewals|outcome|erasures|blocks|keys.*secret|check$/.test(path);
      expect(needed.length > 0 || isFree).toBe(true);
    },
  );

  it('is the reason of the refusal: the right body is accepted', async () => {
    known = undefined;
    const right = RIGHT['post /v1/allocations'];
    expect((await api('POST', '/v1/allocations', { body: right })).status).toBe(200);
    expect((await api('POST', '/v1/hits', { body: RIGHT['post /v1/hits'] })).status).toBe(202);
    expect((await api('POST', '/v1/keys', { body: RIGHT['post /v1/keys'] })).status).toBe(201);
  });

  it('of extreme depth is refused before the idempotency middleware reads it', async () => {
    const work = changesNothing(async () => {
      const deep = `${'{"a":'.repeat(15_000)}1${'}'.repeat(15_000)}`;
      const answer = await api('POST', '/v1/providers', {
        body: deep,
        headers: { 'Idempotency-Key': 'deep' },
      });
      expectProblem(answer, 'deep', 'invalid_request');
    });
    await expect(work).resolves.toBeUndefined();
  });

  it('cannot change the prototype of objects', async () => {
    await api('POST', '/v1/providers', {
      body: '{"__proto__":{"name":"polluted"},"constructor":{"prototype":{"name":"x"}}}',
    });
    await api('POST', '/v1/allocations', {
      body: '{"bucket":{"__proto__":{"source":"x"}},"__proto__":{"site":"x"}}',
    });
    const answer = await api('POST', '/v1/providers', { body: {} });
    expectProblem(answer, 'after pollution', 'invalid_request');
    expect(answer.status).toBe(400);
  });

  it('is refused when it names a record that is missing or belongs to another provider', async () => {
    known = undefined;
    const other = await setUpProvider(api);
    const work = changesNothing(async () => {
      const references: [string, string][] = [
        ['post /v1/pools', 'provider'],
        ['post /v1/numbers', 'pool'],
        ['post /v1/sites', 'provider'],
        ['post /v1/sites', 'pool'],
        ['post /v1/endpoints', 'site'],
        ['post /v1/consumers', 'provider'],
      ];
      for (const [route, member] of references) {
        const body = { ...RIGHT[route], [member]: 'nowhere' };
        expectProblem(await api('POST', route.slice(5), { body }), `${route} ${member}`, 'unknown_reference');
      }
      const foreign = { ...RIGHT['post /v1/sites'], pool: other.pool };
      expectProblem(await api('POST', '/v1/sites', { body: foreign }), 'another’s pool', 'unknown_reference');
      const right = RIGHT['post /v1/allocations'];
      const site = await api('POST', '/v1/allocations', { body: { ...right, site: 'nowhere' } });
      expectProblem(site, 'site', 'unknown_site');
      const endpoint = await api('POST', '/v1/allocations', { body: { ...right, endpoint: 'nowhere' } });
      expectProblem(endpoint, 'endpoint', 'unknown_endpoint');
      const twice = await api('POST', '/v1/numbers', {
        body: { pool: shop.pool, carrier: 'twilio', numbers: [shop.numbers[0]] },
      });
      expectProblem(twice, 'a number that is there', 'already_there');
    });
    await expect(work).resolves.toBeUndefined();
  });
});

describe('a wrong address', () => {
  it.each(named(withId))(
    'of %s is refused, and changes nothing',
    async (_name, { method, path, operation }) => {
      const right = RIGHT[`${method} ${path}`];
      const query = operation.parameters?.some((one) => one.name === 'endpoint')
        ? `?endpoint=${shop.endpoint}`
        : '';
      await changesNothing(async () => {
        for (const id of [
          'unknown_0000',
          '__proto__',
          'constructor',
          'x'.repeat(500),
          '%00',
          '%E0%A4%A',
          'a%2F..%2Fb',
          "'--",
        ]) {
          const answer = await api(
            method.toUpperCase(),
            addressOf(path, id) + query,
            right ? { body: right } : {},
          );
          expectProblem(answer, id.slice(0, 40));
        }
      });
    },
  );

  it.each(named(withQuery))('with a wrong query for %s is refused', async (_name, { path, operation }) => {
    const limits = [
      'limit=0',
      'limit=-1',
      'limit=1001',
      'limit=many',
      'limit=1e99',
      'limit=',
      'limit=1&limit=2',
      'limit[a]=1',
    ];
    const texts = (operation.parameters ?? [])
      .filter((one) => one.in === 'query' && one.name !== 'limit')
      .flatMap(({ name }) => [`${name}=${'x'.repeat(3000)}`, `${name}=a&${name}=b`, `${name}=%00`]);
    const moments = operation.parameters?.some(({ name }) => name === 'since')
      ? [
          'since=yesterday',
          'until=2025-13-01',
          'since=2026-03-02T00:00:00Z&until=2026-03-01T00:00:00Z',
          'since=2026-03-01T00:00:00-05:00&until=2026-03-01T00:00:00Z',
        ]
      : [];
    const isList = operation.parameters?.some(({ name }) => name === 'limit');
    await changesNothing(async () => {
      for (const query of [...(isList ? limits.slice(0, -1) : []), ...texts, ...moments]) {
        const answer = await api('GET', `${addressOf(path)}?${query}`, { key: keyOf(path) });
        expectProblem(answer, query.slice(0, 40));
      }
    });
  });

  it.each(named(guarded))(
    'with a misspelt parameter for %s is refused',
    async (_name, { method, path, operation }) => {
      const right = RIGHT[`${method} ${path}`];
      const names = (operation.parameters ?? []).filter((one) => one.in === 'query').map(({ name }) => name);
      const misspelt = names.flatMap((name) => [
        `${name.slice(0, 1)}${name.slice(2)}`,
        `${name}s`,
        name.toUpperCase(),
      ]);
      await changesNothing(async () => {
        for (const name of ['sorce', 'groupBy', '_', '__proto__', 'a[b]', ...misspelt]) {
          const query = `${encodeURIComponent(name)}=missed`;
          const answer = await api(method.toUpperCase(), `${addressOf(path)}?${query}`, {
            key: keyOf(path),
            ...(right && { body: right }),
          });
          expectProblem(answer, name, 'invalid_request');
          expect(answer.body.errors, name).toMatchObject([{ pointer: `/${name}` }]);
        }
      });
    },
  );

  it('without a route is answered with a problem document', async () => {
    for (const path of ['/v1', '/v1/nothing', '/v2/calls', '/v1/calls/a/b', '/%', '//', '/.env']) {
      expectProblem(await api('GET', path), path);
    }
    expectProblem(await api('GET', '/v1/calls?after=nothing'), 'after', 'bad_cursor');
    const feed = await api('GET', '/v1/attributions?after=nothing');
    expectProblem(feed, 'after', 'bad_cursor');
    expect(feed.status).toBe(400);
  });

  /** Returns the methods of the path, and of a path with a parameter that it fits too. */
  function allowedAt(path: string): string[] {
    const withParameter = path.replace(/[^/]+$/, '{id}');
    return [path, withParameter].flatMap((one) => Object.keys(document.paths[one] ?? {}));
  }

  it('with a wrong method is refused, and the answer names the right methods', async () => {
    await changesNothing(async () => {
      for (const [path, operations] of Object.entries(document.paths)) {
        for (const method of ['PUT', 'DELETE', 'PATCH', 'POST'].filter(
          (one) => !allowedAt(path).includes(one.toLowerCase()),
        )) {
          const answer = await api(method, addressOf(path), method === 'DELETE' ? {} : { body: {} });
          expectProblem(answer, `${method} ${path}`, 'method_not_allowed');
          const allowed = answer.headers.get('allow')?.toLowerCase().split(', ').toSorted();
          expect(allowed, path).toEqual(Object.keys(operations).toSorted());
        }
      }
    });
  });
});

describe('a filter', () => {
  it.each([
    ['providers', 'provider'],
    ['providers', 'pool'],
    ['pools', 'site'],
    ['numbers', 'site'],
    ['sites', 'site'],
    ['endpoints', 'pool'],
    ['keys', 'provider'],
  ])('of %s by %s could match nothing, so it is refused', async (kind, owner) => {
    expectProblem(await api('GET', `/v1/${kind}?${owner}=x`), `${kind} by ${owner}`, 'invalid_request');
  });
});

describe('a wrong key', () => {
  it.each(named(guarded))(
    'for %s is refused, and changes nothing',
    async (_name, { method, path, operation }) => {
      const right = RIGHT[`${method} ${path}`];
      // A stream that is let in never ends.
      const query = path.endsWith('/stream') ? '?after=nowhere' : '';
      const ask = (key: string | null, headers = {}) =>
        api(method.toUpperCase(), addressOf(path, 'unknown') + query, {
          key,
          headers,
          ...(right && { body: right }),
        });
      await changesNothing(async () => {
        expectProblem(await ask(null), 'none', 'unauthorized');
        expectProblem(await ask('wrong'), 'wrong', 'unauthorized');
        expectProblem(
          await ask(null, { Authorization: `Basic ${ringtrail.adminKey}` }),
          'basic',
          'unauthorized',
        );
        expectProblem(await ask(`${ringtrail.adminKey}x`), 'one letter more', 'unauthorized');
        const scope = /scope `([\w:]+)`/.exec(operation.description ?? '')?.[1];
        const isForReaders = scope === undefined || scopesOf(['read']).has(scope as Scope);
        const reader = await ask(readKey);
        // A key has neither sessions nor passkeys.
        if (/^\/v1\/(sessions?|passkeys)/.test(path)) return;
        expect([isForReaders, reader.body.code === 'forbidden']).toEqual([isForReaders, !isForReaders]);
      });
    },
  );

  it('is sent to every route except those of pages, carriers and monitoring', () => {
    expect(guarded.length).toBeGreaterThan(30);
  });
});

describe('a carrier’s webhook', () => {
  it('that is forged, too large or without a call is refused, and changes nothing', async () => {
    await changesNothing(async () => {
      for (const kind of ['voice', 'dial', 'status']) {
        const path = `/v1/carriers/twilio/${kind}`;
        expectProblem(
          await api('POST', path, { key: null, body: 'CallSid=CA1' }),
          `${kind} unsigned`,
          'signature_invalid',
        );
        expectProblem(
          await api('GET', `${path}?CallSid=CA1`, { key: null }),
          `GET ${kind}`,
          'signature_invalid',
        );
        expectProblem(
          await api('POST', path, { key: null, body: 'x'.repeat(2_000_000) }),
          `${kind} large`,
          'body_too_large',
        );
        const gzip = { 'Content-Encoding': 'gzip' };
        expectProblem(
          await api('POST', path, { key: null, body: 'CallSid=CA1', headers: gzip }),
          `${kind} gzip`,
        );
      }
      const nameless = await postWebhook(ringtrail, VOICE, { To: shop.numbers[0] ?? '' });
      expect(nameless).toMatchObject({ status: 400, code: 'invalid_request' });
      expectProblem(
        await api('POST', '/v1/carriers/nobody/voice', { body: {} }),
        'unknown carrier',
        'not_found',
      );
    });
  });

  it('with odd fields is answered with a call document', async () => {
    const odd = [
      {},
      { To: 'anonymous' },
      { To: 'x'.repeat(5000) },
      { To: '+1\u0000' },
      { To: '__proto__', From: '__proto__' },
    ];
    for (const fields of odd) {
      const answer = await postWebhook(ringtrail, VOICE, { CallSid: newCallSid(), ...fields } as Record<
        string,
        string
      >);
      expect(answer.status, JSON.stringify(fields).slice(0, 40)).toBe(200);
      expect(answer.text).toContain('<Hangup/>');
    }
    expect(ringtrail.output()).not.toContain('"level":"error"');
  });
});

// At the end: its call is recorded at some time after the answer.
describe('a parameter of a stranger', () => {
  it('is as good as none where no key is needed', async () => {
    for (const path of [
      '/healthz',
      '/readyz',
      '/metrics',
      '/openapi.json',
      `/tags/${shop.site}/analytics.js`,
    ])
      expect((await api('GET', `${path}?utm_source=x&_=1`, { key: null })).status, path).toBe(200);
    const tags = await api('GET', `/v1/tags?site=${shop.site}&endpoint=${shop.endpoint}&v=2`, { key: null });
    expect(tags.status).toBe(200);
    const body = RIGHT['post /v1/allocations'];
    expect((await api('POST', '/v1/allocations?fbclid=x', { key: null, body })).status).toBe(200);
    const call = { CallSid: newCallSid(), To: shop.numbers[0] ?? '', From: '+12125550100' };
    expect((await postWebhook(ringtrail, `${VOICE}?campaign=x`, call)).status).toBe(200);
  });
});

function neededOf({ requestBody }: Operation): string[] {
  const schema = Object.values(requestBody?.content ?? {})[0]?.schema;
  const find = (one: typeof schema): string[] => {
    if (!one) return [];
    if (one.$ref) return find(document.components?.schemas?.[one.$ref.split('/').at(-1) ?? '']);
    if (one.items) return find(one.items);
    // Of several kinds the first one.
    if (one.oneOf) return find(one.oneOf[0]);
    return (one.required ?? []).filter((member) => one.properties?.[member]?.default === undefined);
  };
  return find(schema);
}
