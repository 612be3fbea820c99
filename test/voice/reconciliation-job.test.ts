import { afterAll, beforeAll, expect, it } from 'vitest';
import { openQueue } from '../../src/infra/queues.ts';
import { RECONCILIATION } from '../../src/voice/reconciliation/jobs.ts';
import { askNumber } from '../support/allocations.ts';
import { type Double, startCarrierApi } from '../support/carrier-apis.ts';
import { attributionOf, callOf } from '../support/records.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';
import { type Ringtrail, startRingtrail } from '../support/ringtrail.ts';
import { type SetUp, setUpProvider } from '../support/setup-provider.ts';
import { newCallSid } from '../support/twilio.ts';

let redis: TestRedis;
let double: Double;
let ringtrail: Ringtrail;
let shop: SetUp;
beforeAll(async () => {
  redis = await startTestRedis();
  double = await startCarrierApi('twilio');
  ringtrail = await startRingtrail({
    env: {
      ...{ REDIS_URL: redis.url, PUBLIC_URL: 'https://calls.example.com' },
      ...{ TWILIO_ACCOUNTS: 'ACC1:s3cret', TWILIO_API_URL: double.url },
    },
  });
  shop = await setUpProvider(ringtrail.api);
});
afterAll(async () => {
  await ringtrail.stop();
  double.close();
  await redis.remove();
});

it('a call without webhooks is there after the next run, attributed and marked as reconciled', async () => {
  const number = (await askNumber(ringtrail.api, shop, 'visitor')).body.number ?? '';
  const [id, child] = [newCallSid(), newCallSid()];
  const at = new Date(Date.now() - 600_000);
  const leg = { id, from: '+12125550100', to: number, at, rings: 4, talks: 42 };
  double.account.legs = [leg, { ...leg, id: child, parent: id, to: shop.endpointNumber }];
  // The next scheduled run is a quarter of an hour away.
  const rounds = openQueue(RECONCILIATION, redis.client);
  await rounds.add('lists', { v: 1, task: 'lists' });
  await expect
    .poll(() => callOf(ringtrail.api, id))
    .toMatchObject({
      outcome: 'answered',
      talkSeconds: 42,
      answeredBy: shop.endpointNumber,
      reconciled: true,
    });
  await rounds.close();
  // The call came in before the visit.
  expect(await attributionOf(ringtrail.api, id)).toMatchObject({ call: expect.any(String), session: null });
});

it('the drift report compares our numbers with the account’s, for admins', async () => {
  const [first = '', second = ''] = shop.numbers;
  double.account.numbers = [
    { number: first, url: 'https://calls.example.com/v1/carriers/twilio/voice' },
    { number: second, url: 'https://elsewhere.example/voice' },
    { number: '+12025559999' },
  ];
  const { status, body } = await ringtrail.api<{ missing: unknown[] }>('GET', '/v1/reports/drift');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    accounts: [{ carrier: 'twilio', account: 'ACC1', numbers: 3, error: null }],
    elsewhere: [{ number: second, voiceUrl: 'https://elsewhere.example/voice' }],
    unknown: [{ number: '+12025559999' }],
  });
  expect(body.missing).toHaveLength(shop.numbers.length - 2);
  expect((await ringtrail.api('GET', '/v1/reports/drift', { key: null })).status).toBe(401);
});
