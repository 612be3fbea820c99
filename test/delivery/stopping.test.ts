import { expect, it } from 'vitest';
import { askNumber } from '../support/allocations.ts';
import { startDouble } from '../support/consumers/double.ts';
import { eventually } from '../support/eventually.ts';
import type { PageOf } from '../support/records.ts';
import { dataFolder, startRingtrail } from '../support/ringtrail.ts';
import { setUpProvider } from '../support/setup-provider.ts';
import { playCall } from '../support/twilio.ts';

it('a stopping worker does not wait for a consumer that hangs, and delivers to it after the next start', async () => {
  const double = await startDouble(() => undefined);
  const start = { env: { DELIVERY_PRIVATE_NETWORKS: 'on' }, dataDir: await dataFolder() };
  let ringtrail = await startRingtrail(start);
  const shop = await setUpProvider(ringtrail.api);
  const body = { provider: shop.provider, name: 'Hangs', kind: 'webhook', settings: { url: double.url } };
  const { id } = (await ringtrail.api<{ id: string }>('POST', '/v1/consumers', { body })).body;
  const { number } = (await askNumber(ringtrail.api, shop, 'caller')).body;
  await playCall(ringtrail, { to: number ?? '' });
  await eventually(async () => double.received.length === 1);

  await ringtrail.stop();
  expect(await ringtrail.ended, ringtrail.output()).toBe(0);
  expect(ringtrail.output()).not.toContain('a step of stopping has failed');

  double.answer = () => ({ status: 204 });
  ringtrail = await startRingtrail(start);
  await eventually(async () => double.received.length === 2);
  const ids = double.received.map(({ headers }) => headers['webhook-id']);
  expect(new Set(ids).size).toBe(1);
  const delivered = () =>
    ringtrail.api<PageOf<{ id: string }>>('GET', `/v1/consumers/${id}/deliveries?state=delivered`);
  expect(await eventually(async () => (await delivered()).body.data[0]?.id)).toBe(ids[0]);
  await ringtrail.stop();
  await double.stop();
});
