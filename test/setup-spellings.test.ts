import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askNumber } from './support/allocations.ts';
import { type Ringtrail, startRingtrail } from './support/ringtrail.ts';
import { nextNumber, type SetUp, setUpProvider } from './support/setup-provider.ts';

type Added = { data: { id: string; number: string }[]; skipped: { number: string; detail: string }[] };
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
    expect(body.errors[0]?.detail).toMatch(new RegExp(`^\\${there} is already set up with twilio, as num_`));
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
