import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type NumberOrder, newOrder } from '../../src/domain/number-order.ts';
import type { Price } from '../../src/domain/number-search.ts';
import { type ContinueOptions, createContinueOrders } from '../../src/provisioning/continue-orders.ts';
import { Directory } from '../../src/registry/directory.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/port.ts';
import { accountsFor } from '../../src/voice/carriers/accounts.ts';
import type { NumberShop } from '../../src/voice/carriers/shop.ts';
import { Crash, CrashPlan } from '../support/crashing.ts';
import { pool, provider, virtualNumber } from '../support/examples.ts';
import { type ShopDouble, startShop } from '../support/number-shop/server.ts';
import { SHOPS } from '../support/number-shop/shops.ts';

const STOCK = Array.from({ length: 12 }, (_, i) => `+1212555${String(100 + i).padStart(4, '0')}`);
const BASE = 'https://calls.example.com/v1/carriers/twilio';
const URLS = { voice: `${BASE}/voice`, fallback: `${BASE}/fallback`, status: `${BASE}/status` };
const USD = (amount: string): Price => ({ amount, currency: 'USD' });

let double: ShopDouble;
let store: Store;
let directory: Directory;
let time: number;
let shop: NumberShop;

beforeEach(async () => {
  double = await startShop(SHOPS.twilio);
  double.account.offer(...STOCK);
  store = await openStore('sqlite::memory:');
  directory = new Directory();
  directory.put('providers', provider('prov_1'));
  directory.put('pools', pool('pool_1', 'prov_1'));
  time = Date.parse('2026-03-01T12:00:00Z');
  const none = { url: null, accounts: [] };
  const twilio = { url: double.url, accounts: ['ACC1:s3cret'] };
  const [account] = accountsFor({ twilio, signalwire: none, telnyx: none, plivo: none });
  if (!account) throw new Error('Twilio has a shop');
  shop = account.shop;
});
afterEach(async () => {
  await store.close();
  await double.close();
});

async function order(count: number, of: { max?: Price | null } = {}): Promise<NumberOrder> {
  const { max = USD('2.00') } = of;
  const made = newOrder(
    {
      ...{ provider: 'prov_1', pool: 'pool_1', carrier: 'twilio', account: 'ACC1', count },
      search: { country: 'US', kind: 'local', capabilities: ['voice'] },
      ...{ maxMonthlyPrice: max, orderedBy: { kind: 'key', id: 'key_1', name: 'Key' } },
    },
    null,
    new Date(time),
  );
  await store.numberOrders.add(made);
  return made;
}

/** A worker, whose parts end with the plan. */
function worker(plan = new CrashPlan(-1, 'before'), shopOf = shop): () => Promise<void> {
  const options: ContinueOptions = {
    store: { numberOrders: plan.around(store.numberOrders), audit: plan.around(store.audit) },
    directory,
    accounts: { get: () => ({ carrier: 'twilio', id: 'ACC1', shop: plan.around(shopOf) }) },
    urlsOf: () => URLS,
    addToPool: async (_order, number) => plan.around({ add }).add(number),
    now: () => new Date(time),
    log: { info: () => undefined, warn: () => undefined } as unknown as ContinueOptions['log'],
  };
  return createContinueOrders(options);
}

async function add(number: string): Promise<string> {
  const id = `num_${number.slice(1)}`;
  if (!directory.get('numbers', id)) directory.put('numbers', virtualNumber(id, number));
  return id;
}

/** Runs workers until the order has ended. Each comes later than all waits of lines. */
async function finish(id: string, run = worker()): Promise<NumberOrder> {
  for (let i = 0; i < 30; i++) {
    await run();
    const found = await store.numberOrders.get(id);
    if (found?.state === 'done') return found;
    time += 400_000;
  }
  throw new Error('The order does not end');
}

const ownedNumbers = () => double.account.owned.map(({ number }) => number).toSorted();
const pooled = () => [...directory.all('numbers')].map(({ number }) => number).toSorted();

async function expectAgreement(id: string, count: number): Promise<void> {
  const { lines } = await finish(id);
  expect(lines.map(({ state }) => state)).toEqual(Array(count).fill('added'));
  expect(double.account.paid).toHaveLength(count);
  expect(ownedNumbers()).toEqual(pooled());
  expect(lines.map(({ number }) => number).toSorted()).toEqual(ownedNumbers());
  for (const one of double.account.owned)
    expect(one).toMatchObject({ voiceUrl: URLS.voice, fallbackUrl: URLS.fallback, statusUrl: URLS.status });
  expect(await store.audit.list({ limit: 99 }, { route: '/v1/number-orders' })).toHaveLength(count);
}

