import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBuilder } from '../../src/allocation/builder.ts';
import { drainLedger } from '../../src/allocation/drain.ts';
import type { PoolSettings } from '../../src/allocation/engine/pool.ts';
import type { AllocationInput, AllocationReply } from '../../src/allocation/engine/ports.ts';
import { createLedger } from '../../src/allocation/ledger.ts';
import type { Policy } from '../../src/domain/rung.ts';
import { Directory } from '../../src/registry/directory.ts';
import { openStore } from '../../src/store/open.ts';
import { pool, provider, virtualNumber } from '../support/examples.ts';
import { faultsOf, faultsOfLedger, type PoolContents, readLedger, readPool } from './audit.ts';
import {
  ask,
  askOf,
  type Held,
  heldOf,
  NUMBERS,
  newPool,
  type Operation,
  operation,
  SITES,
  someNumbers,
  speakerOf,
} from './operations.ts';
import { startTestEngine } from './test-engine.ts';

const { redis, engine, clock } = await startTestEngine();

async function poolOf(numbers: number, changes: Partial<PoolSettings> = {}): Promise<PoolSettings> {
  const settings = await newPool(engine, { policy: 'affinity', ...changes });
  await engine.addNumbers(settings.provider, settings.pool, someNumbers(numbers));
  return settings;
}

async function audit({ provider, pool }: PoolSettings): Promise<PoolContents> {
  await engine.sweep(provider, pool);
  const contents = await readPool(redis.client, provider, pool);
  expect(faultsOf(contents)).toEqual([]);
  expect(faultsOfLedger(await readLedger(redis.client, provider), contents)).toEqual([]);
  return contents;
}

const visit = (settings: PoolSettings, session: string, changes: Partial<AllocationInput> = {}) =>
  engine.allocate(settings, ask({ session, ...changes }));

const leave = ({ provider, pool }: PoolSettings, session: string, { link, number }: AllocationReply) =>
  engine.leaveLink(provider, pool, { session, site: 'site_a', link, number });

const plan = ({ provider, pool }: PoolSettings, numbers: number) =>
  engine.plan(provider, pool, { numbers: new Map([['1', numbers]]), intents: async () => ({}) });

/** Lets sessions of the buckets come and go in turn, so that the next plan knows them. */
async function learn(settings: PoolSettings, buckets: readonly string[], sessions: number): Promise<void> {
  for (let i = 0; i < sessions; i++) {
    const session = `learnt-${i}`;
    const bucket = buckets[i % buckets.length] ?? '';
    clock.now += 1000;
    await leave(settings, session, await visit(settings, session, { bucket }));
  }
}

async function perform(settings: PoolSettings, op: Operation, held: Held[]): Promise<PoolSettings> {
  const { provider, pool } = settings;
  const holder = 'link' in op ? held[op.link] : undefined;
  if (op.does === 'allocate') {
    const input = askOf(op);
    const answer = await engine.allocate(settings, input);
    if (answer.link) held.unshift(heldOf(answer, input));
  } else if (op.does === 'renew' && holder) {
    await engine.renew(settings, holder.link, holder.number, speakerOf(holder, op.as));
  } else if (op.does === 'leaveLink' && holder) {
    await engine.leaveLink(provider, pool, { ...holder, session: speakerOf(holder, op.as) });
  } else if (op.does === 'leaveSite') {
    await engine.leaveSite(provider, pool, { session: op.session, ...placeOf(op.site) });
  } else if (op.does === 'hit') {
    const hit = { ...placeOf(op.site), session: op.session, type: 'tap' as const, page: null };
    await engine.recordHit(settings, { ...hit, caller: '192.0.2.1', rateLimit: 0 });
  } else if (op.does === 'sweep') {
    await engine.plan(provider, pool, { numbers: new Map([['1', 6]]), intents: async () => ({ hot: 4 }) });
  } else if (op.does === 'add') {
    await engine.addNumbers(
      provider,
      pool,
      op.numbers.flatMap((n) => NUMBERS[n] ?? []),
    );
  } else if (op.does === 'withdraw') {
    await engine.withdrawNumbers(provider, pool, [NUMBERS[op.number]?.number ?? ''], op.state);
  } else if (op.does === 'rule') {
    return { ...settings, ...op.rules, policy: settings.policy === 'affinity' ? 'threshold' : 'affinity' };
  }
  return settings;
}

function placeOf(site: 0 | 1): { site: string; endpoints: readonly string[] } {
  return { site: SITES[site].id, endpoints: SITES[site].endpoints };
}

