import { spawnSync } from 'node:child_process';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MongoMemoryServer } from 'mongodb-memory-server';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { askNumber } from '../support/allocations.ts';
import { startMongo } from '../support/mongo.ts';
import { freePorts } from '../support/ports.ts';
import type { Call, PageOf } from '../support/records.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';
import { dataFolder, type Ringtrail, startRingtrail } from '../support/ringtrail.ts';
import { setUpProvider } from '../support/setup-provider.ts';
import { dialled, newCallSid, postWebhook, VOICE } from '../support/twilio.ts';

const CALLS = 100;

const mongo = await startMongo();
await mongo.stop();
const running: Ringtrail[] = [];
let redis: TestRedis;
let dataDir: string;

beforeAll(async () => {
  redis = await startTestRedis();
});
beforeEach(async () => {
  dataDir = await dataFolder();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.kill9()));
  // A failed test may have left it stopped.
  await redis.kill();
  await redis.start();
  await redis.client.flushall();
  await rm(dataDir, { recursive: true, force: true });
});
afterAll(async () => {
  await redis.remove();
});

async function start(env: Record<string, string> = {}): Promise<Ringtrail> {
  const one = await startRingtrail({ dataDir, env: { REDIS_URL: redis.url, LOG_LEVEL: 'fatal', ...env } });
  running.push(one);
  return one;
}

/** Sets up a provider with two sites, each with its own endpoint and half of the numbers linked to a visitor. */
async function shopWithVisitors(ringtrail: Ringtrail) {
  const shop = await setUpProvider(ringtrail.api, {
    numbers: 20,
    sites: 2,
    threshold: 1000,
    holdSeconds: 3600,
  });
  const shown = await Promise.all(
    Array.from({ length: 20 }, async (_, i) => {
      const site = shop.sites[i % 2] ?? shop;
      const { body } = await askNumber(ringtrail.api, site, `visitor-${i}`);
      return { number: body.number ?? '', endpointNumber: site.endpointNumber, session: `visitor-${i}` };
    }),
  );
  expect(new Set(shown.map(({ number }) => number)).size).toBe(20);
  return { shop, shown };
}

type Shown = Awaited<ReturnType<typeof shopWithVisitors>>['shown'];

/** Plays the calls, 20 at a time. Resolves with their ids once each was answered with its endpoint. */
async function callAll(ringtrail: Ringtrail, shown: Shown, calls = CALLS) {
  const ids: string[] = [];
  for (let batch = 0; batch < calls / shown.length; batch++) {
    await Promise.all(
      shown.map(async (one) => {
        const fields = { CallSid: newCallSid(), From: '+12125550100', To: one.number };
        const answer = await postWebhook(ringtrail, VOICE, fields);
        expect(answer.status).toBe(200);
        expect(dialled(answer.text)?.number).toBe(one.endpointNumber);
        ids.push(fields.CallSid);
        const ended = { ...fields, DialCallStatus: 'completed', DialCallSid: 'CA1', DialCallDuration: '7' };
        expect((await postWebhook(ringtrail, dialled(answer.text)?.action ?? '', ended)).status).toBe(200);
      }),
    );
  }
  return ids;
}

/** Limits the size of the files that the process may write, in bytes. */
function limitFiles({ pid }: Ringtrail, bytes: string): void {
  const { status, stderr } = spawnSync('prlimit', [`--pid=${pid}`, `--fsize=${bytes}:unlimited`]);
  expect(status, String(stderr)).toBe(0);
}

/** Checks that every call is there once, has ended, and is attributed. */
async function expectOnce(ringtrail: Ringtrail, ids: string[]): Promise<Call[]> {
  const read = async () =>
    (await ringtrail.api<PageOf<Call>>('GET', '/v1/calls?limit=1000')).body.data?.filter(
      ({ carrierCallId }) => ids.includes(carrierCallId),
    ) ?? [];
  await expect
    .poll(async () => (await read()).filter((call) => call.attribution && call.talkSeconds === 7).length)
    .toBe(ids.length);
  const calls = await read();
  expect(new Set(calls.map(({ carrierCallId }) => carrierCallId)).size).toBe(ids.length);
  expect(calls).toHaveLength(ids.length);
  return calls;
}

