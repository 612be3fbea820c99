import { afterAll, beforeAll, expect, it } from 'vitest';
import type { NumberOrder } from '../../src/domain/number-order.ts';
import type { OrderPreview } from '../../src/provisioning/preview.ts';
import { deferred } from '../support/deferred.ts';
import { type ShopDouble, startShop } from '../support/number-shop/server.ts';
import { SHOPS } from '../support/number-shop/shops.ts';
import type { PageOf } from '../support/records.ts';
import { type Ringtrail, startRingtrail } from '../support/ringtrail.ts';
import { type SetUp, setUpProvider } from '../support/setup-provider.ts';

let double: ShopDouble;
let ringtrail: Ringtrail;
let shop: SetUp;
let other: SetUp;
let otherKey: string;

beforeAll(async () => {
  double = await startShop(SHOPS.twilio);
  ringtrail = await startRingtrail({
    env: {
      ...{ PUBLIC_URL: 'https://calls.example.com', LOG_LEVEL: 'fatal' },
      ...{ TWILIO_ACCOUNTS: 'ACC1:s3cret', TWILIO_API_URL: double.url },
    },
  });
  shop = await setUpProvider(ringtrail.api);
  other = await setUpProvider(ringtrail.api);
  const made = await ringtrail.api<{ secret: string }>('POST', '/v1/keys', {
    body: { name: 'Other', scopes: ['admin'], providers: [other.provider] },
  });
  otherKey = made.body.secret;
  double.account.offer('+12125550101', '+12125550102', '+12125550103', '+13105550104');
});
afterAll(async () => {
  await ringtrail.stop();
  await double.close();
});

const LIMIT = { amount: '2.00', currency: 'USD' };
const bodyOf = (of: object = {}) => ({
  ...{ pool: shop.pool, carrier: 'twilio', search: { country: 'US', areaCode: '212' }, ...of },
});
const order = <T = NumberOrder>(of: object = {}, request: object = {}) =>
  ringtrail.api<T>('POST', '/v1/number-orders', { body: bodyOf(of), ...request });
const read = async (id: string) => (await ringtrail.api<NumberOrder>('GET', `/v1/number-orders/${id}`)).body;
const ended = async (id: string) => {
  await expect.poll(async () => (await read(id)).state).toBe('done');
  return read(id);
};

it('shows what a carrier has for sale, and says which carriers sell nothing here', async () => {
  const path = '/v1/available-numbers?carrier=twilio&country=US&areaCode=310';
  const { body } = await ringtrail.api<{ data: unknown[] }>('GET', path);
  expect(body.data).toEqual([
    { number: '+13105550104', place: 'New York, NY', monthlyPrice: { amount: '1.15', currency: 'USD' } },
  ]);
  for (const [carrier, words] of [
    ['vonage', 'cannot buy numbers of vonage'],
    ['telnyx', 'Set TELNYX_ACCOUNTS'],
  ] as const) {
    const refused = await ringtrail.api('GET', `/v1/available-numbers?carrier=${carrier}&country=US`);
    expect(refused.body).toMatchObject({ code: 'unsupported_by_carrier' });
    expect(refused.body.detail).toContain(words);
  }
  const unknown = await ringtrail.api('GET', `${path}&account=AC9`);
  expect(unknown.body).toMatchObject({ code: 'unknown_reference' });
});

it('an order buys nothing unless `dryRun` is false: the answer shows numbers, prices and obstacles', async () => {
  const preview = await order<OrderPreview>({ count: 5, maxMonthlyPrice: LIMIT });
  expect(preview.status, preview.text).toBe(200);
  expect(preview.body).toMatchObject({ account: 'ACC1', monthlyPrice: { amount: '3.45', currency: 'USD' } });
  expect(preview.body.offers).toHaveLength(3);
  expect(preview.body.obstacles).toEqual(['The carrier has 3 of 5 numbers that fit.']);
  const unlimited = await order<OrderPreview>();
  expect(unlimited.body.offers).toEqual([]);
  expect(unlimited.body.obstacles[0]).toContain('monthlyBudget');
  expect(double.account.paid).toEqual([]);
  expect((await ringtrail.api<PageOf<NumberOrder>>('GET', '/v1/number-orders')).body.data).toEqual([]);
});