describe('random operations at once, with plans and changes of the policy,', () => {
  it('allocate no number twice, lose no number, and keep owners, queues, loads and ledger in agreement', async () => {
    const bursts = fc.array(fc.array(operation, { minLength: 1, maxLength: 40, size: 'max' }), {
      minLength: 1,
      maxLength: 6,
    });
    const property = fc.asyncProperty(bursts, async (some) => {
      await redis.client.flushdb();
      let settings = await newPool(engine, { policy: 'affinity' });
      await engine.addNumbers(settings.provider, settings.pool, NUMBERS.slice(0, 6));
      const held: Held[] = [];
      for (const burst of some) {
        for (const op of burst) clock.now += op.does === 'pass' ? op.ms : 0;
        const changed = await Promise.all(burst.map((op) => perform(settings, op, held)));
        settings = changed.find((after) => after !== settings) ?? settings;
        await audit(settings);
      }
    });
    const result = await fc.check(property, { numRuns: 60 });
    expect(result.errorInstance, fc.defaultReportMessage(result) ?? '').toBeNull();
  });
});

describe('a session of a bucket', () => {
  it('has a number of its own while its bucket has one, and then shares the least shared one of the bucket', async () => {
    const settings = await poolOf(4);
    const answers: AllocationReply[] = [];
    for (let i = 0; i < 10; i++) answers.push(await visit(settings, `s${i}`));
    expect(answers.map(({ keyedBy }) => keyedBy)).toEqual([
      ...Array(4).fill('session'),
      ...Array(6).fill('bucket'),
    ]);
    expect(new Set(answers.slice(0, 4).map(({ number }) => number)).size).toBe(4);
    expect(new Set(answers.slice(4, 8).map(({ number }) => number)).size, 'one more on each').toBe(4);
    expect(answers[5]).toMatchObject({ reason: 'number_shared' });
    await audit(settings);
  });

  it('keeps its number while others share it, leave it and come back, and each renews it', async () => {
    const settings = await poolOf(1);
    const [first, second] = [await visit(settings, 'first'), await visit(settings, 'second')];
    expect(second).toMatchObject({ number: first.number, link: first.link });
    const renewed = await engine.renew(settings, first.link, first.number, 'first');
    expect(renewed).toMatchObject({ keyedBy: 'bucket', reason: 'number_shared' });
    expect(await engine.renew(settings, first.link, first.number, 'nobody'), 'a stranger').toBeNull();
    expect(await leave(settings, 'first', first), 'the link lives on').toBe(0);
    expect(await visit(settings, 'first'), 'its next page').toMatchObject({ link: first.link });
    expect(await leave(settings, 'second', second)).toBe(0);
    expect(await visit(settings, 'second')).toMatchObject({ link: first.link });
    await leave(settings, 'first', first);
    expect(await leave(settings, 'second', second), 'the last one ends it').toBe(1);
    expect(await visit(settings, 'second'), 'still its number').toMatchObject({ number: first.number });
    await audit(settings);
  });

  it('shares no number with sessions of another endpoint or site', async () => {
    const settings = await poolOf(1);
    const { number } = await visit(settings, 's0');
    for (const other of [{ endpoint: 'end_a2' }, { endpoint: 'end_b1', site: 'site_b' }]) {
      const answer = await visit(settings, 's1', other);
      expect(answer).toMatchObject({ keyedBy: 'none', reason: 'no_number_free' });
    }
    expect((await visit(settings, 's1')).number).toBe(number);
  });

  it('has left by its goodbye to the site, and the others of its number stay', async () => {
    const settings = await poolOf(1);
    const first = await visit(settings, 'first');
    await visit(settings, 'second');
    const goodbye = { site: 'site_a', endpoints: ['end_a1', 'end_a2'] };
    const { provider, pool } = settings;
    expect(await engine.leaveSite(provider, pool, { session: 'first', ...goodbye })).toBe(0);
    expect(await engine.renew(settings, first.link, first.number, 'second')).not.toBeNull();
    expect(await engine.forgetSession(provider, pool, { session: 'first', ...goodbye })).toBeGreaterThan(0);
    expect(
      await engine.renew(settings, first.link, first.number, 'second'),
      'an erased session',
    ).not.toBeNull();
    expect(await engine.leaveSite(provider, pool, { session: 'second', ...goodbye })).toBe(1);
  });
});

