import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { askNumber } from '../support/allocations.ts';
import { type Double, startDouble } from '../support/consumers/double.ts';
import { eventually } from '../support/eventually.ts';
import { freePorts } from '../support/ports.ts';
import { attributionOf } from '../support/records.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';
import { dataFolder, type Ringtrail, startRingtrail } from '../support/ringtrail.ts';
import { setUpProvider } from '../support/setup-provider.ts';
import { playCall } from '../support/twilio.ts';

let redis: TestRedis;
let double: Double;
let gateway: Ringtrail;
let worker: Ringtrail;
let metricsPort: number;
let folder: string;
beforeAll(async () => {
  redis = await startTestRedis();
  folder = await dataFolder();
  double = await startDouble(({ path }) => ({
    status: path === '/good' ? 204 : path === '/gone' ? 410 : 500,
  }));
  [metricsPort = 0] = await freePorts(1);
  const env = {
    REDIS_URL: redis.url,
    STORE_URL: `sqlite:${folder}/store.db`,
    DELIVERY_PRIVATE_NETWORKS: 'on',
  };
  gateway = await startRingtrail({ env: { ...env, ROLE: 'gateway' } });
  const alone = { ROLE: 'worker', METRICS_PORT: String(metricsPort), LOG_LEVEL: 'info' };
  worker = await startRingtrail({ env: { ...env, ...alone } });
});
afterAll(async () => {
  await worker.stop();
  await gateway.stop();
  await double.stop();
  await redis.remove();
  await rm(folder, { recursive: true, force: true });
});

/** Returns the values of the metric by their labels. */
async function figures(url: string, name: string): Promise<Record<string, number>> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const lines = [...text.matchAll(/^ringtrail_(\w+)(?:\{(.*)\})? (\S+)$/gm)];
  return Object.fromEntries(
    lines.filter(([, of]) => of === name).map(([, , labels = '', figure]) => [labels, Number(figure)]),
  );
}

it('the metrics of a gateway and of a worker count results, dead deliveries and the age of the oldest due one', async () => {
  const shop = await setUpProvider(gateway.api);
  const make = (path: string, more: object = {}) => {
    const wanted = {
      provider: shop.provider,
      name: path,
      kind: 'webhook',
      settings: { url: double.url + path },
    };
    return gateway.api<{ id: string }>('POST', '/v1/consumers', { body: { ...wanted, ...more } });
  };
  await make('/good');
  await make('/bad');
  await make('/gone');
  await make('/none', { rule: { minTalkSeconds: 1000 } });
  const { number } = (await askNumber(gateway.api, shop, 'session-1')).body;
  const { callSid } = await playCall(gateway, { to: number ?? '' });
  await attributionOf(gateway.api, callSid);

  const own = `http://127.0.0.1:${metricsPort}`;
  const counted = await eventually(async () => {
    const results = await figures(own, 'deliveries_total');
    return Object.values(results).reduce((sum, count) => sum + count, 0) >= 4 ? results : null;
  });
  expect(counted).toMatchObject({
    'kind="webhook",result="delivered"': 1,
    'kind="webhook",result="again"': 1,
    'kind="webhook",result="dead"': 1,
    'kind="webhook",result="skipped"': 1,
  });
  expect(await figures(gateway.url, 'deliveries_total'), 'a gateway delivers nothing').toEqual({});
  for (const url of [own, gateway.url]) {
    await eventually(async () => (await figures(url, 'dead_deliveries'))['kind="webhook"'] === 1);
    expect((await figures(url, 'oldest_due_delivery_seconds'))['kind="webhook"']).toBeLessThan(240);
  }
  expect((await fetch(`${own}/v1/calls`)).status).toBe(404);

  expect(await figures(own, 'attribution_delay_seconds_count')).toEqual({ '': 1 });
  expect((await figures(own, 'attribution_delay_seconds_sum'))['']).toBeLessThan(240);
  expect(await figures(gateway.url, 'attribution_delay_seconds_count'), 'nor attributes').toEqual({ '': 0 });
});

it('the metrics have the age of a due delivery that no worker sends', async () => {
  await worker.kill9();
  const list = async (path: string) =>
    (await gateway.api<{ data: { id: string; name: string }[] }>('GET', path)).body.data;
  const consumers = await list('/v1/consumers');
  const good = consumers.find(({ name }) => name === '/good');
  // It is due from now on, and there is no worker to send it again.
  const [sent] = await list(`/v1/consumers/${good?.id}/deliveries`);
  expect((await gateway.api('POST', `/v1/deliveries/${sent?.id}/replay`)).status).toBe(202);
  const oldest = async () => (await figures(gateway.url, 'oldest_due_delivery_seconds'))['kind="webhook"'];
  await expect.poll(oldest).toBeGreaterThan(1);
  for (const { id } of consumers)
    await gateway.api('PATCH', `/v1/consumers/${id}`, { body: { paused: true } });
  await expect.poll(oldest).toBe(0);
});
