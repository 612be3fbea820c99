import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type DirectorySync, syncDirectory } from '../src/registry/directory-sync.ts';
import { openStore } from '../src/store/open.ts';
import { type Store, StoreUnavailable } from '../src/store/port.ts';
import { deferred } from './support/deferred.ts';
import { pool, provider } from './support/examples.ts';
import { checkedLog } from './support/log-lines.ts';
import { startTestRedis, type TestRedis } from './support/redis.ts';

let redis: TestRedis;
let folder: string;
let store: Store;
const syncs: DirectorySync[] = [];

beforeAll(async () => {
  redis = await startTestRedis();
});
beforeEach(async () => {
  // Without the timer by which each process reads again, only announcements keep directories alike.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  folder = await mkdtemp(join(tmpdir(), 'rt-directory-'));
  store = await openStore(`sqlite:${join(folder, 'ringtrail.db')}`);
});
afterEach(async () => {
  await Promise.all(syncs.splice(0).map((sync) => sync.close()));
  vi.useRealTimers();
  await store.close();
  await rm(folder, { recursive: true });
  await redis.client.flushall();
});
afterAll(() => redis.remove());

/** Starts the directory of a process. */
async function startSync(from: Store, name: string): Promise<DirectorySync> {
  const connection = new Redis(redis.url, { maxRetriesPerRequest: null });
  const sync = await syncDirectory(from, connection, checkedLog(), {
    snapshotPath: join(folder, name),
    answersCalls: true,
    installation: { id: () => null, check: async () => {}, markRedis: async () => {} },
  });
  syncs.push(sync);
  return sync;
}

async function add(sync: DirectorySync, id: string): Promise<void> {
  await store.providers.add(provider(id));
  sync.put('providers', [provider(id)]);
}

const expectKnown = (sync: DirectorySync, id: string) =>
  expect.poll(() => sync.directory.get('providers', id)?.id).toBe(id);

/** Announces a provider as a process of an earlier version does: without the record. */
async function announceId(id: string): Promise<void> {
  const version = await redis.client.incr('ringtrail:registry:version');
  const change = { kind: 'providers', ids: [id], version, by: 'earlier' };
  await redis.client.publish('ringtrail:registry', JSON.stringify(change));
}

/** Returns the store with `lists` run before it reads pools, and `gets` before it reads one provider. */
function storeWith(lists: () => Promise<void>, gets: () => Promise<void> = async () => {}): Store {
  return {
    ...store,
    providers: {
      ...store.providers,
      list: (...page: Parameters<Store['providers']['list']>) => store.providers.list(...page),
      get: async (id: string) => {
        await gets();
        return store.providers.get(id);
      },
    } as Store['providers'],
    pools: {
      ...store.pools,
      list: async (...page: Parameters<Store['pools']['list']>) => {
        await lists();
        return store.pools.list(...page);
      },
    } as Store['pools'],
  };
}

