import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLog } from '../src/infra/log.ts';
import { type DirectorySync, syncDirectory } from '../src/registry/directory-sync.ts';
import { openStore } from '../src/store/open.ts';
import { type Store, StoreUnavailable } from '../src/store/port.ts';
import { pool, provider } from './support/examples.ts';
import { startTestRedis, type TestRedis } from './support/redis.ts';

let redis: TestRedis;
let folder: string;
let store: Store;
const keepers: DirectorySync[] = [];

beforeAll(async () => {
  redis = await startTestRedis();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rt-directory-'));
  store = await openStore(`sqlite:${join(folder, 'ringtrail.db')}`);
});
afterEach(async () => {
  await Promise.all(keepers.splice(0).map((keeper) => keeper.close()));
  await store.close();
  await rm(folder, { recursive: true });
  await redis.client.flushall();
});
afterAll(() => redis.remove());

async function keep(from: Store, name: string): Promise<DirectorySync> {
  const connection = new Redis(redis.url, { maxRetriesPerRequest: null });
  const keeper = await syncDirectory(from, connection, createLog('silent'), join(folder, name));
  keepers.push(keeper);
  return keeper;
}

async function add(keeper: DirectorySync, id: string): Promise<void> {
  await store.providers.add(provider(id));
  keeper.put('providers', [provider(id)]);
}

/** Sooner than the look that each process takes every five seconds. */
const toKnow = (keeper: DirectorySync, id: string) =>
  expect.poll(() => keeper.directory.get('providers', id)?.id, { timeout: 3000 }).toBe(id);

/** The store, of which `lists` says how it reads pools, and `gets` how it reads one provider. */
function over(lists: () => Promise<void>, gets: () => Promise<void> = async () => {}): Store {
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
  it('have what either of them has stored', async () => {
    const [one, other] = [await keep(store, 'one'), await keep(store, 'other')];
    await add(one, 'prov_1');
    await toKnow(other, 'prov_1');
    await add(other, 'prov_2');
    await toKnow(one, 'prov_2');
    await store.pools.add(pool('pool_1', 'prov_1'));
    one.put('pools', [pool('pool_1', 'prov_1')]);
    await expect.poll(() => other.directory.get('pools', 'pool_1')).toBeDefined();
    await store.pools.remove('pool_1');
    one.remove('pools', 'pool_1');
    await expect.poll(() => other.directory.get('pools', 'pool_1')).toBeUndefined();
  });

  it('have what is stored while one of them reads everything, past the place where it will be', async () => {
    let isFirst = true;
    let goOn = () => {};
    let isHeld = () => {};
    const held = new Promise<void>((resolve) => {
      isHeld = resolve;
    });
    // The reading of the start is over; the one after it stops once it has read the providers.
    const slow = over(async () => {
      if (isFirst) {
        isFirst = false;
        return;
      }
      isHeld();
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
    });
    const one = await keep(store, 'one');
    const other = await keep(slow, 'other');
    await held;
    await add(one, 'prov_1');
    // Heard of by now; what was heard must not be taken for read.
    await expect.poll(() => redis.client.get('ringtrail:registry:version')).toBe('1');
    const release = setInterval(() => goOn(), 20);
    try {
      await toKnow(other, 'prov_1');
    } finally {
      clearInterval(release);
    }
  });

  it('have what could not be read when it was announced', async () => {
    let isAway = false;
    let refused = 0;
    const flaky = over(
      async () => {},
      async () => {
        if (isAway) {
          refused++;
          throw new StoreUnavailable('away');
        }
      },
    );
    const one = await keep(store, 'one');
    const other = await keep(flaky, 'other');
    await add(one, 'prov_1');
    await toKnow(other, 'prov_1');
    isAway = true;
    await add(one, 'prov_2');
    await vi.waitUntil(() => refused > 0);
    expect(other.directory.get('providers', 'prov_2'), 'it could not be read').toBeUndefined();
    isAway = false;
    await add(one, 'prov_3');
    await toKnow(other, 'prov_3');
    await toKnow(other, 'prov_2');
  });
});
