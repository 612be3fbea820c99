import { afterAll, describe, expect, it } from 'vitest';
import { ROLES, scopesOfRole } from '../../src/domain/role.ts';
import { SCOPES, type Scope, scopesOf } from '../../src/domain/scope.ts';
import type { Request } from '../support/api.ts';
import { startDouble } from '../support/consumers/double.ts';
import { type OpenApi, operationsOf } from '../support/openapi.ts';
import { signedInPerson } from '../support/people.ts';
import { startTestRedis } from '../support/redis.ts';
import { startRingtrail } from '../support/ringtrail.ts';
import { setUpFullProvider } from '../support/two-providers.ts';

// The operations are needed before the tests are declared.
const double = await startDouble();
const redis = await startTestRedis();
const ringtrail = await startRingtrail({ env: { DELIVERY_PRIVATE_NETWORKS: 'on', REDIS_URL: redis.url } });
const { api } = ringtrail;
const shop = await setUpFullProvider(ringtrail, 'gamma', { caller: '+12125550173', hook: double.url });
const document = (await api<OpenApi>('GET', '/openapi.json')).body;
afterAll(async () => {
  await ringtrail.stop();
  await double.stop();
  await redis.remove();
});

const keyed = operationsOf(document).filter(
  ({ operation, path }) => scopeOf(operation.description) && !path.endsWith('/stream'),
);

async function keyWith(...scopes: string[]): Promise<string> {
  const body = { name: scopes.join(' '), scopes };
  return (await api<{ secret: string }>('POST', '/v1/keys', { body })).body.secret;
}

/** The scope that an operation's description names. */
function scopeOf(description = ''): Scope | undefined {
  return /scope `([\w:]+)`/.exec(description)?.[1] as Scope | undefined;
}

/** Returns the operations that the sender can use although it lacks their scope, and those that it cannot use although it has it. */
async function wronglyOpen(credentials: Request, granted: ReadonlySet<Scope>): Promise<string[]> {
  const wrong: string[] = [];
  for (const { method, path, operation } of keyed) {
    const needed = scopeOf(operation.description);
    const body = operation.requestBody && { body: {} };
    const answer = await api(method.toUpperCase(), path.replace('{id}', 'unknown'), {
      ...credentials,
      ...body,
    });
    const isOpen = needed !== undefined && granted.has(needed);
    if ((answer.status !== 403) !== isOpen) wrong.push(`${method} ${path}: ${answer.status}`);
  }
  return wrong;
}

describe('a key', () => {
  it.each([...SCOPES, 'read', 'admin'] as const)(
    'of scope %s opens its operations and no other',
    async (scope) => {
      const key = await keyWith(scope);
      expect(await wronglyOpen({ key }, scopesOf([scope]))).toEqual([]);
    },
  );
});

describe('a person', () => {
  it.each(ROLES.flatMap((role) => [false, true].map((seesCallers) => ({ role, seesCallers }))))(
    'with the role $role (sees callers: $seesCallers) opens its operations and no other',
    async ({ role, seesCallers }) => {
      const email = `${role}-${seesCallers}@example.com`;
      const { credentials } = await signedInPerson(ringtrail, redis.client, { email, role, seesCallers });
      expect(await wronglyOpen(credentials, scopesOfRole(role, seesCallers))).toEqual([]);
    },
  );

  it('with a session needs its CSRF token for every request that is not a GET', async () => {
    const owner = { email: 'csrf@example.com', role: 'owner' };
    const { credentials } = await signedInPerson(ringtrail, redis.client, owner);
    const { 'X-CSRF-Token': token = '', ...cookie } = credentials.headers ?? {};
    for (const { method, path, operation } of keyed.filter((one) => one.method !== 'get')) {
      const body = operation.requestBody && { body: {} };
      const place = [method.toUpperCase(), path.replace('{id}', 'unknown')] as const;
      for (const wrong of [
        cookie,
        { ...cookie, 'X-CSRF-Token': `${token}x` },
        { ...cookie, 'X-CSRF-Token': '' },
      ])
        expect((await api(...place, { key: null, headers: wrong, ...body })).status, path).toBe(403);
    }
    expect((await api('GET', '/v1/providers', { key: null, headers: cookie })).status).toBe(200);
  });

  it('gives nobody more than it has, and changes nobody who has more', async () => {
    const as = (role: string) =>
      signedInPerson(ringtrail, redis.client, { email: `${role}@example.com`, role });
    const [owner, manager] = [await as('owner'), await as('manager')];
    const { credentials } = manager;
    const invite = (role: string, more = {}) =>
      api('POST', '/v1/people', {
        ...credentials,
        body: { email: `by-manager-${role}@example.com`, name: role, role, ...more },
      });
    expect((await invite('owner')).body).toMatchObject({ status: 400, errors: [{ pointer: '/role' }] });
    expect((await invite('manager')).status).toBe(201);
    const scopes = (...scopes: string[]) =>
      api('POST', '/v1/keys', { ...credentials, body: { name: 'Key', scopes } });
    expect((await scopes('privacy:write')).status).toBe(400);
    expect((await scopes('calls:write', 'keys:write')).status).toBe(201);
    const path = `/v1/people/${owner.id}`;
    expect((await api('PATCH', path, { ...credentials, body: { role: 'viewer' } })).status).toBe(403);
    expect((await api('DELETE', path, credentials)).status).toBe(403);
    const own = `/v1/people/${manager.id}`;
    expect((await api('PATCH', own, { ...credentials, body: { role: 'owner' } })).status).toBe(400);
  });
});