it('an order buys its numbers once, however often its request is repeated, and the audit log names the sender', async () => {
  const headers = { 'Idempotency-Key': 'order-1' };
  const request = { dryRun: false, maxMonthlyPrice: LIMIT };
  const first = await order(request, { headers });
  expect(first.status, first.text).toBe(201);
  const again = await order(request, { headers });
  expect(again.body.id).toBe(first.body.id);
  const { lines } = await ended(first.body.id);
  expect(lines).toMatchObject([{ state: 'added', number: '+12125550101', monthlyPrice: { amount: '1.15' } }]);
  expect(double.account.paid).toEqual(['+12125550101']);
  const numbers = await ringtrail.api<PageOf<{ id: string; number: string }>>(
    'GET',
    `/v1/numbers?pool=${shop.pool}&limit=1000`,
  );
  expect(numbers.body.data.find(({ id }) => id === lines[0]?.virtualNumber)?.number).toBe('+12125550101');
  const audit = await ringtrail.api<PageOf<{ key: string; changes: unknown[] }>>(
    'GET',
    `/v1/audit?id=${encodeURIComponent(lines[0]?.token ?? '')}`,
  );
  expect(audit.body.data, audit.text).toMatchObject([
    { key: 'admin', changes: [{ kind: 'purchases', after: { account: 'ACC1', number: '+12125550101' } }] },
  ]);
});

it('a monthly budget limits what orders buy', async () => {
  const provider = `/v1/providers/${shop.provider}`;
  const changed = await ringtrail.api('PATCH', provider, {
    body: { monthlyBudget: { amount: '2.30', currency: 'USD' } },
  });
  expect(changed.status, changed.text).toBe(200);
  const preview = await order<OrderPreview>({ count: 2 });
  expect(preview.body.budget).toEqual({
    limit: { amount: '2.30', currency: 'USD' },
    costs: { amount: '1.15', currency: 'USD' },
  });
  expect(preview.body.obstacles[0]).toContain('more than its `monthlyBudget` of 2.30 USD');
  const { id } = (await order({ count: 2, dryRun: false })).body;
  const { lines } = await ended(id);
  expect(lines.map(({ state, reason }) => [state, reason?.code])).toEqual([
    ['added', undefined],
    ['failed', 'over_budget'],
  ]);
  await ringtrail.api('PATCH', provider, { body: { monthlyBudget: null } });
});

it('cancels the numbers whose purchase has not begun', async () => {
  // The search waits until the order is cancelled.
  const { promise, resolve } = deferred();
  double.account.onMoment = (moment) => (moment === 'search' ? promise : undefined);
  const { id } = (await order({ count: 3, dryRun: false, maxMonthlyPrice: LIMIT })).body;
  const cancelled = await ringtrail.api<NumberOrder>('POST', `/v1/number-orders/${id}/cancel`);
  expect(cancelled.status, cancelled.text).toBe(200);
  expect(cancelled.body).toMatchObject({ state: 'done' });
  double.account.onMoment = () => undefined;
  resolve();
  const paid = double.account.paid.length;
  expect((await ended(id)).lines.map(({ state }) => state)).toEqual(Array(3).fill('cancelled'));
  expect(double.account.paid).toHaveLength(paid);
});

it('a key sees and orders for its own providers alone, within a budget that only the whole installation sets', async () => {
  const foreign = await order({ dryRun: false, maxMonthlyPrice: LIMIT }, { key: otherKey });
  expect(foreign.body).toMatchObject({ code: 'unknown_reference' });
  const all = (await ringtrail.api<PageOf<NumberOrder>>('GET', '/v1/number-orders')).body.data;
  expect(all.length).toBeGreaterThan(0);
  const seen = await ringtrail.api<PageOf<NumberOrder>>('GET', '/v1/number-orders', { key: otherKey });
  expect(seen.body.data).toEqual([]);
  for (const [method, end] of [
    ['GET', ''],
    ['POST', '/cancel'],
  ] as const) {
    const hidden = await ringtrail.api(method, `/v1/number-orders/${all[0]?.id}${end}`, { key: otherKey });
    expect(hidden.status).toBe(404);
  }
  const own = { pool: other.pool, dryRun: false, maxMonthlyPrice: LIMIT, search: { country: 'GB' } };
  expect(await order(own, { key: otherKey })).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  const provider = `/v1/providers/${other.provider}`;
  const budget = { body: { monthlyBudget: { amount: '5.00', currency: 'USD' } } };
  expect((await ringtrail.api('PATCH', provider, { ...budget, key: otherKey })).status).toBe(403);
  expect((await ringtrail.api('PATCH', provider, budget)).status).toBe(200);
  // The budget that it has may stand in a bound key's change.
  expect((await ringtrail.api('PATCH', provider, { ...budget, key: otherKey })).status).toBe(200);
  const made = await order(own, { key: otherKey });
  expect(made.status, made.text).toBe(201);
  const found = await ringtrail.api('GET', `/v1/number-orders/${made.body.id}`, { key: otherKey });
  expect(found.body).toMatchObject({ provider: other.provider, search: { country: 'GB' } });
  const path = '/v1/available-numbers?carrier=twilio&country=US';
  expect((await ringtrail.api('GET', path, { key: otherKey })).status).toBe(200);
});