describe('each of 100 calls is answered with its endpoint, and is there once afterwards', () => {
  it('with Redis stopped', async () => {
    const ringtrail = await start();
    const { shown } = await shopWithVisitors(ringtrail);
    await redis.kill();
    const ids = await callAll(ringtrail, shown);
    await redis.start();
    const calls = await expectOnce(ringtrail, ids);
    expect(new Set(calls.map(({ resolution }) => resolution))).toEqual(new Set(['live']));
  });

  it('with Redis stopped and the disk refusing the journal', async () => {
    await writeFile(join(dataDir, 'journal'), 'in the way');
    const ringtrail = await start();
    const { shown } = await shopWithVisitors(ringtrail);
    await redis.kill();
    const ids = await callAll(ringtrail, shown);
    const metrics = await (await fetch(`${ringtrail.url}/metrics`)).text();
    // Each call has three events: it came in, it was answered without Redis, its dial ended.
    expect(metrics).toContain('ringtrail_unsafe_call_events_total 300');
    expect(metrics).toContain('ringtrail_lost_call_events_total 0');
    await redis.start();
    expect(await expectOnce(ringtrail, ids)).toHaveLength(CALLS);
  });

  it('with Redis stopped and the disk full', async (context) => {
    if (spawnSync('prlimit', ['--version']).status !== 0)
      context.skip('no prlimit: a full disk cannot be shown');
    const ringtrail = await start();
    const { shown } = await shopWithVisitors(ringtrail);
    await redis.kill();
    // Each segment takes some events and the start of another one, like a disk with little space left.
    limitFiles(ringtrail, '1500');
    const ids = await callAll(ringtrail, shown);
    const metrics = await (await fetch(`${ringtrail.url}/metrics`)).text();
    const unsafe = Number(/ringtrail_unsafe_call_events_total (\d+)/.exec(metrics)?.[1]);
    expect(unsafe).toBeGreaterThan(10);
    expect(unsafe, 'the others are in the journal').toBeLessThan(290);
    expect(metrics).toContain('ringtrail_lost_call_events_total 0');
    expect((await readdir(join(dataDir, 'journal'))).length).toBeGreaterThan(10);
    limitFiles(ringtrail, 'unlimited');
    await redis.start();
    expect(await expectOnce(ringtrail, ids)).toHaveLength(CALLS);
  });

  it('with the worker killed', async () => {
    const storeUrl = `sqlite:${join(dataDir, 'shared.db')}`;
    const gateway = await start({ ROLE: 'gateway', STORE_URL: storeUrl });
    const { shown } = await shopWithVisitors(gateway);
    const env = { ROLE: 'worker', STORE_URL: storeUrl, REDIS_URL: redis.url, LOG_LEVEL: 'info' };
    const worker = await startRingtrail({ env });
    running.push(worker);
    const first = callAll(gateway, shown);
    await worker.kill9();
    const ids = await first;
    running.push(await startRingtrail({ env }));
    expect(await expectOnce(gateway, ids)).toHaveLength(CALLS);
  });

  it('with the gateway killed after it answered, while Redis was away', async () => {
    const before = await start();
    const { shown } = await shopWithVisitors(before);
    await redis.kill();
    const ids = await callAll(before, shown);
    await before.kill9();
    await redis.start();
    expect(await expectOnce(await start(), ids)).toHaveLength(CALLS);
  });
});