describe('a caller', () => {
  type Call = { from: string };
  const callsBy = async (key: string, query = '') =>
    api<{ data: Call[] }>('GET', `/v1/calls${query}`, { key });

  it('is masked for a key without callers:read, on every answer that names callers', async () => {
    const key = await keyWith('calls:write', 'attributions:read', 'consumers:read', 'setup:read');
    const { calls, deliveries } = shop.ids;
    const { body } = await callsBy(key);
    expect(body.data[0]?.from).toBe('********0173');
    for (const path of [
      `/v1/calls/${calls}`,
      '/v1/exports/attributions.csv',
      '/v1/exports/attributions.ndjson',
      '/v1/attributions',
      `/v1/deliveries/${deliveries}`,
    ]) {
      const answer = await api('GET', path, { key });
      expect(answer.status, path).toBe(200);
      expect(answer.text, path).not.toContain(shop.caller);
    }
    const noted = await api('POST', `/v1/calls/${calls}/notes`, { key, body: { text: 'Called back' } });
    expect(noted.text).not.toContain(shop.caller);
  });

  it('is masked in notes and tags too', async () => {
    const call = `/v1/calls/${shop.ids.calls}`;
    const text = 'Ring (212) 555-0173 after six';
    const { notes } = (await api<{ notes: object[] }>('POST', `${call}/notes`, { body: { text } })).body;
    await api('PATCH', call, { body: { tags: ['ring 212 555 0173'] } });
    const key = await keyWith('calls:read');
    const { body } = await api<{ notes: object[]; tags: string[] }>('GET', call, { key });
    expect(notes.at(-1)).toMatchObject({ text });
    expect(body.notes.at(-1)).toMatchObject({ text: 'Ring ********0173 after six' });
    expect(body.tags).toEqual(['ring ********0173']);
  });

  it('is found by the last four digits, and a masked one by nothing else', async () => {
    const key = await keyWith('calls:read');
    expect((await callsBy(key, '?from=0173')).body.data).toHaveLength(1);
    expect((await callsBy(key, '?from=0174')).body.data).toHaveLength(0);
    expect((await callsBy(key, '?from=%2B12125550173')).status).toBe(400);
    expect((await callsBy(key, '?tag=%2B12125550173')).status).toBe(400);
    expect((await callsBy(ringtrail.adminKey, '?from=%2B12125550173')).body.data).toHaveLength(1);
    expect((await callsBy(ringtrail.adminKey, '?from=0173')).body.data[0]?.from).toBe(shop.caller);
  });

  it('is found by its number in any spelling', async () => {
    await api('PATCH', `/v1/providers/${shop.provider}`, { body: { country: 'US' } });
    for (const query of [
      '?from=%2B1%20212-555-0173',
      `?from=(212)%20555-0173&provider=${shop.provider}`,
      `?from=212.555.0173&provider=${shop.provider}`,
    ])
      expect((await callsBy(ringtrail.adminKey, query)).body.data, query).toHaveLength(1);
    expect((await callsBy(ringtrail.adminKey, '?from=(212)%20555-0173')).body.data).toHaveLength(0);
  });
});
