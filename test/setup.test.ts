import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askNumber } from './support/allocations.ts';
import { type Ringtrail, startRingtrail } from './support/ringtrail.ts';
import { nextNumber, setUpProvider } from './support/setup-provider.ts';

type Answer = { code?: string; detail?: string; errors?: { pointer: string }[] };
type Listed = { data: { id: string; number: string; state: string }[] };

let ringtrail: Ringtrail;
beforeAll(async () => {
  ringtrail = await startRingtrail();
});
afterAll(() => ringtrail.stop());

const get = async <T>(path: string) => (await ringtrail.api<T>('GET', path)).body;
const remove = (path: string) => ringtrail.api<Answer>('DELETE', path);
const numbersOf = async (pool: string) => (await get<Listed>(`/v1/numbers?pool=${pool}`)).data;

describe('a record of an operator', () => {
  it.each([
    ['/v1/providers', { name: 'A', treshold: 5 }],
    ['/v1/pools', { name: 'A', holdSecond: 60 }],
    ['/v1/numbers', { carrier: 'twilio', numbers: ['+12025550100'], pined: null }],
    ['/v1/sites', { name: 'A', origins: [], bucketing: ['source'], origin: 'https://a.example' }],
    ['/v1/endpoints', { name: 'A', number: '+12025550100', nummer: '+12025550101' }],
    ['/v1/keys', { name: 'A', scopes: ['read'], scope: 'admin' }],
  ])('is refused at %s when a member is misspelt, and not created without the member', async (path, body) => {
    const shop = await setUpProvider(ringtrail.api, { numbers: 1 });
    const { provider, pool, site } = shop;
    const owners = { '/v1/pools': { provider }, '/v1/numbers': { pool }, '/v1/endpoints': { site } }[path];
    const answer = await ringtrail.api<Answer>('POST', path, {
      body: { ...body, ...owners, ...(path === '/v1/sites' && { provider, pool }) },
    });
    expect(answer.status).toBe(400);
    expect(answer.body.code).toBe('invalid_request');
    expect(answer.text).toMatch(/treshold|holdSecond|pined|origin|nummer|scope/);
  });

  it('is shown with the same members when it is created, read, listed and changed', async () => {
    const { site, endpoint } = await setUpProvider(ringtrail.api, { numbers: 1 });
    const one = await get<{ endpoints: { id: string }[] }>(`/v1/sites/${site}`);
    expect(one.endpoints.map(({ id }) => id)).toEqual([endpoint]);
    const { data } = await get<{ data: { id: string }[] }>('/v1/sites?limit=1000');
    expect(data.find(({ id }) => id === site)).toEqual(one);
    const changed = await ringtrail.api('PATCH', `/v1/sites/${site}`, { body: { name: 'Renamed' } });
    expect(changed.body).toEqual({ ...one, name: 'Renamed' });
  });

  it('is created once when a POST is repeated with its Idempotency-Key', async () => {
    const post = () =>
      ringtrail.api<{ id: string }>('POST', '/v1/providers', {
        body: { name: 'Once' },
        headers: { 'idempotency-key': 'create-once' },
      });
    expect((await post()).body.id).toBe((await post()).body.id);
  });

  it('cannot refer to a record of another provider', async () => {
    const [one, other] = [await setUpProvider(ringtrail.api), await setUpProvider(ringtrail.api)];
    const pinned = { endpoint: other.endpoint, values: { source: 'billboard' } };
    const refusals = [
      await ringtrail.api<Answer>('POST', '/v1/numbers', {
        body: { pool: one.pool, carrier: 'twilio', numbers: [nextNumber()], pinned },
      }),
      await ringtrail.api<Answer>('PATCH', `/v1/numbers/${(await numbersOf(one.pool))[0]?.id}`, {
        body: { pinned },
      }),
      await ringtrail.api<Answer>('PATCH', `/v1/providers/${one.provider}`, {
        body: { defaultEndpoint: other.endpoint },
      }),
    ];
    for (const { status, body } of refusals) {
      expect([status, body.code]).toEqual([422, 'unknown_reference']);
      expect(body.errors).toHaveLength(1);
    }
  });
});