describe.each(['before', 'after'] as const)('a worker that dies %s an operation', (when) => {
  it('leaves an order that another continues: each number is paid for once, set up and in the pool', async () => {
    let crashes = 0;
    for (let at = 0; ; at++) {
      const plan = new CrashPlan(at, when);
      const { id } = await order(1);
      await worker(plan)().catch((error) => (error instanceof Crash ? null : Promise.reject(error)));
      await expectAgreement(id, 1);
      if (!plan.hasCrashed) break;
      crashes += 1;
      // Each order begins with the same account.
      for (const one of [...double.account.owned]) double.account.release(one);
      double.account.paid.length = 0;
      double.account.stock.length = 0;
      double.account.offer(...STOCK);
      for (const one of [...directory.all('numbers')]) directory.remove('numbers', one.id);
      await store.numberOrders.remove(id);
      await store.audit.expire(new Date(time + 1), 99);
    }
    // The list of orders, five steps and their requests.
    expect(crashes).toBeGreaterThanOrEqual(12);
  });
});

describe('a purchase without an answer', () => {
  it.each(['silent', 'lost', 'failure'] as const)('is paid for once: %s', async (fault) => {
    double.account.faults.push(fault, fault);
    const { id } = await order(2);
    await expectAgreement(id, 2);
  });

  it('would be paid for twice by a worker that does not look for the token first', async () => {
    double.account.faults.push('silent');
    const { id } = await order(1);
    await finish(id, worker(undefined, { ...shop, bought: async () => [] }));
    expect(double.account.paid).toHaveLength(2);
  });

  it('keeps its number while the purchase may still be on its way', async () => {
    const { id } = await order(1);
    double.account.faults.push('lost');
    await worker()();
    time += 10_000;
    // The carrier refuses the number, as it does when our first purchase has just taken it.
    double.account.faults.push('gone');
    await worker()();
    const [line] = (await store.numberOrders.get(id))?.lines ?? [];
    expect(line).toMatchObject({
      state: 'buying',
      number: STOCK[0],
      attempts: 2,
      reason: { code: 'uncertain' },
    });
    await expectAgreement(id, 1);
  });
});

it('two workers of one order buy each number once', async () => {
  const { id } = await order(5);
  await Promise.all([worker()(), worker()(), worker()()]);
  await expectAgreement(id, 5);
  expect(
    double.requests.filter((one) => one.startsWith('POST') && one.endsWith('Numbers.json')),
  ).toHaveLength(5);
});

it('takes another number when somebody else was faster', async () => {
  const { id } = await order(1);
  double.account.faults.push('gone');
  await expectAgreement(id, 1);
  const [line] = (await store.numberOrders.get(id))?.lines ?? [];
  expect(line).toMatchObject({ number: STOCK[1], excluded: [STOCK[0]] });
});

it('waits as long as the carrier asks after too many requests', async () => {
  const { id } = await order(1);
  double.account.faults.push('rate');
  await worker()();
  const [line] = (await store.numberOrders.get(id))?.lines ?? [];
  expect(line).toMatchObject({ state: 'buying', nextTryAt: new Date(time + 7000).toISOString() });
  const before = double.requests.length;
  await worker()();
  expect(double.requests).toHaveLength(before);
  await expectAgreement(id, 1);
});

describe('nothing is bought', () => {
  const linesOf = async (id: string) =>
    (await finish(id)).lines.map(({ state, reason }) => [state, reason?.code ?? null]);

  it.each([
    ['address', 'address_required'],
    ['credit', 'no_credit'],
  ] as const)('when the carrier refuses: %s', async (fault, code) => {
    double.account.faults.push(fault);
    const { id } = await order(1);
    expect(await linesOf(id)).toEqual([['failed', code]]);
    expect(double.account.paid).toEqual([]);
  });

  it('when the price is above the most of the order, or there is neither budget nor limit', async () => {
    const dear = await order(1, { max: USD('1.14') });
    expect(await linesOf(dear.id)).toEqual([['failed', 'price_too_high']]);
    const free = await order(1, { max: null });
    expect(await linesOf(free.id)).toEqual([['failed', 'no_budget']]);
    const euro = await order(1, { max: { amount: '9.00', currency: 'EUR' } });
    expect(await linesOf(euro.id)).toEqual([['failed', 'other_currency']]);
    expect(double.account.paid).toEqual([]);
  });

  it('beyond the monthly budget, also by several orders at once', async () => {
    directory.put('providers', { ...provider('prov_1'), monthlyBudget: USD('3.45') });
    const [one, two] = [await order(3, { max: null }), await order(3, { max: null })];
    await Promise.all([worker()(), worker()()]);
    const lines = [...(await linesOf(one.id)), ...(await linesOf(two.id))];
    const bought = lines.filter(([state]) => state === 'added');
    expect(bought.length).toBeLessThanOrEqual(3);
    expect(bought.length).toBeGreaterThan(0);
    expect(lines.filter(([, code]) => code === 'over_budget')).toHaveLength(6 - bought.length);
    expect(double.account.spentCents).toBeLessThanOrEqual(345);
  });
});
