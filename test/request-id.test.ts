import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ATTRIBUTIONS } from '../src/attribution/jobs.ts';
import { openQueue } from '../src/infra/queues.ts';
import { CALL_EVENTS } from '../src/voice/jobs.ts';
import { askNumber } from './support/allocations.ts';
import { type Double, startDouble } from './support/consumers/double.ts';
import { eventually } from './support/eventually.ts';
import { startTestRedis, type TestRedis } from './support/redis.ts';
import { dataFolder, type Ringtrail, startRingtrail } from './support/ringtrail.ts';
import { setUpProvider } from './support/setup-provider.ts';
import { dialled, newCallSid, postWebhook, VOICE } from './support/twilio.ts';

const REQUEST_ID = 'trace-4711.a';

let redis: TestRedis;
let folder: string;
let consumer: Double;
let gateway: Ringtrail;
let worker: Ringtrail;
beforeAll(async () => {
  redis = await startTestRedis();
  folder = await dataFolder();
  consumer = await startDouble();
  const env = {
    REDIS_URL: redis.url,
    STORE_URL: `sqlite:${join(folder, 'ringtrail.db')}`,
    DELIVERY_PRIVATE_NETWORKS: 'on',
    LOG_LEVEL: 'debug',
  };
  [gateway, worker] = await Promise.all([
    startRingtrail({ env: { ...env, ROLE: 'gateway' } }),
    startRingtrail({ env: { ...env, ROLE: 'worker' } }),
  ]);
});
afterAll(async () => {
  await Promise.all([gateway, worker].map((one) => one?.stop()));
  await consumer.stop();
  await redis.remove();
  await rm(folder, { recursive: true, force: true });
});

type Line = { msg: string; requestId?: string; [name: string]: unknown };

/** The lines of the process's log that name the request. */
function linesOf(one: Ringtrail, requestId = REQUEST_ID): Line[] {
  const lines = one.output().split('\n');
  const objects = lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Line);
  return objects.filter((line) => line.requestId === requestId);
}

async function jobsOf(queue: string): Promise<unknown[]> {
  const opened = openQueue<{ requestId?: string }>(queue, redis.client);
  const jobs = await opened.getJobs(['completed', 'active', 'waiting']);
  await opened.close();
  return jobs.map(({ data }) => data).filter(({ requestId }) => requestId === REQUEST_ID);
}

it('one request id is in the gateway’s log, the jobs, the worker’s log and the webhook of a consumer', async () => {
  const shop = await setUpProvider(gateway.api);
  const webhook = { provider: shop.provider, kind: 'webhook', name: 'CRM', settings: { url: consumer.url } };
  expect((await gateway.api('POST', '/v1/consumers', { body: webhook })).status).toBe(201);
  const number = (await askNumber(gateway.api, shop, 'session-1')).body.number ?? '';
  const fields = { CallSid: newCallSid(), From: '+12125550100', To: number };
  const headers = { 'X-Request-Id': REQUEST_ID };
  const document = await postWebhook(gateway, VOICE, fields, gateway.twilioToken, headers);
  const { action = '' } = dialled(document.text) ?? {};
  // The carrier reports the end by a request of its own, which has another id.
  await postWebhook(gateway, action, { ...fields, DialCallStatus: 'completed', DialCallDuration: '42' });

  const received = await eventually(async () => consumer.received[0]);
  expect(received?.headers['x-request-id']).toBe(REQUEST_ID);

  expect(linesOf(gateway).map(({ msg }) => msg)).toContain('a call came in');
  expect(await jobsOf(CALL_EVENTS)).toMatchObject([{ event: { type: 'received', requestId: REQUEST_ID } }]);
  expect(await jobsOf(ATTRIBUTIONS)).toHaveLength(1);
  const done = await eventually(async () => {
    const messages = linesOf(worker).map(({ msg, queue }) => (queue ? `${queue}: ${msg}` : msg));
    return messages.includes('deliveries: job done') && messages;
  });
  expect(done).toEqual(
    expect.arrayContaining([
      'call-events: job started',
      'call event recorded',
      'call-events: job done',
      'attributions: job done',
      'call attributed',
    ]),
  );
  expect(linesOf(worker, 'trace-of-nobody'), 'the search finds no other id').toEqual([]);
});
