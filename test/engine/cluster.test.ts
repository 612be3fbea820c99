import type { Cluster } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PoolSettings } from '../../src/allocation/engine/pool.ts';
import { createEngine, type Engine } from '../../src/allocation/engine.ts';
import { keys } from '../../src/allocation/keys.ts';
import { createLedger } from '../../src/allocation/ledger.ts';
import { startTestCluster, type TestCluster } from '../support/redis-cluster.ts';
import { replay } from '../support/replay.ts';
import { ask, newPool, someNumbers } from './operations.ts';

const PROVIDERS = 12;
const clock = { now: 1_900_000_000_000 };

let cluster: TestCluster;
let gateways: [Cluster, Cluster];
let engines: [Engine, Engine];
let pools: PoolSettings[];
beforeAll(async () => {
  cluster = await startTestCluster();
  gateways = [cluster.connect(), cluster.connect()];
  engines = [createEngine(gateways[0], () => clock.now), createEngine(gateways[1], () => clock.now)];
  pools = [];
  for (let i = 0; i < PROVIDERS; i++) {
    const settings = await newPool(engines[0], { threshold: 30, reserve: 0 });
    await engines[1].addNumbers(settings.provider, settings.pool, someNumbers(40));
    pools.push(settings);
  }
});
afterAll(() => cluster.remove());

const eachPool = <X>(make: (settings: PoolSettings) => Promise<X>) => Promise.all(pools.map(make));
const sessions = Array.from({ length: 40 }, (_, i) => `s${i}`);

describe('on a Redis Cluster of three nodes, through two gateways', () => {
  it('the providers are spread over all nodes, each in one slot', async () => {
    const held = await Promise.all(cluster.nodes.map((node) => node.dbsize()));
    expect(Math.min(...held)).toBeGreaterThan(0);
    // A node holds its own slots only, so all keys of a script were in one slot.
    const names = (await Promise.all(cluster.nodes.map((node) => node.keys('*')))).flat();
    const slots = await Promise.all(names.map(async (name) => gateways[0].cluster('KEYSLOT', name)));
    const byProvider = new Map<string, Set<number>>();
    for (const [i, name] of names.entries()) {
      const provider = /^\{(.*?)\}/.exec(name)?.[1] ?? name;
      byProvider.set(provider, (byProvider.get(provider) ?? new Set()).add(slots[i] ?? -1));
    }
    expect(byProvider.size).toBe(PROVIDERS);
    expect([...byProvider.values()].every((own) => own.size === 1)).toBe(true);
  });

  it('parallel sessions get numbers up to the threshold and buckets above it, and no number twice', async () => {
    const answers = await eachPool((settings) =>
      Promise.all(
        sessions.map((session, i) => engines[i % 2 === 0 ? 0 : 1].allocate(settings, ask({ session }))),
      ),
    );
    for (const ofProvider of answers) {
      const bySession = ofProvider.filter(({ keyedBy }) => keyedBy === 'session').map(({ number }) => number);
      expect(new Set(bySession).size).toBe(30);
      const byBucket = ofProvider.filter(({ keyedBy }) => keyedBy === 'bucket').map(({ link }) => link);
      expect([byBucket.length, new Set(byBucket).size]).toEqual([10, 1]);
    }
  });

  it('links are renewed, left, resolved for calls and swept', async () => {
    await eachPool(async (settings) => {
      const { provider, pool } = settings;
      const [first, second] = await Promise.all(
        ['s0', 's1'].map((session) => engines[0].allocate({ ...settings, threshold: 100 }, ask({ session }))),
      );
      if (!first || !second) throw new Error('there are two links');
      expect(await engines[1].renew(settings, first.link, first.number, 's0')).toMatchObject({
        number: first.number,
      });
      expect(
        await engines[1].leaveLink(provider, pool, {
          session: 's0',
          site: 'site_a',
          link: first.link,
          number: first.number,
        }),
      ).toBe(1);
      expect(
        await engines[0].leaveSite(provider, pool, { session: 's1', site: 'site_a', endpoints: ['end_a1'] }),
      ).toBe(1);
      const hit = {
        site: 'site_a',
        session: 's0',
        endpoints: ['end_a1'],
        type: 'tap',
        page: null,
        caller: 'c',
        rateLimit: 5,
      } as const;
      expect(await engines[0].recordHit(settings, hit)).toBe(true);
      const call = { carrier: 'twilio', id: 'call-1', to: first.number };
      const { last, ...claim } = await engines[0].resolve(provider, pool, call);
      expect(claim).toMatchObject({ kind: 'late', key: 's0' });
      expect(last?.began).toBe(clock.now);
      expect(await engines[1].resolve(provider, pool, call)).toEqual({ ...claim, last: null });
      expect(await engines[1].resolved(provider, 'twilio', 'call-1')).toEqual(claim);
    });
    clock.now += 130_000;
    expect(
      (await eachPool(({ provider, pool }) => engines[1].sweep(provider, pool))).every((n) => n > 0),
    ).toBe(true);
    await eachPool(async (settings) =>
      expect(await engines[0].state(settings, { restedMs: 0, minutes: 5, site: '' })).toMatchObject({
        size: 40,
        free: 40,
        linked: 0,
      }),
    );
  });

  it('numbers are withdrawn and added again, and pools are built', async () => {
    await eachPool(async ({ provider, pool }) => {
      const some = someNumbers(5);
      const numbers = some.map(({ number }) => number);
      expect(await engines[0].withdrawNumbers(provider, pool, numbers, 'paused')).toBe(5);
      expect(await engines[1].countNumbers(provider, pool)).toBe(35);
      expect(await engines[1].addNumbers(provider, pool, some)).toBe(5);
      expect(await engines[0].isBuilt(provider, pool)).toBe(true);
      expect(
        await engines[0].buildPool(
          provider,
          `${pool}b`,
          120,
          [{ number: '+12025550100', country: '1', area: '' }],
          1,
        ),
      ).toBe(1);
      expect(await engines[1].isBuilt(provider, `${pool}b`)).toBe(true);
    });
  });

  it('the ledgers are read and trimmed', async () => {
    const ledger = createLedger(gateways[1]);
    await eachPool(async ({ provider }) => {
      const { entries, upTo } = await ledger.oldest(provider, 1000);
      expect(replay(entries).faults).toEqual([]);
      expect([...replay(entries).last.values()].every(({ ended }) => ended !== null)).toBe(true);
      await ledger.forget(provider, upTo ?? '');
      expect(await ledger.length(provider)).toBe(0);
      expect(await gateways[0].exists(keys.ledger(provider))).toBe(1);
    });
  });
});