describe('the directories of two processes', () => {
  it('hold a record after either process has stored it, and lose a removed one', async () => {
    const [one, other] = [await startSync(store, 'one'), await startSync(store, 'other')];
    await add(one, 'prov_1');
    await expectKnown(other, 'prov_1');
    await add(other, 'prov_2');
    await expectKnown(one, 'prov_2');
    await store.pools.add(pool('pool_1', 'prov_1'));
    one.put('pools', [pool('pool_1', 'prov_1')]);
    await expect.poll(() => other.directory.get('pools', 'pool_1')).toBeDefined();
    await store.pools.remove('pool_1');
    one.remove('pools', 'pool_1');
    await expect.poll(() => other.directory.get('pools', 'pool_1')).toBeUndefined();
  });

  it('hold a record that was stored behind the reader while a process read everything', async () => {
    const [reading, release] = [deferred(), deferred()];
    let readings = 0;
    // The start has read everything. The reading after it stops when it has read the providers.
    const slow = storeWith(async () => {
      readings++;
      if (readings === 1) return;
      reading.resolve();
      await release.promise;
    });
    const one = await startSync(store, 'one');
    const other = await startSync(slow, 'other');
    await reading.promise;
    await add(one, 'prov_1');
    // The announcement has been sent. It must not count as read.
    await expect.poll(() => redis.client.get('ringtrail:registry:version')).toBe('1');
    release.resolve();
    await expectKnown(other, 'prov_1');
  });

  it('hold a record that could not be read when it was announced', async () => {
    let isAway = false;
    let refused = 0;
    const flaky = storeWith(
      async () => {},
      async () => {
        if (isAway) {
          refused++;
          throw new StoreUnavailable('away');
        }
      },
    );
    const one = await startSync(store, 'one');
    const other = await startSync(flaky, 'other');
    await add(one, 'prov_1');
    await expectKnown(other, 'prov_1');
    isAway = true;
    await store.providers.add(provider('prov_2'));
    await announceId('prov_2');
    await expect.poll(() => refused).toBeGreaterThan(0);
    expect(other.directory.get('providers', 'prov_2'), 'it could not be read').toBeUndefined();
    isAway = false;
    await add(one, 'prov_3');
    await expectKnown(other, 'prov_3');
    await expectKnown(other, 'prov_2');
  });

  it('hold a record that another process announced while their store hangs', async () => {
    let isHanging = false;
    const never = () => (isHanging ? new Promise<void>(() => undefined) : Promise.resolve());
    const one = await startSync(store, 'one');
    const other = await startSync(storeWith(never, never), 'other');
    await add(one, 'prov_1');
    await expectKnown(other, 'prov_1');
    isHanging = true;
    await add(one, 'prov_2');
    await expectKnown(other, 'prov_2');
    expect(await one.waitUntilKnown()).toBe(true);
  });

  it('hold a record that was announced while their connection was down and their store hangs', async () => {
    let isHanging = false;
    const never = () => (isHanging ? new Promise<void>(() => undefined) : Promise.resolve());
    const one = await startSync(store, 'one');
    const other = await startSync(storeWith(never, never), 'other');
    await add(one, 'prov_1');
    await expectKnown(other, 'prov_1');
    isHanging = true;
    await add(one, 'prov_2');
    await one.waitUntilKnown();
    await redis.client.call('client', 'kill', 'type', 'pubsub');
    await add(one, 'prov_3');
    await expectKnown(other, 'prov_3');
    expect(other.directory.get('providers', 'prov_2')?.id).toBe('prov_2');
  });

  it('hold every change that was announced before beCurrent was called', async () => {
    const [one, other] = [await startSync(store, 'one'), await startSync(store, 'other')];
    await add(one, 'prov_first');
    await expectKnown(other, 'prov_first');
    for (let i = 0; i < 50; i++) {
      await add(one, `prov_${i}`);
      await one.announced();
      await other.beCurrent();
      expect(other.directory.get('providers', `prov_${i}`)?.id).toBe(`prov_${i}`);
      await store.providers.remove(`prov_${i}`);
      one.remove('providers', `prov_${i}`);
      await one.announced();
      await other.beCurrent();
      expect(other.directory.get('providers', `prov_${i}`)).toBeUndefined();
    }
  });

  it('hold a change whose announcement they did not get once beCurrent was called', async () => {
    const [one, other] = [await startSync(store, 'one'), await startSync(store, 'other')];
    await add(one, 'prov_1');
    await expectKnown(other, 'prov_1');
    const version = await redis.client.incr('ringtrail:registry:version');
    const change = {
      version,
      kind: 'providers',
      ids: ['prov_2'],
      records: [provider('prov_2')],
      by: 'third',
    };
    const changes = '{ringtrail:registry:version}:changes';
    await redis.client.xadd(changes, `${version}-0`, 'change', JSON.stringify(change));
    expect(other.directory.get('providers', 'prov_2')).toBeUndefined();
    await other.beCurrent();
    expect(other.directory.get('providers', 'prov_2')?.id).toBe('prov_2');
  });

  it('do not take back a removed record that was read before its removal', async () => {
    const [reading, release] = [deferred(), deferred()];
    let isSlow = false;
    const slow = {
      ...store,
      providers: {
        ...store.providers,
        get: async (id: string) => {
          const record = await store.providers.get(id);
          if (!isSlow) return record;
          isSlow = false;
          reading.resolve();
          await release.promise;
          return record;
        },
      },
    } as Store;
    const [one, other] = [await startSync(store, 'one'), await startSync(slow, 'other')];
    await add(one, 'prov_1');
    await expectKnown(other, 'prov_1');
    isSlow = true;
    await add(one, 'prov_2');
    await reading.promise;
    await store.providers.remove('prov_2');
    one.remove('providers', 'prov_2');
    await expect.poll(() => other.directory.get('providers', 'prov_2')).toBeUndefined();
    const changes = other.directory.changes;
    release.resolve();
    await add(one, 'prov_3');
    await expectKnown(other, 'prov_3');
    expect(other.directory.changes).toBeGreaterThan(changes);
    expect(other.directory.get('providers', 'prov_2')).toBeUndefined();
  });

  it('say that a change is not known everywhere while a process does not take it over', async () => {
    const one = await startSync(store, 'one');
    await startSync(store, 'other');
    await add(one, 'prov_1');
    expect(await one.waitUntilKnown()).toBe(true);
    // Another gateway is alive and behind.
    const [seconds] = await redis.client.time();
    await redis.client.hset('ringtrail:registry:gateways', 'stuck', `0 ${seconds}`);
    await add(one, 'prov_2');
    expect(await one.waitUntilKnown()).toBe(false);
    await redis.client.hset('ringtrail:registry:gateways', 'stuck', `0 ${Number(seconds) - 60}`);
    expect(await one.waitUntilKnown(), 'it has ended').toBe(true);
  });
});
