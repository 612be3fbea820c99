import { describe, expect, it } from 'vitest';
import type { PoolSettings } from '../../src/allocation/engine/pool.ts';
import type { RecordedHit } from '../../src/allocation/engine/ports.ts';
import { readLedger } from '../engine/audit.ts';
import { ask, newPool, someNumbers } from '../engine/operations.ts';
import { startTestEngine } from '../engine/test-engine.ts';

const HOLD_MS = 120_000;

const { redis, engine, clock } = await startTestEngine();

async function pool(changes: Partial<PoolSettings> = {}, numbers = 5): Promise<PoolSettings> {
  const settings = await newPool(engine, { threshold: 50, ...changes });
  await engine.addNumbers(settings.provider, settings.pool, someNumbers(numbers));
  return settings;
}

const hit = (session: string, more: Partial<RecordedHit> = {}): RecordedHit => ({
  site: 'site_a',
  endpoints: ['end_a1'],
  session,
  type: 'tap',
  page: null,
  caller: 'c',
  rateLimit: 0,
  ...more,
});
const namedBy = ({ link, number }: { link: string; number: string }) => ({ link: { id: link, number } });
const leaving = (session: string, { link, number }: { link: string; number: string }) => ({
  session,
  site: 'site_a',
  link,
  number,
});
const hitsOf = async ({ provider }: PoolSettings) =>
  (await readLedger(redis.client, provider)).flatMap((entry) =>
    entry.type === 'hit' ? [`${entry.hit} ${entry.session}`] : [],
  );

describe('a tap', () => {
  it.each([
    ['that names its link', true],
    ['that names no link', false],
  ])('%s counts while the link lives and two seconds after its page was closed', async (_which, isNamed) => {
    const settings = await pool();
    const own = await engine.allocate(settings, ask({ session: 'own' }));
    const tap = hit('own', isNamed ? namedBy(own) : {});
    expect(await engine.recordHit(settings, tap)).toBe(true);
    await engine.leaveLink(settings.provider, settings.pool, leaving('own', own));
    clock.now += 1999;
    expect(await engine.recordHit(settings, tap)).toBe(true);
    clock.now += 1;
    expect(await engine.recordHit(settings, tap)).toBe(false);
    expect(await hitsOf(settings)).toEqual(['tap own', 'tap own']);
  });

  it.each([
    ['with its old link', true],
    ['without a link', false],
  ])('of a session whose number the next visitor has steals no call: %s', async (_how, isNamed) => {
    const settings = await pool({}, 1);
    const old = await engine.allocate(settings, ask({ session: 'thief' }));
    await engine.leaveLink(settings.provider, settings.pool, leaving('thief', old));
    const next = await engine.allocate(settings, ask({ session: 'next' }));
    expect(next.number).toBe(old.number);
    expect(await engine.recordHit(settings, hit('thief', { type: 'page' }))).toBe(true);
    expect(await engine.recordHit(settings, hit('thief', isNamed ? namedBy(old) : {}))).toBe(false);
    expect(await engine.recordHit(settings, hit('thief', namedBy(next)))).toBe(false);
    expect(await engine.recordHit(settings, hit('next', namedBy(next)))).toBe(true);
    expect(await hitsOf(settings)).toEqual(['page thief', 'tap next']);
  });

  it('counts on a link of its own site and session alone', async () => {
    const settings = await pool();
    const own = await engine.allocate(settings, ask({ session: 'own' }));
    expect(await engine.recordHit(settings, hit('other', namedBy(own)))).toBe(false);
    expect(await engine.recordHit(settings, hit('own', { ...namedBy(own), site: 'site_b' }))).toBe(false);
  });

  it("counts on a bucket's number for the sessions that see it, and on an overflow number", async () => {
    const settings = await pool({ threshold: 0, overflowNumber: '+18005550199' }, 1);
    const shared = await engine.allocate(settings, ask({ session: 'one' }));
    expect(shared.keyedBy).toBe('bucket');
    expect(await engine.recordHit(settings, hit('one', namedBy(shared)))).toBe(true);
    expect(await engine.recordHit(settings, hit('made-up', namedBy(shared)))).toBe(false);

    const overflow = await engine.allocate(settings, ask({ session: 'over', bucket: 'b1' }));
    expect(overflow.keyedBy).toBe('overflow');
    expect(await engine.recordHit(settings, hit('over'))).toBe(true);
    clock.now += HOLD_MS;
    expect(await engine.recordHit(settings, hit('over'))).toBe(false);
  });

  it('renews its link, as a page that is open does', async () => {
    const settings = await pool();
    const own = await engine.allocate(settings, ask({ session: 'own' }));
    clock.now += HOLD_MS - 1;
    await engine.recordHit(settings, hit('own', namedBy(own)));
    clock.now += HOLD_MS - 1;
    expect(await engine.renew(settings, own.link, own.number, 'own')).not.toBeNull();
  });
});

