import { describe, expect, it } from 'vitest';
import type { PoolSettings } from '../../src/allocation/engine/pool.ts';
import type { AllocationInput } from '../../src/allocation/engine/ports.ts';
import { faultsOf, readPool } from './audit.ts';
import { ask, HOLD_SECONDS, newPool, someNumbers } from './operations.ts';
import { startTestEngine } from './test-engine.ts';

const { redis, engine, clock } = await startTestEngine();

const WEEK_MS = 7 * 86_400_000;

async function poolOf(numbers: number, changes: Partial<PoolSettings> = {}): Promise<PoolSettings> {
  const settings = await newPool(engine, { threshold: 1000, reserve: 0, ...changes });
  await engine.addNumbers(settings.provider, settings.pool, someNumbers(numbers));
  return settings;
}

/** The session `first` of visitor v comes and goes. Returns its number. */
async function firstVisit(settings: PoolSettings, changes: Partial<AllocationInput> = {}): Promise<string> {
  const { number } = await visit(settings, 'first', { visitor: 'v', ...changes });
  clock.now += HOLD_SECONDS * 1000 + 1;
  await engine.sweep(settings.provider, settings.pool);
  return number;
}

const visit = (settings: PoolSettings, session: string, changes: Partial<AllocationInput> = {}) =>
  engine.allocate(settings, ask({ session, ...changes }));

describe('a new session of a returning visitor', () => {
  it('gets the number of the last one, though others have rested longer', async () => {
    const settings = await poolOf(10);
    const number = await firstVisit(settings);
    clock.now += WEEK_MS;
    const again = await visit(settings, 'second', { visitor: 'v' });
    expect(again).toMatchObject({ keyedBy: 'session', number });
    expect(again.link, 'it has a link of its own').not.toContain('first');
    expect((await visit(settings, 'second', { visitor: 'v' })).number, 'and keeps it').toBe(number);
    expect((await visit(settings, 'another', { visitor: 'w' })).number).not.toBe(number);
  });

  it('gets it from the last of several sessions', async () => {
    const settings = await poolOf(10);
    const number = await firstVisit(settings);
    for (const session of ['second', 'third', 'fourth']) {
      expect((await visit(settings, session, { visitor: 'v' })).number, session).toBe(number);
      clock.now += HOLD_SECONDS * 1000 + 1;
    }
  });

  it('gets another number when that one was shown to somebody else since, though it is free again', async () => {
    const settings = await poolOf(2);
    const number = await firstVisit(settings);
    for (const session of ['a', 'b']) {
      await visit(settings, session);
      clock.now += HOLD_SECONDS * 1000 + 1;
      await engine.sweep(settings.provider, settings.pool);
    }
    const { records } = await readPool(redis.client, settings.provider, settings.pool);
    expect(records.get(number)?.combination, 'it was shown to b').toContain('|b');
    expect((await visit(settings, 'second', { visitor: 'v' })).number).not.toBe(number);
  });

  it('gets another number while a page of the last session is open', async () => {
    const settings = await poolOf(10);
    const first = await visit(settings, 'first', { visitor: 'v' });
    const second = await visit(settings, 'second', { visitor: 'v' });
    expect(second.number).not.toBe(first.number);
    expect(await visit(settings, 'first', { visitor: 'v' })).toMatchObject({ link: first.link });
  });

  it('gets the number when the last link has run out and no request has ended it yet', async () => {
    const settings = await poolOf(10);
    const first = await visit(settings, 'first', { visitor: 'v' });
    clock.now += HOLD_SECONDS * 1000 + 1;
    expect((await visit(settings, 'second', { visitor: 'v' })).number).toBe(first.number);
  });

  it('has no part in another endpoint, another site or a bucket', async () => {
    const settings = await poolOf(10);
    const number = await firstVisit(settings);
    const elsewhere = await visit(settings, 'x', { visitor: 'v', endpoint: 'end_a2' });
    const onB = await visit(settings, 'x', { visitor: 'v', site: 'site_b', endpoint: 'end_b1' });
    const bucket = await visit({ ...settings, threshold: 0 }, 'x', { visitor: 'v' });
    expect([elsewhere.number, onB.number, bucket.number]).not.toContain(number);
    expect(bucket.keyedBy).toBe('bucket');
  });

  it('gets another number when that one is paused', async () => {
    const settings = await poolOf(10);
    const number = await firstVisit(settings);
    await engine.withdrawNumbers(settings.provider, settings.pool, [number], 'paused');
    const second = await visit(settings, 'second', { visitor: 'v' });
    expect(second.keyedBy).toBe('session');
    expect(second.number).not.toBe(number);
  });

  it('is unknown when the last session was erased', async () => {
    const settings = await poolOf(10);
    const { provider, pool } = settings;
    await firstVisit(settings);
    const erased = await engine.forgetSession(provider, pool, {
      session: 'first',
      site: 'site_a',
      endpoints: ['end_a1', 'end_a2'],
    });
    expect(erased).toBeGreaterThan(0);
    const contents = await readPool(redis.client, provider, pool);
    expect(JSON.stringify([...contents.records, contents.combinations])).not.toMatch(/visitor\||first/);
    expect(faultsOf(contents)).toEqual([]);
  });
});
