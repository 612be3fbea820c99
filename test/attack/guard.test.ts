import { describe, expect, it } from 'vitest';
import type { PoolSettings } from '../../src/allocation/engine/pool.ts';
import type { AllocationInput, PoolGuard } from '../../src/allocation/engine/ports.ts';
import { renewAfter } from '../../src/allocation/limits.ts';
import { readLedger, readPool } from '../engine/audit.ts';
import { ask, newPool, someNumbers } from '../engine/operations.ts';
import { startTestEngine } from '../engine/test-engine.ts';

const GUARD: PoolGuard = { sharePercent: 25, firstHoldSeconds: 15, sharedBucket: 'shared' };

const { redis, engine, clock } = await startTestEngine();

async function pool(numbers: number, changes: Partial<PoolSettings> = {}): Promise<PoolSettings> {
  const settings = await newPool(engine, changes);
  await engine.addNumbers(settings.provider, settings.pool, someNumbers(numbers));
  return settings;
}

let sessions = 0;

/** Asks for a number as a visitor with a session of its own. */
function come(settings: PoolSettings, caller: string, more: Partial<AllocationInput> = {}) {
  sessions += 1;
  const input = ask({ session: `v${sessions}`, caller, rateLimit: 1000, guard: GUARD, ...more });
  return engine.allocate(settings, input);
}

async function comeAll(
  settings: PoolSettings,
  count: number,
  caller: string | ((i: number) => string),
  more = {},
) {
  const replies = [];
  for (let i = 0; i < count; i++)
    replies.push(await come(settings, typeof caller === 'string' ? caller : caller(i), more));
  return replies;
}

const kindsOf = (replies: { keyedBy: string; reason: string }[]) =>
  replies.map(({ keyedBy, reason }) => `${keyedBy} ${reason}`);
const holdersOf = ({ provider, pool: id }: PoolSettings) =>
  redis.client.zrange(`{${provider}}:${id}:holders`, '0', '-1', 'WITHSCORES');

describe('an office behind one address', () => {
  it('gets its share of a pool for sessions, and then the number of the bucket', async () => {
    const settings = await pool(100);
    const replies = await comeAll(settings, 40, 'office');
    expect(kindsOf(replies).slice(0, 25)).toEqual(Array(25).fill('session within_threshold'));
    expect(
      replies.every(({ number }) => number !== ''),
      'all get a number',
    ).toBe(true);
    const later = new Set(replies.slice(25).map(({ number }) => number));
    expect(later.size, 'they share it').toBe(1);
    expect(kindsOf([await come(settings, 'elsewhere')])).toEqual(['session within_threshold']);
  });

  it('adds no active sessions beyond its share, so it cannot move others to buckets', async () => {
    const settings = await pool(100);
    const replies = await comeAll(settings, 60, 'office');
    expect(replies.at(-1)?.activeSessions).toBeLessThanOrEqual(25);
  });

  it('may hold ten numbers of a small pool', async () => {
    const settings = await pool(20, { reserve: 0, threshold: 1000 });
    const replies = await comeAll(settings, 12, 'office');
    expect(replies.filter(({ keyedBy }) => keyedBy === 'session')).toHaveLength(10);
  });

  it('counts a link no longer that has ended', async () => {
    const settings = await pool(20, { reserve: 0, threshold: 1000 });
    const replies = await comeAll(settings, 10, 'office');
    expect(await holdersOf(settings)).toEqual(['office', '10']);
    const { link, number } = replies[0] ?? { link: '', number: '' };
    const leaving = { session: `v${sessions - 9}`, site: 'site_a', link, number };
    expect(await engine.leaveLink(settings.provider, settings.pool, leaving)).toBe(1);
    expect(await holdersOf(settings)).toEqual(['office', '9']);
    clock.now += 15_001;
    await engine.sweep(settings.provider, settings.pool);
    expect(await holdersOf(settings)).toEqual([]);
  });
});