describe('a plan', () => {
  const owners = ({ records }: PoolContents) =>
    [...records.values()].map(({ owner = '' }) => /b\d/.exec(owner)?.[0] ?? 'common').toSorted();

  it('gives buckets numbers by their sessions, and a late call then finds its bucket', async () => {
    const settings = await poolOf(8);
    await learn(settings, ['b0', 'b0', 'b0', 'b1'], 80);
    expect(await plan(settings, 8)).toBe(1);
    await learn(settings, ['b0', 'b0', 'b0', 'b1'], 80);
    const contents = await audit(settings);
    expect(owners(contents)).toEqual([...Array(6).fill('b0'), 'b1', 'b1']);
    const bucketOf = (session: string) => (Number(session) % 4 === 3 ? 'b1' : 'b0');
    for (const { owner = '', combination = '' } of contents.records.values())
      expect(owner, combination).toContain(bucketOf(/learnt-(\d+)/.exec(combination)?.[1] ?? ''));
  });

  it('takes no number from a bucket while it is shown, and all in time', async () => {
    const settings = await poolOf(4);
    await learn(settings, ['b0'], 40);
    await plan(settings, 4);
    const before = [];
    for (let i = 0; i < 4; i++) before.push(await visit(settings, `stays-${i}`));
    expect(before.map(({ keyedBy }) => keyedBy)).toEqual(Array(4).fill('session'));
    for (let i = 0; i < 400; i++) await visit(settings, `new-${i}`, { bucket: 'b1' });
    clock.now += 1;
    await plan(settings, 4);
    const renewed = await Promise.all(
      before.map(({ link, number }, i) => engine.renew(settings, link, number, `stays-${i}`)),
    );
    expect(renewed.map((one) => one?.link)).toEqual(before.map(({ link }) => link));
    await audit(settings);
  });

  it('is saved once by two workers at once', async () => {
    const settings = await poolOf(4);
    await learn(settings, ['b0'], 40);
    const saved = await Promise.all([plan(settings, 4), plan(settings, 4)]);
    expect(saved.toSorted()).toEqual([0, 1]);
  });
});

describe('a change of the policy', () => {
  it.each(['affinity', 'threshold'] as const)(
    'from %s ends no link, and no page changes its number',
    async (from) => {
      const to: Policy = from === 'affinity' ? 'threshold' : 'affinity';
      const settings = await poolOf(6, { policy: from, threshold: 4, reserve: 1 });
      const sessions = Array.from({ length: 12 }, (_, i) => `s${i}`);
      const before = [];
      for (const session of sessions)
        before.push(await visit(settings, session, { bucket: `b${before.length % 2}` }));
      expect(new Set(before.map(({ keyedBy }) => keyedBy))).toEqual(new Set(['session', 'bucket']));
      const changed = { ...settings, policy: to };
      for (const [i, { link, number }] of before.entries()) {
        const session = sessions[i] ?? '';
        expect(await engine.renew(changed, link, number, session), session).toMatchObject({ link });
      }
      // With the policy `threshold` a further request may get the bucket's number.
      for (const [i, { link }] of to === 'affinity' ? before.entries() : [])
        expect(await visit(changed, sessions[i] ?? '', { bucket: `b${i % 2}` })).toMatchObject({ link });
      for (const [i, answer] of before.entries()) await leave(changed, sessions[i] ?? '', answer);
      expect((await audit(changed)).live.size, 'all numbers are free again').toBe(0);
      clock.now += changed.activeSeconds * 1000 + 1;
      const after = await Promise.all(
        sessions.slice(0, 4).map((session) => visit(changed, `later-${session}`)),
      );
      expect(new Set(after.map(({ number }) => number)).size).toBe(4);
      await audit(changed);
    },
  );
});

describe('a pool that Redis has lost', () => {
  it('is rebuilt with the sessions that share a number, and plans again', async () => {
    const settings = await poolOf(2);
    const { provider: owner, pool: id } = settings;
    const names = ['one', 'two', 'three', 'four'];
    const before = [];
    for (const name of names) before.push(await visit(settings, name));
    const store = await openStore('sqlite::memory:');
    await drainLedger(createLedger(redis.client), store.history, owner);
    await redis.client.flushdb();

    const directory = new Directory();
    directory.put('providers', provider(owner));
    const record = pool(id, owner);
    directory.put('pools', record);
    for (const { number } of someNumbers(2))
      directory.put('numbers', { ...virtualNumber(`num_${number}`, number), provider: owner, pool: id });
    await createBuilder(directory, engine, store.history).build(record);
    for (const [i, name] of names.entries()) {
      const { link, number } = before[i] ?? { link: '', number: '' };
      expect(await engine.renew(settings, link, number, name), name).toMatchObject({ link });
      expect(await visit(settings, name), name).toMatchObject({ link });
    }
    const [one, , three] = before;
    if (one && three) await leave(settings, 'one', one);
    expect(await engine.renew(settings, one?.link ?? '', one?.number ?? '', 'three')).not.toBeNull();
    expect(faultsOf(await readPool(redis.client, owner, id))).toEqual([]);
    expect(await plan(settings, 2)).toBe(1);
    await store.close();
  });
});

describe('a visitor who has declined consent', () => {
  it('gets the number of the bucket, which is no session’s', async () => {
    const settings = await poolOf(3);
    const [one, two] = [await visit(settings, ''), await visit(settings, '')];
    expect(one).toMatchObject({ keyedBy: 'bucket', reason: 'no_session' });
    expect(two.link).toBe(one.link);
    for (let i = 0; i < 4; i++) expect((await visit(settings, `s${i}`)).number).not.toBe(one.number);
    await audit(settings);
  });
});
