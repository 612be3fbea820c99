import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askNumber } from './support/allocations.ts';
import { type Ringtrail, startRingtrail } from './support/ringtrail.ts';
import { nextNumber, type SetUp, setUpProvider } from './support/setup-provider.ts';

type Skipped = { number: string; code: string; of: string | null; detail: string };
type Added = { data: { id: string; number: string }[]; skipped: Skipped[] };
type Refused = { code: string; detail: string; errors: { pointer: string; detail: string }[] };

let ringtrail: Ringtrail;
let shop: SetUp;
beforeAll(async () => {
  ringtrail = await startRingtrail();
  shop = await setUpProvider(ringtrail.api);
});
afterAll(() => ringtrail.stop());

const add = <T = Added>(body: Record<string, unknown>) =>
  ringtrail.api<T>('POST', '/v1/numbers', { body: { pool: shop.pool, carrier: 'twilio', ...body } });

async function providerIn(country: string | null): Promise<{ provider: string; pool: string }> {
  const { api } = ringtrail;
  const { id: provider } = (
    await api<{ id: string }>('POST', '/v1/providers', { body: { name: 'Abroad', country } })
  ).body;
  const { id: pool } = (await api<{ id: string }>('POST', '/v1/pools', { body: { provider, name: 'Pool' } }))
    .body;
  return { provider, pool };
}

describe('numbers that stand in the way', () => {
  it('are named, and nothing is added', async () => {
    const [there = '', other = ''] = shop.numbers;
    const fresh = nextNumber();
    const { status, body } = await add<Refused>({ numbers: [fresh, there, other] });
    expect(status).toBe(409);
    expect(body.code).toBe('already_there');
    expect(body.detail).toContain('2 of 3 numbers');
    expect(body.errors.map(({ pointer }) => pointer)).toEqual(['/numbers/1', '/numbers/2']);
    expect(body.errors[0]?.detail).toBe(`${there} is already set up with twilio, in the pool Test pool`);
    expect((await add({ numbers: [fresh] })).status, 'it was not added before').toBe(201);
  });

  it('are left out in partial mode, each with its reason', async () => {
    const { api } = ringtrail;
    const [overflow, fresh] = [nextNumber(), nextNumber()];
    await api('PATCH', `/v1/pools/${shop.pool}`, { body: { overflowNumber: overflow } });
    const [there = ''] = shop.numbers;
    const numbers = [there, fresh, overflow, fresh, shop.endpointNumber, 'no number'];
    const { status, body } = await add({ numbers, partial: true });
    expect(status).toBe(201);
    expect(body.data.map(({ number }) => number)).toEqual([fresh]);
    expect(body.skipped.map(({ number }) => number)).toEqual([
      there,
      overflow,
      fresh,
      shop.endpointNumber,
      'no number',
    ]);
    for (const [i, reason] of ['already', 'overflow', 'twice', 'loop', 'must be'].entries())
      expect(body.skipped[i]?.detail).toContain(reason);
    expect(body.skipped.map(({ code }) => code)).toEqual([
      ...['already_there', 'overflow', 'repeated', 'rung', 'unreadable'],
    ]);
    const again = await add({ numbers: [fresh], partial: true });
    expect(again).toMatchObject({ status: 201, body: { data: [], skipped: [{ number: fresh }] } });
  });
});