describe('a new link', () => {
  it('lives for the first hold, and for the full hold once its page renews it', async () => {
    const settings = await pool(20);
    const [silent, living] = await comeAll(settings, 2, 'a');
    expect((silent?.ends ?? 0) - clock.now).toBe(15_000);
    expect(renewAfter(15_000, 30)).toBe(10);
    clock.now += 10_000;
    const renewed = await engine.renew(settings, living?.link ?? '', living?.number ?? '', '');
    expect((renewed?.ends ?? 0) - clock.now).toBe(120_000);
    expect(renewAfter(120_000, 30)).toBe(30);
    clock.now += 5000;
    expect(await engine.renew(settings, silent?.link ?? '', silent?.number ?? '', '')).toBeNull();
  });

  it('of a bucket is not shortened by a visitor who only looks', async () => {
    const settings = await pool(20, { threshold: 0 });
    const first = await come(settings, 'a');
    clock.now += 10_000;
    await engine.renew(settings, first.link, first.number, `v${sessions}`);
    clock.now += 10_000;
    expect((await come(settings, 'b')).ends - clock.now).toBe(110_000);
  });
});

describe('a pool without a free number', () => {
  it('takes one from the largest holder, whose page then gets another', async () => {
    const settings = await pool(5, { reserve: 0, threshold: 1000 });
    const small = await come(settings, 'small');
    await comeAll(settings, 4, 'large');
    const newcomer = await come(settings, 'new');
    expect(newcomer).toMatchObject({ keyedBy: 'session' });
    expect(newcomer.number).not.toBe(small.number);
    const ends = (await readLedger(redis.client, settings.provider)).filter(({ type }) => type === 'end');
    expect(ends).toMatchObject([{ cause: 'displaced' }]);
    const { live } = await readPool(redis.client, settings.provider, settings.pool);
    expect(live.size).toBe(5);
  });

  it('takes none from clients that hold as many', async () => {
    const settings = await pool(5, { reserve: 0, threshold: 1000 });
    await comeAll(settings, 5, (i) => `client-${i}`);
    expect(kindsOf([await come(settings, 'new')])).toEqual(['none no_number_free']);
  });

  it('of ten numbers or more shares one number among all further visitors', async () => {
    const settings = await pool(10, { reserve: 0, threshold: 1000 });
    await comeAll(settings, 10, (i) => `client-${i}`);
    const replies = await comeAll(settings, 20, (i) => `new-${i}`);
    expect(new Set(kindsOf(replies))).toEqual(new Set(['bucket shared_bucket']));
    expect(new Set(replies.map(({ number }) => number)).size).toBe(1);
  });

  it('gives its overflow number, where it has one', async () => {
    const settings = await pool(10, { reserve: 0, threshold: 1000, overflowNumber: '+18005550199' });
    await comeAll(settings, 10, (i) => `client-${i}`);
    expect(kindsOf([await come(settings, 'new')])).toEqual(['overflow no_number_free']);
  });

  it('does so for all, where the guard is off', async () => {
    const settings = await pool(10, { reserve: 0, threshold: 1000 });
    await comeAll(settings, 10, 'one', { guard: undefined });
    expect(kindsOf([await come(settings, 'new', { guard: undefined })])).toEqual(['none no_number_free']);
  });
});

describe('a bucket that one client alone has brought', () => {
  it('has no number of its own while numbers are scarce, until another client brings it', async () => {
    const settings = await pool(20, { threshold: 0 });
    await comeAll(settings, 11, (i) => `client-${i}`, { bucket: 'common' });
    for (let i = 0; i < 11; i++) await come(settings, `client-${i}`, { bucket: `own-${i}` });
    const alone = await come(settings, 'x', { bucket: 'new' });
    expect(kindsOf([alone])).toEqual(['bucket shared_bucket']);
    const again = await come(settings, 'x', { bucket: 'another' });
    expect(again.number).toBe(alone.number);
    const several = await come(settings, 'y', { bucket: 'new' });
    expect(kindsOf([several])).toEqual(['bucket over_threshold']);
    expect(several.number).not.toBe(alone.number);
  });

  it('has one while half the numbers are free', async () => {
    const settings = await pool(20, { threshold: 0 });
    const replies = [];
    for (let i = 0; i < 5; i++) replies.push(await come(settings, 'x', { bucket: `own-${i}` }));
    expect(new Set(replies.map(({ number }) => number)).size).toBe(5);
  });

  it('is remembered in a bounded place', async () => {
    const settings = await pool(20);
    for (let i = 0; i < 2100; i++) await come(settings, 'x', { bucket: `b${i}`, rateLimit: 0 });
    const key = `{${settings.provider}}:${settings.pool}:brought`;
    expect(await redis.client.hlen(key)).toBe(2000);
    expect(await redis.client.zcard(`${key}:since`)).toBe(2000);
  });
});
