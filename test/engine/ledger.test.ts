import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { drainLedger } from '../../src/allocation/drain.ts';
import type { PoolSettings } from '../../src/allocation/engine/pool.ts';
import { createEngine, type Engine } from '../../src/allocation/engine.ts';
import { keys } from '../../src/allocation/keys.ts';
import { createLedger, type Ledger } from '../../src/allocation/ledger.ts';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import { openStore } from '../../src/store/open.ts';
import type { LinkHistory, Store } from '../../src/store/port.ts';
import { type Bundle, bundle } from '../support/bundle.ts';
import { endingWithUs } from '../support/processes.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';
import { readLedger } from './audit.ts';
import { ask, newPool, someNumbers } from './operations.ts';

const FAR = new Date('2100-01-01T00:00:00Z');

let redis: TestRedis;
let ledger: Ledger;
let engine: Engine;
let folder: string;
const clock = { now: 1_900_000_000_000 };
beforeAll(async () => {
  redis = await startTestRedis();
  ledger = createLedger(redis.client);
  engine = createEngine(redis.client, () => clock.now);
  folder = await mkdtemp(join(tmpdir(), 'rt-drain-'));
});
beforeEach(() => redis.client.flushdb());
afterAll(async () => {
  await redis.remove();
  await rm(folder, { recursive: true, force: true });
});

/** Makes a pool with ledger entries of every kind, enough for several batches of the drain. */
async function busyPool(): Promise<PoolSettings> {
  const settings = await newPool(engine, { threshold: 12 });
  const { provider, pool } = settings;
  await engine.addNumbers(provider, pool, someNumbers(10));
  for (let round = 0; round < 30; round++) {
    for (let visitor = 0; visitor < 14; visitor++) {
      const session = `s${round % 3}-${visitor}`;
      const input = ask({ session, bucket: `b${visitor % 2}`, facts: '{"values":{"source":"x"}}' });
      const { link, number } = await engine.allocate(settings, input);
      const hit = {
        site: 'site_a',
        session,
        endpoints: ['end_a1'],
        type: 'tap',
        page: '/',
        caller: '',
        rateLimit: 0,
        link: link ? { id: link, number } : undefined,
      } as const;
      await engine.recordHit(settings, hit);
      clock.now += 2000;
      if (link && visitor % 3 === 0)
        await engine.leaveLink(provider, pool, { session, site: 'site_a', link, number });
    }
    clock.now += round % 4 === 0 ? 400_000 : 1000;
  }
  return settings;
}

/** Reads the links, showings, sessions and hits of the entries from the store, and the counts of sessions. */
async function readHistory(
  { history, visits }: Pick<Store, 'history' | 'visits'>,
  entries: readonly LedgerEntry[],
) {
  const links = [...new Set(entries.flatMap((entry) => ('link' in entry ? [entry.link] : [])))];
  const sessions = [...new Set(entries.flatMap((entry) => ('session' in entry ? [entry.session] : [])))];
  return {
    links: await Promise.all(links.map((link) => history.link(link))),
    shown: await Promise.all(links.map((link) => history.shown(link, FAR, 1000))),
    sessions: await Promise.all(sessions.map((session) => history.session('site_a', session))),
    hits: await Promise.all(sessions.map((session) => history.hits('site_a', session, new Date(0), FAR))),
    visits: await visits.list({}, 1000),
  };
}

async function storedAtOnce(entries: readonly LedgerEntry[]) {
  const store = await openStore('sqlite::memory:');
  await store.history.apply(entries);
  const all = await readHistory(store, entries);
  await store.close();
  return all;
}

class Cut extends Error {}

/** Makes a ledger and a history that fail at one step of a drain, before or after the step. */
function cutting(history: LinkHistory, at: { step: string; when: 'before' | 'after'; turn: number }) {
  let turns = 0;
  const cut =
    <A extends unknown[], R>(step: string, work: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      const isHere = step === at.step && turns++ === at.turn;
      if (isHere && at.when === 'before') throw new Cut();
      const result = await work(...args);
      if (isHere) throw new Cut();
      return result;
    };
  return {
    ledger: { ...ledger, oldest: cut('read', ledger.oldest), forget: cut('forget', ledger.forget) },
    history: { ...history, apply: cut('apply', history.apply) },
  };
}

