import { describe, expect, it } from 'vitest';
import type { PoolSettings } from '../../src/allocation/engine/pool.ts';
import type { LateCalls } from '../../src/allocation/engine/ports.ts';
import { createEngine } from '../../src/allocation/engine.ts';
import { CLAIMS_CHANNEL, keys } from '../../src/allocation/keys.ts';
import { createLinkMemory } from '../../src/allocation/link-memory.ts';
import { ask, newPool, someNumbers } from './operations.ts';
import { startTestEngine } from './test-engine.ts';

const HOUR_MS = 3_600_000;
const CALLER = '+13125550100';

const { redis, engine, clock } = await startTestEngine();

const [A, B] = [
  { endpoint: 'end_a1', site: 'site_a' },
  { endpoint: 'end_b1', site: 'site_b' },
];
let calls = 0;

/** A pool of one number, which all pages get in turn. */
async function poolOfOne(lateMs = HOUR_MS) {
  const settings: PoolSettings = await newPool(engine, { threshold: 1000, reserve: 0, lateMs });
  await engine.addNumbers(settings.provider, settings.pool, someNumbers(1));
  const { provider, pool } = settings;
  let number = '';

  return {
    provider,
    pool,
    number: () => number,
    /** Shows the number for the endpoint to a session that leaves after the seconds. Resolves with the link. */
    async show(place: typeof A, session: string, seconds?: number): Promise<string> {
      const reply = await engine.allocate(settings, ask({ ...place, session }));
      expect(reply.keyedBy).toBe('session');
      number = reply.number;
      if (seconds === undefined) return reply.link;
      clock.now += seconds * 1000;
      await engine.renew(settings, reply.link, number, session);
      await engine.leaveSite(provider, pool, { session, site: place.site, endpoints: [place.endpoint] });
      return reply.link;
    },
    call(from: string, { id = `call-${calls++}`, withinMs = lateMs } = {}) {
      const late: LateCalls = { caller: from, withinMs, sureAt: 0.8 };
      return engine.resolve(provider, pool, { carrier: 'twilio', id, to: number, late });
    },
  };
}

describe('a call to a number that was since shown for another endpoint', () => {
  it('goes to the endpoint that the caller reached by it, with the link of that time', async () => {
    const { show, call } = await poolOfOne();
    const link = await show(A, 's1', 30);
    expect(await call(CALLER)).toMatchObject({ kind: 'late', endpoint: A.endpoint });
    const latest = await show(B, 's2');
    expect(await call(CALLER)).toEqual({
      ...{ kind: 'repeat_caller', at: clock.now, link, endpoint: A.endpoint, keyedBy: '', key: '', site: '' },
      last: { link: latest, endpoint: B.endpoint, began: expect.any(Number) },
    });
    expect(await call('+13125550199'), 'somebody else').toMatchObject({ kind: 'live', endpoint: B.endpoint });
  });

  it('goes there again at each further call, and to the latest endpoint after the time', async () => {
    const { show, call } = await poolOfOne();
    await show(A, 's1');
    await call(CALLER);
    clock.now += HOUR_MS;
    await show(B, 's2');
    expect(await call(CALLER), 'an hour after the call').toMatchObject({ endpoint: A.endpoint });
    clock.now += HOUR_MS / 2;
    expect(await call(CALLER), 'half an hour later').toMatchObject({ endpoint: A.endpoint });
    clock.now += HOUR_MS + 1;
    expect(await call(CALLER), 'too late').toMatchObject({ kind: 'late', endpoint: B.endpoint });
    expect(await call(CALLER), 'it has reached that one since').toMatchObject({ endpoint: B.endpoint });
  });

  it('goes to the endpoint that most visitors were shown a moment before', async () => {
    const { show, call } = await poolOfOne();
    const links: string[] = [];
    for (let i = 0; i < 7; i++) links.push(await show(A, `s${i}`, 2));
    const latest = await show(B, 'last');
    expect(await call(CALLER), 'while its page is open').toMatchObject({ kind: 'live', link: latest });
    clock.now += 120_000;
    const found = { kind: 'shown_before', endpoint: A.endpoint, link: links.at(-1) };
    expect(await call(''), 'a caller without a number').toMatchObject(found);
    expect(await call('+13125550199', { withinMs: 1 })).toMatchObject({ endpoint: B.endpoint });
    expect(await call('+13125550188')).toMatchObject(found);
    clock.now += HOUR_MS + 1;
    expect(await call('+13125550177'), 'too late').toMatchObject({ kind: 'late', endpoint: B.endpoint });
  });

  it('goes to the latest endpoint where the same session sees the number for it', async () => {
    const { show, call } = await poolOfOne();
    await show(A, 's1', 2);
    await call(CALLER);
    const link = await show({ ...A, endpoint: 'end_a2' }, 's1');
    expect(await call(CALLER)).toMatchObject({ kind: 'live', endpoint: 'end_a2', link });
  });

  it('goes to the latest endpoint where the time is 0, and nothing is kept', async () => {
    const { show, call, provider, pool, number } = await poolOfOne(0);
    await show(A, 's1', 2);
    await call(CALLER);
    await show(B, 's2');
    expect(await call(CALLER)).toMatchObject({ kind: 'live', endpoint: B.endpoint });
    expect(await redis.client.hexists(`${keys.pool(provider, pool)}:number:${number()}`, 'before')).toBe(0);
    expect(await redis.client.exists(keys.reached(provider, CALLER))).toBe(0);
  });
});

