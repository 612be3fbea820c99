import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';
import { type Ringtrail, startRingtrail } from '../support/ringtrail.ts';

type Key = {
  id: string;
  name: string;
  secret: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
  formerUntil: string | null;
  setBy?: string;
};
type List = { data: Key[]; next: string | null };

let redis: TestRedis;
let ringtrail: Ringtrail;
let other: Ringtrail;
beforeAll(async () => {
  redis = await startTestRedis();
  ringtrail = await startRingtrail({ env: { REDIS_URL: redis.url } });
  other = await startRingtrail({
    env: { REDIS_URL: redis.url, STORE_URL: `sqlite:${ringtrail.dataDir}/ringtrail.db` },
  });
});
afterAll(async () => {
  await other.stop();
  await ringtrail.stop();
  await redis.remove();
});

async function newKey(scopes: string[], more: object = {}, key?: string): Promise<Key> {
  const body = { name: scopes.join(' '), scopes, ...more };
  return (await ringtrail.api<Key>('POST', '/v1/keys', { body, ...(key && { key }) })).body;
}
const renew = (id: string, body: object = {}, key?: string) =>
  ringtrail.api<{ secret: string; formerUntil: string | null }>('POST', `/v1/keys/${id}/secret`, {
    body,
    ...(key && { key }),
  });
/** Returns the answers of both gateways to a request with the secret. */
const statuses = (secret: string) =>
  Promise.all(
    [ringtrail, other].map(async ({ api }) => (await api('GET', '/v1/session', { key: secret })).status),
  );

describe('a key', () => {
  it('gets a new secret, and the former one works for the time that was asked for', async () => {
    const { id, secret } = await newKey(['calls:read']);
    const renewed = (await renew(id, { formerForSeconds: 3600 })).body;
    expect(Date.parse(renewed.formerUntil ?? '')).toBeGreaterThan(Date.now());
    expect(await statuses(secret)).toEqual([200, 200]);
    expect(await statuses(renewed.secret)).toEqual([200, 200]);
    const shown = await ringtrail.api<Key>('GET', `/v1/keys/${id}`);
    expect(shown.body.formerUntil).toBe(renewed.formerUntil);
    expect(shown.text).not.toMatch(/digest|"former"|replaced/);
    const last = (await renew(id)).body;
    expect(last.formerUntil).toBeNull();
    for (const ended of [secret, renewed.secret]) expect(await statuses(ended)).toEqual([401, 401]);
    expect(await statuses(last.secret)).toEqual([200, 200]);
  });

  it('is renewed only by somebody who may do as much', async () => {
    const powerful = await newKey(['admin']);
    const { secret } = await newKey(['keys:write', 'calls:read']);
    expect((await renew(powerful.id, {}, secret)).status).toBe(403);
    expect((await renew('admin', {}, secret)).status).toBe(403);
    expect((await renew('key_missing')).status).toBe(404);
    const bound = await newKey(['admin'], { providers: [await newProvider()] });
    expect((await renew('admin', {}, bound.secret)).status).toBe(404);
    expect((await renew(powerful.id, {}, bound.secret)).status).toBe(404);
    expect(await statuses(powerful.secret)).toEqual([200, 200]);
  });

  it('shows its last use, also after a restart of the gateway', async () => {
    const { id, secret } = await newKey(['calls:read']);
    const use = async (api = ringtrail.api) => (await api<Key>('GET', `/v1/keys/${id}`)).body.lastUsedAt;
    expect(await use()).toBeNull();
    const from = Date.now();
    await ringtrail.api('GET', '/v1/calls', { key: secret });
    const used = await eventually(() => use(other.api));
    expect(Date.parse(used)).toBeGreaterThan(from - 60_000);
    const { data } = (await ringtrail.api<List>('GET', '/v1/keys')).body;
    expect(data.find((one) => one.id === id)?.lastUsedAt).toBe(used);
  });

  it('is found among those that end before a time', async () => {
    const end = new Date(Date.now() + 5 * 86_400_000).toISOString();
    const ending = await newKey(['calls:read'], { expiresAt: end });
    const endingBefore = async (time: string) =>
      (await ringtrail.api<List>('GET', `/v1/keys?endsBefore=${time}`)).body.data.map(({ id }) => id);
    expect(await endingBefore('2100-01-01T00:00:00Z')).toContain(ending.id);
    expect(await endingBefore(end)).not.toContain(ending.id);
    const metrics = await ringtrail.api('GET', '/metrics');
    expect(metrics.text).toMatch(/ringtrail_ending_keys [1-9]/);
  });
});

async function newProvider(): Promise<string> {
  return (await ringtrail.api<Key>('POST', '/v1/providers', { body: { name: 'Shop' } })).body.id;
}

describe('the first admin key', () => {
  it('is the first of the list, with the place of its secret', async () => {
    const { body } = await ringtrail.api<List>('GET', '/v1/keys?limit=1');
    expect(body.data).toMatchObject([{ id: 'admin', setBy: 'RINGTRAIL_ADMIN_KEY', expiresAt: null }]);
    await newKey(['calls:read']);
    const rest = await ringtrail.api<List>('GET', `/v1/keys?after=${body.next}`);
    expect(rest.body.data.map(({ id }) => id)).not.toContain('admin');
    expect(rest.body.data.length).toBeGreaterThan(0);
    const bound = await newKey(['keys:read'], { providers: [await newProvider()] });
    const seen = await ringtrail.api<List>('GET', '/v1/keys', { key: bound.secret });
    expect(seen.text).not.toContain('RINGTRAIL_ADMIN_KEY');
    expect((await ringtrail.api('GET', '/v1/keys/admin', { key: bound.secret })).status).toBe(404);
  });

  it('is replaced and removed at every gateway, and never by itself', async () => {
    const { adminKey, api } = ringtrail;
    expect((await api('DELETE', '/v1/keys/admin')).status).toBe(409);
    const { secret } = (await renew('admin')).body;
    expect(await statuses(adminKey)).toEqual([401, 401]);
    expect(await statuses(secret)).toEqual([200, 200]);
    const shown = await api<Key>('GET', '/v1/keys/admin', { key: secret });
    expect(shown.body).toMatchObject({ id: 'admin', expiresAt: null });
    expect(shown.body.setBy).toBeUndefined();
    const another = await newKey(['admin'], {}, secret);
    expect((await api('DELETE', '/v1/keys/admin', { key: another.secret })).status).toBe(204);
    expect(await statuses(secret)).toEqual([401, 401]);
    const refused = await api<{ detail: string }>('GET', '/v1/session', { key: secret });
    expect(refused.body.detail).toMatch(/^This key ended on 20/);
    await expect.poll(() => ringtrail.output()).toContain('a key that has ended is in use');
    expect(await statuses(adminKey)).toEqual([401, 401]);
    const again = await renew('admin', {}, another.secret);
    expect(await statuses(again.body.secret)).toEqual([200, 200]);
  });

  it('of another configured secret opens the API, so that nobody is locked out', async () => {
    const adminKey = 'another-secret-of-the-operator';
    const rescued = await startRingtrail({
      env: {
        REDIS_URL: redis.url,
        STORE_URL: `sqlite:${ringtrail.dataDir}/ringtrail.db`,
        RINGTRAIL_ADMIN_KEY: adminKey,
      },
    });
    expect((await rescued.api('GET', '/v1/keys', { key: adminKey })).status).toBe(200);
    expect((await rescued.api('GET', '/v1/keys', { key: ringtrail.adminKey })).status).toBe(401);
    await rescued.stop();
  });
});