describe('the drain', () => {
  const boundaries = ['read', 'apply', 'forget'].flatMap((step) =>
    (['before', 'after'] as const).flatMap((when) => [0, 1].map((turn) => ({ step, when, turn }))),
  );

  it.each(boundaries)('interrupted $when $step $turn and run again stores each entry once', async (at) => {
    const { provider } = await busyPool();
    const entries = await readLedger(redis.client, provider);
    expect(entries.length).toBeGreaterThan(1000);
    const store = await openStore('sqlite::memory:');
    const broken = cutting(store.history, at);
    await expect(drainLedger(broken.ledger, broken.history, provider)).rejects.toThrow(Cut);
    await drainLedger(ledger, store.history, provider);
    expect(await readHistory(store, entries)).toEqual(await storedAtOnce(entries));
    expect(await ledger.length(provider)).toBe(0);
    await store.close();
  });

  it('run four times in parallel stores each entry once and removes no entry that is not stored', async () => {
    const settings = await busyPool();
    const { provider } = settings;
    const entries = await readLedger(redis.client, provider);
    const store = await openStore('sqlite::memory:');
    const drains = Array.from({ length: 4 }, () => drainLedger(ledger, store.history, provider));
    // Meanwhile pages use the pool.
    let isDraining = true;
    const drained = Promise.all(drains).finally(() => {
      isDraining = false;
    });
    const added: string[] = [];
    while (isDraining) {
      clock.now += 130_000;
      const { link } = await engine.allocate(settings, ask({ session: `late-${added.length}` }));
      added.push(link);
    }
    await drained;
    await drainLedger(ledger, store.history, provider);
    expect(added.length).toBeGreaterThan(0);
    const started = entries.flatMap((entry) => (entry.type === 'start' ? [entry.link] : []));
    const all = [...new Set([...started, ...added])];
    const stored = await Promise.all(all.map((link) => store.history.link(link)));
    expect(stored.map((link) => link?.startedAt && link.id)).toEqual(all);
    expect(await ledger.length(provider)).toBe(0);
    await store.close();
  });

  it('keeps entries that are appended between its reading and its removing', async () => {
    const settings = await newPool(engine);
    const { provider, pool } = settings;
    await engine.addNumbers(provider, pool, someNumbers(10));
    const store = await openStore('sqlite::memory:');
    await engine.allocate(settings, ask({ session: 'before' }));
    const { entries, upTo } = await ledger.oldest(provider, 100);
    await engine.allocate(settings, ask({ session: 'meanwhile' }));
    await store.history.apply(entries);
    await ledger.forget(provider, upTo ?? '');
    expect(await readLedger(redis.client, provider)).toMatchObject([
      { type: 'start', key: 'meanwhile' },
      { type: 'shown', session: 'meanwhile' },
    ]);
    await store.close();
  });

  it('stores 50,000 entries after an outage', async () => {
    const settings = await newPool(engine, { threshold: 100_000 });
    const { provider, pool } = settings;
    await engine.addNumbers(provider, pool, someNumbers(5000));
    for (let n = 0; n < 25_000; n += 1000) {
      const some = Array.from({ length: 1000 }, (_, i) => ask({ session: `s${n + i}` }));
      await Promise.all(some.map((input) => engine.allocate(settings, input)));
      // Each of the thousand links ends, which makes a second entry.
      clock.now += 130_000;
      await engine.sweep(provider, pool);
    }
    const length = await ledger.length(provider);
    expect(length).toBe(50_000);
    const sample = (await ledger.oldest(provider, 200)).entries;
    const store = await openStore(`sqlite:${join(folder, 'outage.db')}`);
    expect(await drainLedger(ledger, store.history, provider)).toBe(75_000);
    expect(await ledger.length(provider)).toBe(0);
    const stored = await readHistory(store, sample);
    expect(stored.links.every((link) => link?.cause === 'expired')).toBe(true);
    expect(stored.sessions.every((session) => session !== null)).toBe(true);
    await store.close();
  });
});

describe('a session that gets no number', () => {
  it('counts once among the sessions, and among those that were shown one when it gets one later', async () => {
    const settings = await newPool(engine, { threshold: 10 });
    const { provider, pool } = settings;
    const store = await openStore('sqlite::memory:');
    const facts = JSON.stringify({ values: { source: 'google', medium: 'cpc' } });
    const visit = (session: string) => engine.allocate(settings, ask({ session, facts }));
    for (const session of ['waits', 'waits', 'leaves', '']) expect((await visit(session)).number).toBe('');
    await drainLedger(ledger, store.history, provider);
    await engine.addNumbers(provider, pool, someNumbers(3));
    expect((await visit('waits')).number).not.toBe('');
    await drainLedger(ledger, store.history, provider);
    const [slot] = await store.visits.list({}, 10);
    expect(slot?.cells).toEqual([
      {
        ...{ source: 'google', medium: 'cpc', campaign: null, channel: 'Paid Search' },
        ...{ sessions: 2, shown: 1, tapped: 0 },
      },
    ]);
    await store.close();
  });

  it('counts although its pool is being rebuilt', async () => {
    const settings = await newPool(engine);
    await redis.client.hdel(keys.pool(settings.provider, settings.pool), 'built');
    expect((await engine.allocate(settings, ask({ session: 'early' }))).reason).toBe('rebuilding');
    expect(await readLedger(redis.client, settings.provider)).toMatchObject([
      { type: 'unshown', session: 'early', site: 'site_a' },
    ]);
  });
});

