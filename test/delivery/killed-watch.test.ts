import { afterEach, expect, it } from 'vitest';
import { ALERTS, type AlertsJob } from '../../src/delivery/jobs.ts';
import { openQueue } from '../../src/infra/queues.ts';
import { askNumber } from '../support/allocations.ts';
import { type Double, startDouble } from '../support/consumers/double.ts';
import { eventually } from '../support/eventually.ts';
import type { PageOf } from '../support/records.ts';
import { setUpProvider } from '../support/setup-provider.ts';
import { redis, start, useSharedProcesses } from '../support/shared-processes.ts';

useSharedProcesses();
let double: Double;
afterEach(() => double.stop());

it('reports an empty pool once, although a worker is killed while several look', async () => {
  double = await startDouble();
  const env = { DELIVERY_PRIVATE_NETWORKS: 'on' };
  const gateway = await start('gateway', env);
  const shop = await setUpProvider(gateway.api, { numbers: 1, threshold: 10, reserve: 0 });
  const { body: taken } = await askNumber(gateway.api, shop, '1.1');
  expect(taken.number).toBe(shop.numbers[0]);
  const { body: alert } = await gateway.api<{ id: string }>('POST', '/v1/consumers', {
    body: {
      ...{ provider: shop.provider, name: 'Pager', kind: 'webhook' },
      settings: { url: double.url, about: 'pool_low' },
    },
  });
  const queue = openQueue<AlertsJob>(ALERTS, redis.client);
  const look = () =>
    Promise.all(Array.from({ length: 5 }, () => queue.add('look', { v: 1, task: 'states' })));
  const worker = (name: string) => start(name, { ...env, ROLE: 'worker', LOG_LEVEL: 'info' });
  const [first] = await Promise.all([worker('one'), worker('two')]);
  await look();
  await first.kill9();
  await eventually(async () => double.received.length > 0);
  await worker('three');
  await look();
  await eventually(async () => {
    const { waiting, active } = await queue.getJobCounts('waiting', 'active');
    return waiting === 0 && active === 0;
  });
  await queue.close();
  const ids = new Set(double.received.map(({ headers }) => headers['webhook-id']));
  expect([...ids]).toHaveLength(1);
  const { body } = await gateway.api<PageOf<object>>('GET', `/v1/consumers/${alert.id}/deliveries`);
  expect(body.data).toEqual([
    expect.objectContaining({
      type: 'notice',
      call: null,
      notice: expect.objectContaining({ subject: shop.pool }),
    }),
  ]);
});