describe('a page’s hit', () => {
  it('of a session that was never shown a number is dropped', async () => {
    const settings = await pool();
    for (let i = 0; i < 20; i++) await engine.recordHit(settings, hit(`made-up-${i}`, { type: 'page' }));
    expect(await hitsOf(settings)).toEqual([]);
  });

  it('that comes before the request for a number waits for it', async () => {
    const settings = await pool();
    const page = hit('own', { type: 'page', page: 'https://shop.example/a?b="c"' });
    expect(await engine.recordHit(settings, page)).toBe(false);
    clock.now += 30_000;
    await engine.allocate(settings, ask({ session: 'own' }));
    expect(await hitsOf(settings)).toEqual(['page own']);
    expect(await engine.recordHit(settings, page)).toBe(true);
  });

  it('takes a bounded place while it waits', async () => {
    const settings = await pool();
    for (let i = 0; i < 1100; i++) await engine.recordHit(settings, hit(`made-up-${i}`, { type: 'page' }));
    const keys = await redis.client.keys(`{${settings.provider}}:early:*`);
    const counts = await Promise.all(keys.map((key) => redis.client.hlen(key)));
    expect(counts).toEqual([1000]);
    expect(await redis.client.pttl(keys[0] ?? '')).toBeGreaterThan(0);
  });
});

describe('one client', () => {
  it('has a limit of renewals', async () => {
    const settings = await pool();
    const own = await engine.allocate(settings, ask({ session: 'own' }));
    const renew = (caller: string) =>
      engine.renew(settings, own.link, own.number, 'own', { caller, rateLimit: 2 });
    const replies = [await renew('a'), await renew('a'), await renew('a'), await renew('b')];
    expect(replies.map((reply) => reply?.reason)).toEqual([
      'within_threshold',
      'within_threshold',
      'rate_limited',
      'within_threshold',
    ]);
  });

  it('has one limit of hits and goodbyes', async () => {
    const settings = await pool();
    const own = await engine.allocate(settings, ask({ session: 'own' }));
    const client = { caller: 'a', rateLimit: 2 };
    const { provider, pool: id } = settings;
    expect(await engine.recordHit(settings, hit('own', client))).toBe(true);
    expect(await engine.leaveSite(provider, id, hit('made-up'), client)).toBe(0);
    expect(await engine.leaveLink(provider, id, leaving('own', own), client)).toBe(0);
    expect(await engine.leaveSite(provider, id, hit('own'), client)).toBe(0);
    expect(await engine.leaveLink(provider, id, leaving('own', own), { ...client, caller: 'b' })).toBe(1);
  });
});

describe('a link', () => {
  it('works for its own site alone', async () => {
    const settings = await pool();
    const own = await engine.allocate(settings, ask({ session: 'own' }));
    const renewFor = (sites: string[]) =>
      engine.renew(settings, own.link, own.number, 'own', { caller: 'a', rateLimit: 0, sites });
    expect(await renewFor(['site_b'])).toBeNull();
    expect(await renewFor(['site_b', 'site_a'])).not.toBeNull();
    const foreign = { ...leaving('own', own), site: 'site_b' };
    expect(await engine.leaveLink(settings.provider, settings.pool, foreign)).toBe(0);
  });
});
