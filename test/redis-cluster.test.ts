import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './support/eventually.ts';
import { startTestCluster, type TestCluster } from './support/redis-cluster.ts';
import { dataFolder, type Ringtrail, startRingtrail } from './support/ringtrail.ts';
import { Shops } from './support/shops.ts';

/** With this many providers each of the three shards has some, but for one run in a thousand. */
const SHOPS = 6;

let cluster: TestCluster;
let folder: string;
let gateway: Ringtrail;
let worker: Ringtrail;
let shops: Shops;
beforeAll(async () => {
  [cluster, folder] = await Promise.all([startTestCluster({ replicas: true }), dataFolder()]);
  [gateway, worker] = await Promise.all([start('gateway'), start('worker')]);
  shops = await Shops.open(gateway, SHOPS);
});
afterAll(async () => {
  await Promise.all([gateway, worker].map((one) => one?.stop()));
  await shops?.close();
  await cluster?.remove();
  await rm(folder, { recursive: true, force: true });
});

function start(role: 'gateway' | 'worker'): Promise<Ringtrail> {
  return startRingtrail({
    dataDir: join(folder, role),
    env: {
      ...{ ROLE: role, REDIS_URL: cluster.url, STORE_URL: `sqlite:${join(folder, 'store.db')}` },
      ...{ ANSWER_BUDGET_MS: '3000', DELIVERY_PRIVATE_NETWORKS: 'on' },
      LOG_LEVEL: role === 'worker' ? 'info' : 'fatal',
    },
  });
}

const readiness = async () => (await gateway.api('GET', '/readyz', { key: null })).status;

describe('on a Redis Cluster whose masters die', () => {
  it.each([
    ['of the queues', () => '{ringtrail}:call-events:meta'],
    ['of a provider', () => `{${shops.providers[0]}}:active`],
  ])('every call is answered, and is there once: the master %s', async (_of, key) => {
    await shops.visit();
    await shops.call();
    await eventually(async () => (await readiness()) === 200);
    const master = await cluster.masterOf(key());
    await master.kill();
    const [status] = await Promise.all([readiness(), shops.call()]);
    expect(status, 'a shard is without a master').toBe(503);
    await cluster.failOver(master);
    await shops.visit(1);
    await eventually(async () => (await readiness()) === 200);
    await shops.call();
    await shops.expectAllOnce();
    await master.start();
    await cluster.untilComplete();
  });
});