describe('an endpoint', () => {
  it('cannot be removed while it is a default endpoint or a number is pinned to it', async () => {
    const shop = await setUpProvider(ringtrail.api, { sites: 2 });
    const { provider, pool, endpoint } = shop;
    await ringtrail.api('PATCH', `/v1/providers/${provider}`, { body: { defaultEndpoint: endpoint } });
    expect(await remove(`/v1/endpoints/${endpoint}`)).toMatchObject({
      status: 409,
      body: { code: 'in_use' },
    });
    await ringtrail.api('PATCH', `/v1/providers/${provider}`, { body: { defaultEndpoint: null } });

    const pinned = { endpoint, values: { source: 'billboard' } };
    const made = await ringtrail.api<Listed>('POST', '/v1/numbers', {
      body: { pool, carrier: 'twilio', numbers: [nextNumber()], pinned },
    });
    const number = made.body.data[0];
    expect((await remove(`/v1/endpoints/${endpoint}`)).body.detail).toContain(number?.id);
    await ringtrail.api('PATCH', `/v1/numbers/${number?.id}`, { body: { pinned: null } });
    expect((await remove(`/v1/endpoints/${endpoint}`)).status).toBe(204);
  });
});

describe('a number', () => {
  it('is retired by the first DELETE and removed by the second, and can then be added to another pool', async () => {
    const shop = await setUpProvider(ringtrail.api, { numbers: 1, reserve: 0, threshold: 10 });
    const shown = (await askNumber(ringtrail.api, shop, 'visitor')).body.number;
    const [number] = await numbersOf(shop.pool);
    expect(number?.number).toBe(shown);
    expect((await remove(`/v1/numbers/${number?.id}`)).status).toBe(204);
    expect(await numbersOf(shop.pool)).toEqual([{ ...number, state: 'retired' }]);
    expect((await remove(`/v1/numbers/${number?.id}`)).status).toBe(204);
    expect(await numbersOf(shop.pool)).toEqual([]);
    expect((await remove(`/v1/numbers/${number?.id}`)).status, 'it is gone').toBe(404);

    const elsewhere = await setUpProvider(ringtrail.api, { numbers: 1, reserve: 0, threshold: 10 });
    await askNumber(ringtrail.api, elsewhere, 'first');
    const added = await ringtrail.api('POST', '/v1/numbers', {
      body: { pool: elsewhere.pool, carrier: 'twilio', numbers: [shown] },
    });
    expect(added.status).toBe(201);
    expect((await askNumber(ringtrail.api, elsewhere, 'second')).body.number).toBe(shown);
    await ringtrail.api('POST', '/v1/numbers', {
      body: { pool: shop.pool, carrier: 'telnyx', numbers: [shown] },
    });
    const back = (await askNumber(ringtrail.api, shop, 'visitor')).body;
    expect(back, 'it is a fresh number in its former pool too').toMatchObject({
      number: shown,
      keyedBy: 'session',
    });
  });
});

describe('a pool', () => {
  it('can be removed after its sites and numbers, and its provider after the pool', async () => {
    const shop = await setUpProvider(ringtrail.api, { numbers: 2 });
    await askNumber(ringtrail.api, shop, 'visitor');
    const refused = [`/v1/providers/${shop.provider}`, `/v1/pools/${shop.pool}`, `/v1/sites/${shop.site}`];
    for (const path of refused) expect((await remove(path)).body.code).toBe('in_use');
    expect((await remove(`/v1/endpoints/${shop.endpoint}`)).status).toBe(204);
    expect((await remove(`/v1/sites/${shop.site}`)).status).toBe(204);
    expect((await remove(`/v1/pools/${shop.pool}`)).body.code, 'it has numbers').toBe('in_use');
    for (const { id } of await numbersOf(shop.pool)) {
      await remove(`/v1/numbers/${id}`);
      expect((await remove(`/v1/pools/${shop.pool}`)).body.code, 'late calls come to it').toBe('in_use');
      await remove(`/v1/numbers/${id}`);
    }
    expect((await remove(`/v1/pools/${shop.pool}`)).status).toBe(204);
    expect((await ringtrail.api('GET', `/v1/pools/${shop.pool}/state`)).status).toBe(404);
    expect((await remove(`/v1/providers/${shop.provider}`)).status).toBe(204);
  });
});