describe('a number', () => {
  it.each([
    ['US', '(202) 555-7700', '+12025557700'],
    ['US', '202.555.7701', '+12025557701'],
    ['US', '1-202-555-7702', '+12025557702'],
    ['GB', '020 7946 0770', '+442079460770'],
    ['GB', '+44 (0)20 7946 0771', '+442079460771'],
    ['GB', '0044 20 7946 0772', '+442079460772'],
    ['DE', '030/123477', '+4930123477'],
    ['FR', '01 99 00 77 70', '+33199007770'],
    ['RU', '8 (495) 123-77-70', '+74951237770'],
    ['IT', '06 1234 7770', '+390612347770'],
    [null, '+1 (202) 555-7703', '+12025557703'],
    [null, '+１２０２５５５７７０４', '+12025557704'],
    [null, '0044 20 7946 0773', '+442079460773'],
    ['US', '00 44 20 7946 0774', '+442079460774'],
    ['US', '011 44 20 7946 0775', '+442079460775'],
    [null, 'tel:+1-202-555-7705', '+12025557705'],
  ])('of a provider in %s is read from %s', async (country, spelled, number) => {
    const { api } = ringtrail;
    const { provider, pool } = await providerIn(country);
    const added = await add({ pool, numbers: [spelled] });
    expect(added.body, added.text).toMatchObject({ data: [{ number }] });
    expect((await api('DELETE', `/v1/numbers/${added.body.data[0]?.id}`)).status).toBe(204);
    expect((await api('DELETE', `/v1/numbers/${added.body.data[0]?.id}`)).status).toBe(204);

    const overflow = await api('PATCH', `/v1/pools/${pool}`, { body: { overflowNumber: spelled } });
    expect(overflow.body).toMatchObject({ overflowNumber: number });
    await api('PATCH', `/v1/pools/${pool}`, { body: { overflowNumber: null } });
    const site = await api<{ endpoints: { id: string; number: string }[] }>('POST', '/v1/sites', {
      body: {
        ...{ provider, pool, name: 'Site', origins: [], bucketing: ['source'] },
        endpoints: [{ name: 'Desk', number: spelled }],
      },
    });
    expect(site.body.endpoints).toMatchObject([{ number }]);
    const path = `/v1/endpoints/${site.body.endpoints[0]?.id}`;
    expect((await api('PATCH', path, { body: { number: spelled } })).body).toMatchObject({ number });
  });

  it('is read in the country of the numbers that the provider has', async () => {
    const { pool } = await providerIn(null);
    const refused = await add<Refused>({ pool, numbers: ['020 7946 0780'] });
    expect(refused).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    expect(refused.body.errors[0]?.detail).toContain('`country`');
    expect((await add({ pool, numbers: ['+442079460781'] })).status).toBe(201);
    const { body } = await add({ pool, numbers: ['020 7946 0780'] });
    expect(body).toMatchObject({ data: [{ number: '+442079460780' }] });
  });

  it.each(['12', 'call me', '+1 202 555 7710 ext. 5', '555-0100', '', 'x'.repeat(50)])(
    'is not read from "%s"',
    async (spelled) => {
      const { pool } = await providerIn('US');
      const { status, body } = await add<Refused>({ pool, numbers: [spelled] });
      expect(status).toBe(400);
      expect(body.errors).toMatchObject([{ pointer: '/numbers/0' }]);
    },
  );

  it('has a country by ISO 3166', async () => {
    const answer = await ringtrail.api('POST', '/v1/providers', { body: { name: 'Nowhere', country: 'UK' } });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer: '/country' }] } });
  });
});

