import { cp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { askNumber } from './support/allocations.ts';
import { eventually } from './support/eventually.ts';
import { startTestRedis, type TestRedis } from './support/redis.ts';
import { savedKeys } from './support/redis-keys.ts';
import { dataFolder, type Ringtrail, startRingtrail } from './support/ringtrail.ts';
import { type SetUp, setUpProvider } from './support/setup-provider.ts';
import { dialled, newCallSid, postWebhook, VOICE } from './support/twilio.ts';

const KEY = 'ringtrail:installation';

let redis: TestRedis;
let dataDir: string;
/** An installation that was stopped: its data folder, its keys in Redis, and a number that leads to an endpoint. */
let first: { folder: string; restoreKeys: () => Promise<void>; shop: SetUp; number: string };
const running: Ringtrail[] = [];
beforeAll(async () => {
  redis = await startTestRedis();
  const folder = await dataFolder();
  first = { folder, ...(await liveIn(folder)), restoreKeys: await savedKeys(redis.client) };
  await redis.client.flushall();
});
beforeEach(async () => {
  dataDir = await dataFolder();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.kill9()));
  await redis.client.flushall();
  await rm(dataDir, { recursive: true, force: true });
});
afterAll(async () => {
  await redis.remove();
  await rm(first.folder, { recursive: true });
});

const at = (name: string) => join(dataDir, name);

async function start(folder = dataDir): Promise<Ringtrail> {
  const one = await startRingtrail({ dataDir: folder, env: { REDIS_URL: redis.url, LOG_LEVEL: 'error' } });
  running.push(one);
  return one;
}

/** Sets up an installation, allocates a number and stops it. */
async function liveIn(folder: string) {
  const before = await start(folder);
  const shop = await setUpProvider(before.api);
  const { number } = (await askNumber(before.api, shop, 'visitor')).body;
  await eventually(async () => (await redis.client.exists(KEY)) === 1);
  await before.stop();
  running.splice(running.indexOf(before), 1);
  return { shop, number: number ?? '' };
}

/** Makes a copy of the stopped installation. */
async function stopped() {
  await cp(first.folder, dataDir, { recursive: true });
  await first.restoreKeys();
  return first;
}

/** Makes a valid store of another installation in the place of this one's. */
async function coverWithAnother(): Promise<void> {
  const elsewhere = await dataFolder();
  await redis.client.flushall();
  await liveIn(elsewhere);
  await redis.client.flushall();
  await rename(join(elsewhere, 'ringtrail.db'), at('ringtrail.db'));
  await rm(elsewhere, { recursive: true });
}

const COVERS: [string, () => Promise<unknown>][] = [
  ['an empty file', () => writeFile(at('ringtrail.db'), '')],
  ['a file of another kind', () => writeFile(at('ringtrail.db'), 'not a database '.repeat(100))],
  ['nothing', async () => undefined],
  [
    'the database of another program',
    async () => new DatabaseSync(at('ringtrail.db')).exec('CREATE TABLE x (y)'),
  ],
  ['the store of another installation', coverWithAnother],
  [
    'a new store without records',
    async () => {
      const elsewhere = await dataFolder();
      await redis.client.flushall();
      await (await startRingtrail({ dataDir: elsewhere, env: { REDIS_URL: redis.url } })).stop();
      await rename(join(elsewhere, 'ringtrail.db'), at('ringtrail.db'));
      await rm(elsewhere, { recursive: true });
    },
  ],
];

describe('a start with a store that is not the one of this installation', () => {
  it.each(COVERS)('answers calls by the snapshot, keeps it, and says so: %s', async (_what, cover) => {
    const { shop, number } = await stopped();
    const snapshot = await readFile(at('directory.ndjson'), 'utf8');
    expect(snapshot).toContain(shop.endpointNumber);
    await rename(at('ringtrail.db'), at('kept.db'));
    await cover();

    const ringtrail = await start();
    const fields = { CallSid: newCallSid(), From: '+12125550100', To: number };
    const answer = await postWebhook(ringtrail, VOICE, fields);
    expect(dialled(answer.text)?.number).toBe(shop.endpointNumber);
    expect((await ringtrail.api('GET', '/readyz')).status).toBe(503);
    expect((await ringtrail.api('POST', '/v1/providers', { body: { name: 'No' } })).status).toBe(503);
    await expect
      .poll(() => ringtrail.output())
      .toMatch(/the store is (?:not the one of this installation|out of reach)/);

    await rm(at('ringtrail.db'), { force: true });
    await rename(at('kept.db'), at('ringtrail.db'));
    await eventually(async () => (await ringtrail.api('GET', '/readyz')).status === 200);
    expect((await ringtrail.api('GET', `/v1/sites/${shop.site}`)).status).toBe(200);
    await ringtrail.stop();
    running.splice(0);
    const lines = (text: string) => text.trim().split('\n').slice(1).toSorted();
    expect(lines(await readFile(at('directory.ndjson'), 'utf8'))).toEqual(lines(snapshot));
  });
});

describe('a start with an empty store and without a snapshot', () => {
  it('ends with a sentence when Redis belongs to an installation with records', async () => {
    await stopped();
    await rm(at('ringtrail.db'));
    await rm(at('directory.ndjson'));
    const message = String(await start().catch((error: Error) => error.message));
    expect(message).toContain(
      'Ringtrail cannot start: The store is empty, but Redis belongs to an installation',
    );
    await redis.client.del(KEY);
    expect((await (await start()).api('GET', '/v1/providers')).status).toBe(200);
  });
});

describe('a Redis of another installation', () => {
  it('is reported in the log and by /readyz', async () => {
    await stopped();
    await redis.client.set(KEY, 'inst_other');
    const ringtrail = await start();
    await eventually(() => ringtrail.output().includes('Redis belongs to another installation'));
    expect((await ringtrail.api('GET', '/readyz')).body).toMatchObject({
      checks: { installation: expect.stringContaining('inst_other') },
    });
  });
});

describe('a store of an earlier version', () => {
  it('gets an id, and Redis and the snapshot get the same', async () => {
    await stopped();
    const database = new DatabaseSync(at('ringtrail.db'));
    database.exec('DELETE FROM installation');
    database.close();
    await redis.client.flushall();
    await writeFile(
      at('directory.ndjson'),
      (await readFile(at('directory.ndjson'), 'utf8')).replace(/^.*\n/, '{"ringtrail":"directory","v":1}\n'),
    );
    await start();
    const id = await eventually(() => redis.client.get(KEY));
    await eventually(async () => (await readFile(at('directory.ndjson'), 'utf8')).includes(`"${id}"`));
    expect(id).toMatch(/^inst_/);
  });
});