describe('a start without its store', () => {
  /** The data folder of an earlier run whose store is gone. */
  async function afterFirstLife(): Promise<{ shown: Shown }> {
    const before = await start();
    const made = await shopWithVisitors(before);
    await expect.poll(async () => (await before.api('GET', `/v1/numbers?limit=100`)).status).toBe(200);
    await before.stop();
    await rename(join(dataDir, 'ringtrail.db'), join(dataDir, 'elsewhere.db'));
    return made;
  }

  it('answers calls by the snapshot and other requests with 503, and has every call when the store is back', async () => {
    const { shown } = await afterFirstLife();
    const ringtrail = await start();
    expect((await ringtrail.api('GET', '/v1/providers')).status).toBe(503);
    expect((await ringtrail.api('GET', '/v1/calls')).body).toMatchObject({ code: 'unavailable' });
    expect((await ringtrail.api('GET', '/readyz')).status).toBe(503);
    expect((await ringtrail.api('POST', '/v1/providers', { body: { name: 'No' } })).status).toBe(503);
    const ids = await callAll(ringtrail, shown);

    await rename(join(dataDir, 'elsewhere.db'), join(dataDir, 'ringtrail.db'));
    expect(await expectOnce(ringtrail, ids)).toHaveLength(CALLS);
    await expect.poll(async () => (await ringtrail.api('GET', '/readyz')).status).toBe(200);
  });

  it('goes where the numbers lead when Redis is away too', async () => {
    const { shown } = await afterFirstLife();
    await redis.kill();
    const ringtrail = await start();
    const ids = await callAll(ringtrail, shown);
    await rename(join(dataDir, 'elsewhere.db'), join(dataDir, 'ringtrail.db'));
    await redis.start();
    expect(await expectOnce(ringtrail, ids)).toHaveLength(CALLS);
  });

  it('waits for its store when there is a snapshot, and starts empty without one', async () => {
    await expect(start({ STORE_URL: 'sqlite:/nowhere/ringtrail.db' })).rejects.toThrow('cannot be opened');
    const ringtrail = await start();
    expect((await ringtrail.api('GET', '/v1/providers')).status).toBe(200);
  });
});

describe.skipIf(mongo.missing)(mongo.missing ? `without MongoDB (${mongo.missing})` : 'on MongoDB', () => {
  it('each of 100 calls is answered with its endpoint while it is stopped, Redis too, and is there once afterwards', async () => {
    const dbPath = join(dataDir, 'mongo');
    await mkdir(dbPath);
    const [port] = await freePorts(1);
    // Without `portGeneration: false` the launcher takes another port for some seconds after it has used one.
    const launch = () =>
      MongoMemoryServer.create({
        instance: {
          dbPath,
          storageEngine: 'wiredTiger',
          port,
          portGeneration: false,
          launchTimeout: 240_000,
        },
      });
    let server = await launch();
    try {
      const ringtrail = await start({ STORE_URL: server.getUri('outages') });
      const { shown } = await shopWithVisitors(ringtrail);
      await server.stop({ doCleanup: false });
      const ids = await callAll(ringtrail, shown, 60);
      await redis.kill();
      ids.push(...(await callAll(ringtrail, shown, 40)));
      expect((await ringtrail.api('GET', '/v1/calls')).status).toBe(503);
      server = await launch();
      await redis.start();
      expect(await expectOnce(ringtrail, ids)).toHaveLength(CALLS);
    } finally {
      await server.stop();
    }
  });
});

describe('the fallback route', () => {
  it('forwards plainly by the process’ own memory, and records the call', async () => {
    const ringtrail = await start();
    const { shown } = await shopWithVisitors(ringtrail);
    const [one] = shown;
    const fields = { CallSid: newCallSid(), From: '+12125550100', To: one?.number ?? '', ErrorCode: '11205' };
    await redis.kill();
    const answer = await postWebhook(ringtrail, '/v1/carriers/twilio/fallback', fields);
    expect(dialled(answer.text)?.number).toBe(one?.endpointNumber);
    const unknown = { ...fields, CallSid: newCallSid(), To: '+12025559999' };
    expect((await postWebhook(ringtrail, '/v1/carriers/twilio/fallback', unknown)).text).toContain('<Say>');
    await redis.start();
  });
});
