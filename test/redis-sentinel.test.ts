import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from './support/eventually.ts';
import { startTestSentinel, type TestSentinel } from './support/redis-sentinel.ts';
import { dataFolder, type Ringtrail, startRingtrail } from './support/ringtrail.ts';
import { Shops } from './support/shops.ts';

let sentinel: TestSentinel;
let folder: string;
let ringtrail: Ringtrail;
let shops: Shops;
beforeAll(async () => {
  [sentinel, folder] = await Promise.all([startTestSentinel(), dataFolder()]);
  ringtrail = await startRingtrail({
    dataDir: join(folder, 'data'),
    env: {
      ...{ REDIS_URL: sentinel.url, ANSWER_BUDGET_MS: '3000', DELIVERY_PRIVATE_NETWORKS: 'on' },
      LOG_LEVEL: 'fatal',
    },
  });
  shops = await Shops.open(ringtrail, 2);
});
afterAll(async () => {
  await ringtrail?.stop();
  await shops?.close();
  await sentinel?.remove();
  await rm(folder, { recursive: true, force: true });
});

const readiness = async () => (await ringtrail.api('GET', '/readyz', { key: null })).status;

it('behind sentinels, every call is answered, and is there once, although the master dies', async () => {
  await shops.visit();
  await shops.call();
  await eventually(async () => (await readiness()) === 200);
  await sentinel.killMaster();
  const [status] = await Promise.all([readiness(), shops.call()]);
  expect(status, 'there is no master').toBe(503);
  await sentinel.failOver();
  await shops.visit(1);
  await eventually(async () => (await readiness()) === 200);
  await shops.call();
  await shops.expectAllOnce();
});
