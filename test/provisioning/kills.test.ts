import { rm } from 'node:fs/promises';
import type { Queue } from 'bullmq';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NumberOrder } from '../../src/domain/number-order.ts';
import { openQueue } from '../../src/infra/queues.ts';
import { PROVISIONING, type ProvisioningJob } from '../../src/provisioning/jobs.ts';
import type { Moment } from '../support/number-shop/account.ts';
import { type ShopDouble, startShop } from '../support/number-shop/server.ts';
import { SHOPS } from '../support/number-shop/shops.ts';
import type { PageOf } from '../support/records.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';
import { dataFolder, type Ringtrail, startRingtrail } from '../support/ringtrail.ts';
import { type SetUp, setUpProvider } from '../support/setup-provider.ts';

const PUBLIC_URL = 'https://calls.example.com';
let redis: TestRedis;
let double: ShopDouble;
let folder: string;
let ringtrail: Ringtrail;
let queue: Queue<ProvisioningJob>;
let shop: SetUp;

beforeAll(async () => {
  redis = await startTestRedis();
  double = await startShop(SHOPS.twilio);
  folder = await dataFolder();
  ringtrail = await start();
  shop = await setUpProvider(ringtrail.api);
  queue = openQueue<ProvisioningJob>(PROVISIONING, redis.client);
});
afterAll(async () => {
  await ringtrail.stop();
  await queue.close();
  await double.close();
  await redis.remove();
  await rm(folder, { recursive: true, force: true });
});

function start(): Promise<Ringtrail> {
  const env = {
    ...{ REDIS_URL: redis.url, PUBLIC_URL, LOG_LEVEL: 'fatal' },
    ...{ TWILIO_ACCOUNTS: 'ACC1:s3cret', TWILIO_API_URL: double.url },
  };
  return startRingtrail({ dataDir: folder, env });
}

/** Ends the process at the moment, or once the answer of that moment is on its way to a process that cannot read it. */
function killAt(moment: Moment, isAnswered: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    let isStopped = false;
    const kill = () => {
      double.account.onMoment = () => undefined;
      return ringtrail.kill9().then(resolve, reject);
    };
    double.account.onMoment = async (now) => {
      if (now === moment && !isAnswered) await kill();
      if (now === moment && isAnswered) {
        ringtrail.signal('SIGSTOP');
        isStopped = true;
      }
      if (now === 'answered' && isStopped) await kill();
    };
  });
}

describe('kill -9', () => {
  it.each([
    ['when the intention is stored and nothing is sent', 'look-up', false],
    ['when the purchase is sent, and is booked afterwards', 'purchase', false],
    ['when the purchase is booked and not answered', 'purchase booked', false],
    ['when the answer to the purchase is not read', 'purchase booked', true],
    ['before the set-up', 'update', false],
    ['when the set-up is made and its answer is not read, before the pool', 'update booked', true],
  ] as const)('%s: account and pool agree, and money is spent once', async (_name, moment, isAnswered) => {
    const first = 1000 + double.account.paid.length;
    const wanted = [`+1212555${first}`, `+1212555${first + 1}`];
    double.account.stock.length = 0;
    double.account.offer(...wanted, '+13105559001', '+13105559002');
    const before = { spent: double.account.spentCents, paid: double.account.paid.length };
    const killed = killAt(moment, isAnswered);
    const ordered = await ringtrail.api<NumberOrder>('POST', '/v1/number-orders', {
      body: {
        ...{ pool: shop.pool, carrier: 'twilio', search: { country: 'US' }, count: 2, dryRun: false },
        maxMonthlyPrice: { amount: '2.00', currency: 'USD' },
      },
    });
    expect(ordered.status, ordered.text).toBe(201);
    await killed;
    ringtrail = await start();
    // The schedule would come some seconds later.
    await queue.add('orders', { v: 1, task: 'orders' });

    const path = `/v1/number-orders/${ordered.body.id}`;
    const read = async () => (await ringtrail.api<NumberOrder>('GET', path)).body;
    await expect.poll(async () => (await read()).state).toBe('done');
    const { lines } = await read();
    expect(lines.map(({ state }) => state)).toEqual(['added', 'added']);
    expect(double.account.paid.slice(before.paid).toSorted()).toEqual(wanted);
    expect(double.account.spentCents - before.spent).toBe(2 * 115);
    const owned = double.account.owned.map(({ number }) => number);
    const numbers = (
      await ringtrail.api<PageOf<{ number: string }>>('GET', `/v1/numbers?pool=${shop.pool}&limit=1000`)
    ).body.data.map(({ number }) => number);
    expect(numbers.filter((number) => !shop.numbers.includes(number)).toSorted()).toEqual(owned.toSorted());
    const urls = { voiceUrl: `${PUBLIC_URL}/v1/carriers/twilio/voice`, voiceMethod: 'POST', takenBy: '' };
    for (const one of double.account.owned) expect(one).toMatchObject(urls);
  });
});