describe('a drain killed with -9', () => {
  let drain: Bundle;
  beforeAll(async () => {
    drain = await bundle('test/engine/drain-process.ts');
  });
  afterAll(() => drain.remove());

  it('between any two of its steps leaves a store and a ledger that the next drain completes', async () => {
    const { provider } = await busyPool();
    const entries = await readLedger(redis.client, provider);
    const url = `sqlite:${join(folder, 'killed.db')}`;
    const store: Store = await openStore(url);
    for (const step of ['before read', 'before apply', 'before forget', 'after forget']) {
      const args = [drain.script, redis.url, url, provider, step];
      const child = spawn(...endingWithUs(process.execPath, args), { stdio: ['ignore', 'pipe', 'inherit'] });
      await once(child.stdout, 'data');
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    expect(await ledger.length(provider)).toBeGreaterThan(0);
    await drainLedger(ledger, store.history, provider);
    const all = await readHistory(store, entries);
    expect(all).toEqual(await storedAtOnce(entries));
    const shown = new Set(entries.flatMap((one) => (one.type === 'shown' ? [one.session] : []))).size;
    const cells = all.visits.flatMap(({ cells }) => cells);
    expect(cells.reduce((sum, cell) => sum + cell.shown, 0)).toBe(shown);
    await store.close();
  });
});

describe('renewals', () => {
  it('of an hour add one entry in five minutes for a link, and the end has the last sign of life', async () => {
    const settings = await newPool(engine, { threshold: 10 });
    const { provider, pool } = settings;
    await engine.addNumbers(provider, pool, someNumbers(20));
    const held = [];
    for (let i = 0; i < 10; i++) {
      const session = `s${i}`;
      held.push({ ...(await engine.allocate(settings, ask({ session }))), session });
    }
    const bucket = await engine.allocate(settings, ask({ session: 'in-bucket' }));
    held.push({ ...bucket, session: 'in-bucket' });
    expect(bucket.keyedBy).toBe('bucket');
    const begun = await ledger.length(provider);

    let renewals = 0;
    for (let seconds = 30; seconds <= 3600; seconds += 30) {
      clock.now += 30_000;
      for (const { link, number, session } of held) {
        expect(await engine.renew(settings, link, number, session)).not.toBeNull();
        renewals += 1;
      }
    }
    expect(renewals).toBe(1320);
    expect((await ledger.length(provider)) - begun).toBe(11 * 12);
    const last = clock.now;

    const store = await openStore('sqlite::memory:');
    await drainLedger(ledger, store.history, provider);
    const seenAt = async (link: string) => (await store.history.link(link))?.seenAt?.getTime() ?? 0;
    for (const { link } of held) expect(last - (await seenAt(link))).toBeLessThan(300_000);
    clock.now += 3_600_000;
    await engine.sweep(provider, pool);
    await drainLedger(ledger, store.history, provider);
    for (const { link } of held) expect(await seenAt(link)).toBe(last);
    const [shown] = await store.history.shown(bucket.link, FAR, 10);
    expect(shown).toMatchObject({ session: 'in-bucket', seenAt: new Date(last) });
    await store.close();
  });

  it('add the last sign of life of a silent session to the ledger while its bucket link lives', async () => {
    const settings = await newPool(engine, { threshold: 0 });
    const { provider, pool } = settings;
    await engine.addNumbers(provider, pool, someNumbers(20));
    const { link, number } = await engine.allocate(settings, ask({ session: 'stays' }));
    await engine.allocate(settings, ask({ session: 'silent' }));
    clock.now += 60_000;
    await engine.renew(settings, link, number, 'silent');
    const silentSince = clock.now;
    for (let i = 0; i < 10; i++) {
      clock.now += 30_000;
      await engine.renew(settings, link, number, 'stays');
    }
    const gone = (await readLedger(redis.client, provider)).filter(({ type }) => type === 'gone');
    expect(gone).toMatchObject([{ session: 'silent', seenAt: new Date(silentSince) }]);
    expect(await redis.client.xlen(keys.ledger(provider))).toBeLessThan(8);
  });
});