describe('a number in a routing plan', () => {
  type Endpoint = { id: string; routing: Record<string, unknown> };

  async function siteOf(provider: string, pool: string, endpoint: object) {
    const body = { provider, pool, name: 'Site', origins: [], bucketing: ['source'], endpoints: [endpoint] };
    return ringtrail.api<{ id: string; endpoints: Endpoint[] } & Refused>('POST', '/v1/sites', { body });
  }

  /** A plan that has the text in every place of a number. */
  const planWith = (text: string) => ({
    ring: [{ targets: [{ sip: 'sip:desk@example.com' }, { number: text }] }],
    byCaller: [{ callers: ['+44', text], ring: [{ targets: [{ number: text }] }] }],
    closed: { action: 'ring', ring: [{ targets: [{ number: text }] }] },
    blocked: [text],
    allowed: ['+1212', text],
  });
  const places = [
    '/ring/0/targets/1/number',
    '/byCaller/0/callers/1',
    '/byCaller/0/ring/0/targets/0/number',
    '/closed/ring/0/targets/0/number',
    '/blocked/0',
    '/allowed/1',
  ];

  it.each([
    ['US', '(202) 555-7720', '+12025557720'],
    ['US', '1-202-555-7721', '+12025557721'],
    ['GB', '020 7946 0790', '+442079460790'],
    ['GB', '+44 (0)20 7946 0791', '+442079460791'],
    ['DE', '030/123497', '+4930123497'],
    ['FR', '01 99 00 77 90', '+33199007790'],
    ['RU', '8 (495) 123-77-90', '+74951237790'],
    ['IT', '06 1234 7790', '+390612347790'],
    [null, '0044 20 7946 0792', '+442079460792'],
    [null, 'tel:+1-202-555-7722', '+12025557722'],
  ])('of a provider in %s is read from %s in every place', async (country, spelled, number) => {
    const { api } = ringtrail;
    const { provider, pool } = await providerIn(country);
    const plan = planWith(spelled);
    const endpoint = { name: 'Desk', number: '+12025557799', routing: plan };
    const site = await siteOf(provider, pool, endpoint);
    const expected = {
      ring: [{ targets: [{ sip: 'sip:desk@example.com' }, { number }] }],
      byCaller: [{ callers: ['+44', number], ring: [{ targets: [{ number }] }] }],
      closed: { ring: [{ targets: [{ number }] }] },
      blocked: [number],
      allowed: ['+1212', number],
    };
    expect(site.body.endpoints?.[0]?.routing, site.text).toMatchObject(expected);
    const added = await api<Endpoint>('POST', '/v1/endpoints', { body: { ...endpoint, site: site.body.id } });
    expect(added.body.routing, added.text).toMatchObject(expected);
    const bare = await api<Endpoint>('POST', '/v1/endpoints', {
      body: { name: 'Desk', number: '+12025557798', site: site.body.id },
    });
    const changed = await api<Endpoint>('PATCH', `/v1/endpoints/${bare.body.id}`, {
      body: { routing: plan },
    });
    expect(changed.body.routing, changed.text).toMatchObject(expected);
    const tried = await api<{ steps: object[] }>('POST', `/v1/endpoints/${bare.body.id}/route`, {
      body: { from: spelled },
    });
    expect(tried.body.steps, 'an allowed caller').toMatchObject([{ type: 'dial', targets: [{ number }] }]);
  });

  it.each(['12', 'call me', '555-0100', '020 7946 0790'])('is not read from "%s"', async (spelled) => {
    const { provider, pool } = await providerIn('US');
    const endpoint = { name: 'Desk', number: '+12025557799', routing: planWith(spelled) };
    const { status, body } = await siteOf(provider, pool, endpoint);
    expect(status).toBe(400);
    expect(body.errors.map(({ pointer }) => pointer)).toEqual(
      places.map((place) => `/endpoints/0/routing${place}`),
    );
    const change = { body: { routing: planWith(spelled) } };
    const changed = await ringtrail.api<Refused>('PATCH', `/v1/endpoints/${shop.endpoint}`, change);
    expect(changed).toMatchObject({ status: 400 });
    expect(changed.body.errors.map(({ pointer }) => pointer)).toEqual(
      places.map((place) => `/routing${place}`),
    );
  });

  it('is read in the country of the endpoint where nothing else has one', async () => {
    const { provider, pool } = await providerIn(null);
    const routing = { ring: [{ targets: [{ number: '020 7946 0793' }] }] };
    const site = await siteOf(provider, pool, { name: 'Desk', number: '+44 20 7946 0794', routing });
    expect(site.body.endpoints?.[0]?.routing, site.text).toMatchObject({
      ring: [{ targets: [{ number: '+442079460793' }] }],
    });
  });

  it('may be the first digits of numbers, in any spelling with the calling code', async () => {
    const routing = { blocked: ['+1 900', '0044', '+44 (0)20', '+1'] };
    const { body, text } = await ringtrail.api<Endpoint>('PATCH', `/v1/endpoints/${shop.endpoint}`, {
      body: { routing },
    });
    expect(body.routing, text).toMatchObject({ blocked: ['+1900', '+44', '+4420', '+1'] });
  });

  it('of a pool is refused in any spelling, because the call would come back', async () => {
    const [number = ''] = shop.numbers;
    const spelled = `(${number.slice(2, 5)}) ${number.slice(5, 8)}-${number.slice(8)}`;
    const routing = { ring: [{ targets: [{ number: spelled }] }] };
    const answer = await ringtrail.api('PATCH', `/v1/endpoints/${shop.endpoint}`, { body: { routing } });
    expect(answer).toMatchObject({ status: 400 });
    expect(answer.text).toContain('come back in a loop');
  });
});

describe('an origin with a wildcard', () => {
  it('allows every origin below its domain, and no other', async () => {
    const one = await setUpProvider(ringtrail.api, { origins: ['https://*.roofs.example'] });
    for (const [origin, status] of [
      ['https://www.roofs.example', 200],
      ['https://a.b.roofs.example', 200],
      ['https://roofs.example', 403],
      ['http://www.roofs.example', 403],
      ['https://www.badroofs.example', 403],
      ['https://www.roofs.example.evil.example', 403],
    ] as const)
      expect(
        (await askNumber(ringtrail.api, one, 'visitor', {}, { headers: { Origin: origin } })).status,
        origin,
      ).toBe(status);
  });

  it.each(['https://*.com', 'https://*.co.uk', 'https://*.github.io', 'https://*.example'])(
    '%s would allow strangers, so it is refused',
    async (origin) => {
      const answer = await ringtrail.api('PATCH', `/v1/sites/${shop.site}`, { body: { origins: [origin] } });
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer: '/origins/0' }] } });
    },
  );
});
