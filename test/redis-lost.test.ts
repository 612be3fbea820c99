import { afterAll, beforeAll, expect, it } from 'vitest';
import { askNumber } from './support/allocations.ts';
import { eventually } from './support/eventually.ts';
import { startTestRedis, type TestRedis } from './support/redis.ts';
import { type Ringtrail, startRingtrail } from './support/ringtrail.ts';
import { setUpProvider } from './support/setup-provider.ts';

let redis: TestRedis;
let ringtrail: Ringtrail;
beforeAll(async () => {
  redis = await startTestRedis();
  ringtrail = await startRingtrail({ env: { REDIS_URL: redis.url } });
});
afterAll(async () => {
  await ringtrail.stop();
  await redis.remove();
});

it('the upkeep rebuilds all pools without a request after Redis has lost its data', async () => {
  const { api } = ringtrail;
  const shop = await setUpProvider(api);
  const before = await askNumber(api, shop, 'early');
  const stored = () => redis.client.xlen(`{${shop.provider}}:ledger`);
  await eventually(async () => (await stored()) === 0);

  await redis.client.flushall();
  expect((await api('GET', '/readyz')).status).toBe(503);
  await eventually(async () => (await api('GET', '/readyz')).status === 200);
  const after = await askNumber(api, shop, 'early');
  expect(after.body).toMatchObject({ number: before.body.number, link: before.body.link });
});
