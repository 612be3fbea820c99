import { afterAll, describe, expect, it } from 'vitest';
import { SCOPES, type Scope, scopesOf } from '../../src/domain/scope.ts';
import { startDouble } from '../support/consumers/double.ts';
import { type OpenApi, operationsOf } from '../support/openapi.ts';
import { startRingtrail } from '../support/ringtrail.ts';
import { setUpFullProvider } from '../support/two-providers.ts';

// The operations are needed before the tests are declared.
const double = await startDouble();
const ringtrail = await startRingtrail({ env: { DELIVERY_PRIVATE_NETWORKS: 'on' } });
const { api } = ringtrail;
const shop = await setUpFullProvider(ringtrail, 'gamma', { caller: '+12125550173', hook: double.url });
const document = (await api<OpenApi>('GET', '/openapi.json')).body;
afterAll(async () => {
  await ringtrail.stop();
  await double.stop();
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

describe('a key', () => {
  it.each([...SCOPES, 'read', 'admin'] as const)(
    'of scope %s opens its operations and no other',
    async (scope) => {
      const key = await keyWith(scope);
      const granted = scopesOf([scope]);
      const wrong: string[] = [];
      for (const { method, path, operation } of keyed) {
        const needed = scopeOf(operation.description);
        const body = operation.requestBody && { body: {} };
        const answer = await api(method.toUpperCase(), path.replace('{id}', 'unknown'), { key, ...body });
        const isOpen = needed !== undefined && granted.has(needed);
        if ((answer.status !== 403) !== isOpen) wrong.push(`${method} ${path}: ${answer.status}`);
      }
      expect(wrong).toEqual([]);
    },
  );
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

  it('is found by the last four digits, and a masked one by nothing else', async () => {
    const key = await keyWith('calls:read');
    expect((await callsBy(key, '?from=0173')).body.data).toHaveLength(1);
    expect((await callsBy(key, '?from=0174')).body.data).toHaveLength(0);
    expect((await callsBy(key, '?from=%2B12125550173')).status).toBe(400);
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