describe('the answer to a call to an endpoint that the caller was shown before', () => {
  async function contested() {
    const one = await poolOfOne();
    await one.show(A, 's1', 2);
    await one.call(CALLER);
    await one.show(B, 's2');
    return one;
  }

  it('is the same at a repeat, at every process, and in the announcement', async () => {
    const { call, provider, show } = await contested();
    const subscriber = redis.client.duplicate();
    await subscriber.subscribe(CLAIMS_CHANNEL);
    const announced = new Promise<string>((resolve) =>
      subscriber.on('message', (_channel, text) => text.includes('the-call') && resolve(text)),
    );
    const { last: _, ...first } = await call(CALLER, { id: 'the-call' });
    expect(first).toMatchObject({ kind: 'repeat_caller', endpoint: A.endpoint });
    const [claim = '', key = ''] = (await announced).split('\n');
    const memory = createLinkMemory();
    memory.noteClaim(key, claim);
    expect(memory.answerOf(provider, 'twilio', 'the-call')).toBe(A.endpoint);
    subscriber.disconnect();

    await call(CALLER);
    clock.now += 2 * HOUR_MS;
    await show(B, 's3');
    expect(await call(CALLER, { id: 'the-call' })).toEqual({ ...first, last: null });
    expect(await call('', { id: 'the-call', withinMs: 0 })).toEqual({ ...first, last: null });
    expect(await createEngine(redis.client).resolved(provider, 'twilio', 'the-call')).toEqual(first);
  });

  it('is forgotten with its caller', async () => {
    const { call, provider } = await contested();
    expect(await engine.forgetCaller(provider, CALLER)).toBe(1);
    expect(await call(CALLER)).toMatchObject({ kind: 'live', endpoint: B.endpoint });
  });

  it('names no session, and expires with the time', async () => {
    const { provider } = await contested();
    const key = keys.reached(provider, CALLER);
    expect(JSON.stringify(await redis.client.hgetall(key))).not.toMatch(/s1|site_a/);
    const left = await redis.client.pttl(key);
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(HOUR_MS);
  });
});

describe('the record of a number', () => {
  it('keeps at most eight links before the last one, for as long as a late call may come', async () => {
    const { show, provider, pool, number } = await poolOfOne();
    const earlier = () => redis.client.hget(`${keys.pool(provider, pool)}:number:${number()}`, 'before');
    for (const session of ['s1', 's2', 's3']) await show(A, session, 1);
    expect((await earlier())?.split(';').length).toBe(3);
    for (let i = 0; i < 12; i++) await show(i % 2 ? A : B, `t${i}`, 1);
    expect((await earlier())?.split(';').length).toBe(9);
    clock.now += HOUR_MS + 1;
    await show(A, 'later');
    expect(await earlier(), 'none after the time').toBe('');
  });
});
