import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { eventually } from '../support/eventually.ts';
import type { PageOf } from '../support/records.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';
import { dataFolder, type Ringtrail, startRingtrail } from '../support/ringtrail.ts';
import { setUpProvider } from '../support/setup-provider.ts';
import { startSmtp } from '../support/smtp.ts';

const DAY_MS = 86_400_000;
const READERS = ['owner@shop.example', 'boss@shop.example'];

let folder: string;
let redis: TestRedis;
let smtp: Awaited<ReturnType<typeof startSmtp>>;
let gateway: Ringtrail;
let worker: Ringtrail;
beforeAll(async () => {
  [folder, redis, smtp] = await Promise.all([dataFolder(), startTestRedis(), startSmtp()]);
  gateway = await start('gateway');
});
afterAll(async () => {
  await Promise.all([gateway, worker].map((one) => one?.stop()));
  await Promise.all([smtp.stop(), redis.remove()]);
  await rm(folder, { recursive: true });
});

const storeUrl = () => `sqlite:${join(folder, 'store.db')}`;

function start(role: 'gateway' | 'worker'): Promise<Ringtrail> {
  return startRingtrail({
    env: {
      ...{ ROLE: role, REDIS_URL: redis.url, STORE_URL: storeUrl(), DELIVERY_TIMEOUT_MS: '1000' },
      ...{ SMTP_URL: smtp.url, MAIL_FROM: 'reports@ringtrail.example' },
      LOG_LEVEL: role === 'worker' ? 'info' : 'warn',
    },
  });
}

/** Creates a weekly report that was due yesterday, and is a month old. */
async function createDueReport(): Promise<string> {
  const { provider } = await setUpProvider(gateway.api);
  const yesterday = new Date(Date.now() - DAY_MS).getUTCDay() || 7;
  const settings = { to: READERS, every: 'week', day: yesterday, hour: 0, consoleUrl: gateway.url };
  const { body } = await gateway.api<{ id: string }>('POST', '/v1/consumers', {
    body: { provider, name: 'Weekly', kind: 'report_mail', settings },
  });
  const store = await openStore(storeUrl());
  const consumer = await store.consumers.get(body.id);
  if (!consumer) throw new Error('the consumer is not stored');
  const createdAt = new Date(Date.now() - 30 * DAY_MS).toISOString();
  await store.consumers.replace({ ...consumer, createdAt });
  await store.close();
  return body.id;
}

const idOf = ({ headers }: { headers: string }) => /^Message-ID: (\S+)/im.exec(headers)?.[1];

it('sends a report again under its Message-ID when a worker dies after the mail and before its answer', async () => {
  const consumer = await createDueReport();
  smtp.hold(true);
  worker = await start('worker');
  await eventually(() => smtp.mails.length === READERS.length);
  await worker.kill9();
  smtp.hold(false);
  worker = await start('worker');
  const deliveries = async () =>
    (
      await gateway.api<PageOf<{ id: string; state: string; tries: number }>>(
        'GET',
        `/v1/consumers/${consumer}/deliveries`,
      )
    ).body.data;
  await eventually(async () => (await deliveries()).every(({ state }) => state === 'delivered'));
  expect(await deliveries()).toHaveLength(READERS.length);
  // Each reader has the mail twice, and a mail program can see that it is one.
  const expected = (await deliveries()).map(({ id }) => `<${id}@ringtrail>`).toSorted();
  for (const half of [smtp.mails.slice(0, READERS.length), smtp.mails.slice(READERS.length)]) {
    expect(half.map(({ to }) => to).toSorted()).toEqual(READERS.toSorted());
    expect(half.map(idOf).toSorted()).toEqual(expected);
  }
});
