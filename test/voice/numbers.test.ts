import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askNumber } from '../support/allocations.ts';
import { faultsOf, parseXml } from '../support/documents.ts';
import { eventually } from '../support/eventually.ts';
import { attributionOf, callOf } from '../support/records.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';
import { type Ringtrail, startRingtrail } from '../support/ringtrail.ts';
import { nextNumber, setUpProvider } from '../support/setup-provider.ts';
import { dialled, newCallSid, postWebhook, VOICE } from '../support/twilio.ts';

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

async function call(to: string, gateway = ringtrail, from = '+12125550100') {
  const fields = { CallSid: newCallSid(), From: from, To: to };
  const { status, text } = await postWebhook(gateway, VOICE, fields);
  expect(status).toBe(200);
  expect(faultsOf('twilio', parseXml(text))).toEqual([]);
  return { callSid: fields.CallSid, text, number: dialled(text)?.number };
}

async function withoutRedis(work: () => Promise<void>): Promise<void> {
  await redis.kill();
  await work();
  await redis.start();
  await eventually(async () => (await ringtrail.api('GET', '/readyz')).status === 200);
}

const leave = (site: string, session: string) =>
  ringtrail.api('POST', '/v1/hits', { key: null, body: [{ site, session, type: 'leave' }] });

describe('a call to', () => {
  it.each(['+12025559999', '', 'anonymous', '+442079460000', '<&"\'📞'])(
    'the unknown number %j hears a sentence, and is there as unknown',
    async (to) => {
      const { callSid, text } = await call(to);
      expect(text).toMatch(/<Response><Say>[^<]+<\/Say><Hangup\/><\/Response>$/);
      await expect.poll(() => callOf(ringtrail.api, callSid)).toMatchObject({ resolution: 'unknown', to });
    },
  );

  it('a number that was never linked goes to the default endpoint, also while Redis is away', async () => {
    const shop = await setUpProvider(ringtrail.api, { sites: 2 });
    const [number = ''] = shop.numbers;
    expect((await call(number)).number).toBe(shop.endpointNumber);
    const defaultEndpoint = shop.sites[1]?.endpoint;
    await ringtrail.api('PATCH', `/v1/providers/${shop.provider}`, { body: { defaultEndpoint } });
    expect((await call(number)).number).toBe(shop.sites[1]?.endpointNumber);
    await withoutRedis(async () => {
      expect((await call(number)).number).toBe(shop.sites[1]?.endpointNumber);
    });
  });

  it('a retired number goes to the endpoint of its last link', async () => {
    const shop = await setUpProvider(ringtrail.api, { sites: 2, numbers: 2 });
    const second = shop.sites[1] ?? shop;
    const shown = (await askNumber(ringtrail.api, second, 'early')).body.number ?? '';
    const { body } = await ringtrail.api<{ data: { id: string; number: string }[] }>(
      'GET',
      `/v1/numbers?pool=${shop.pool}`,
    );
    const id = body.data.find(({ number }) => number === shown)?.id;
    expect((await ringtrail.api('DELETE', `/v1/numbers/${id}`)).status).toBe(204);
    expect((await call(shown)).number).toBe(second.endpointNumber);
    await withoutRedis(async () => {
      expect((await call(shown)).number).toBe(second.endpointNumber);
    });
  });

  it('a number that is linked to another visitor goes to the endpoint of its present link', async () => {
    const shop = await setUpProvider(ringtrail.api, { sites: 2, numbers: 1, threshold: 10, reserve: 0 });
    const [first = shop, second = shop] = shop.sites;
    const number = (await askNumber(ringtrail.api, first, 'early')).body.number ?? '';
    await leave(first.site, 'early');
    expect((await call(number)).number, 'a late call').toBe(first.endpointNumber);
    expect((await askNumber(ringtrail.api, second, 'later')).body.number).toBe(number);
    const from = '+12125550199';
    const after = await call(number, ringtrail, from);
    expect(after.number).toBe(second.endpointNumber);
    await postWebhook(ringtrail, dialled(after.text)?.action ?? '', {
      ...{ CallSid: after.callSid, From: from, To: number },
      ...{ DialCallStatus: 'completed', DialCallDuration: '9' },
    });
    // The number was linked to another visitor a moment ago. The present link is more likely.
    const { candidates } = await attributionOf(ringtrail.api, after.callSid);
    expect(candidates.map(({ session }) => session)).toEqual(['later', 'early']);
  });

  it('a pinned number goes to its own endpoint, with Redis and without', async () => {
    const shop = await setUpProvider(ringtrail.api, { sites: 2 });
    const [number, endpoint] = [nextNumber(), shop.sites[1]?.endpoint];
    const pinned = { endpoint, values: { source: 'billboard' } };
    await ringtrail.api('POST', '/v1/numbers', {
      body: { pool: shop.pool, carrier: 'twilio', numbers: [number], pinned },
    });
    expect((await call(number)).number).toBe(shop.sites[1]?.endpointNumber);
    await withoutRedis(async () => {
      expect((await call(number)).number).toBe(shop.sites[1]?.endpointNumber);
    });
  });
});

describe('the budget of an answer', () => {
  it('limits the wait for a Redis that hangs, and the call goes to the endpoint that this process knows', async () => {
    const hurried = await startRingtrail({
      env: {
        ...{ ROLE: 'gateway', REDIS_URL: redis.url, ANSWER_BUDGET_MS: '300' },
        STORE_URL: `sqlite:${join(ringtrail.dataDir, 'ringtrail.db')}`,
      },
    });
    try {
      const shop = await setUpProvider(hurried.api, { sites: 2 });
      const second = shop.sites[1] ?? shop;
      const visit = await eventually(async () => {
        const { body } = await askNumber(hurried.api, second, 'visitor');
        return body.keyedBy === 'session' && body;
      });
      redis.freeze();
      // This gateway's budget is 10 seconds. It answers last, although it was called first.
      let hasPatientAnswered = false;
      const patient = call(visit.number ?? '').then(() => {
        hasPatientAnswered = true;
      });
      const calls = await Promise.all(Array.from({ length: 20 }, () => call(visit.number ?? '', hurried)));
      expect(hasPatientAnswered).toBe(false);
      for (const { number } of calls) expect(number).toBe(second.endpointNumber);
      await patient;
    } finally {
      redis.thaw();
      await hurried.stop();
    }
  });
});
