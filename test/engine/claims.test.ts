import { describe, expect, it } from 'vitest';
import type { PoolSettings } from '../../src/allocation/engine/pool.ts';
import type { AllocationInput } from '../../src/allocation/engine/ports.ts';
import { keys } from '../../src/allocation/keys.ts';
import { type BucketValues, bucketId } from '../../src/domain/bucket.ts';
import { readLedger, readPool } from './audit.ts';
import { ask, type NUMBERS, newPool, someNumbers } from './operations.ts';
import { startTestEngine } from './test-engine.ts';

const T = 5;

const { redis, engine, clock } = await startTestEngine();

async function pool(changes: Partial<PoolSettings> = {}, numbers = 20): Promise<PoolSettings> {
  const settings = await newPool(engine, { threshold: T, ...changes });
  await engine.addNumbers(settings.provider, settings.pool, someNumbers(numbers));
  return settings;
}

async function askAll(settings: PoolSettings, sessions: string[], changes: Partial<AllocationInput> = {}) {
  const answers = [];
  for (const session of sessions) answers.push(await engine.allocate(settings, ask({ ...changes, session })));
  return answers;
}

const chosen = async (settings: PoolSettings, sessions: string[], changes: Partial<AllocationInput> = {}) =>
  (await askAll(settings, sessions, changes)).map(({ keyedBy }) => keyedBy);
const sessions = (count: number, prefix = 's') => Array.from({ length: count }, (_, i) => `${prefix}${i}`);
const times = <X>(count: number, x: X): X[] => Array(count).fill(x);

describe('the choice of session or bucket', () => {
  it('selects the session with 4 and 5 active sessions at a threshold of 5, and the bucket with 6', async () => {
    const answers = await askAll(await pool(), sessions(6));
    expect(answers.map(({ keyedBy, activeSessions }) => [activeSessions, keyedBy]).slice(3)).toEqual([
      [4, 'session'],
      [5, 'session'],
      [6, 'bucket'],
    ]);
    expect(answers.every(({ threshold }) => threshold === T)).toBe(true);
  });

  it('adds the active sessions of two sites: 3 and 3 select the bucket on both at a threshold of 5', async () => {
    const settings = await pool();
    const onB = { site: 'site_b', endpoint: 'end_b1' };
    expect(await chosen(settings, sessions(3))).toEqual(times(3, 'session'));
    expect(await chosen(settings, sessions(3), onB)).toEqual(['session', 'session', 'bucket']);
    expect(await chosen(settings, ['s0'])).toEqual(['bucket']);
    expect(await chosen(settings, ['s0'], onB)).toEqual(['bucket']);
  });

  it('does not count sessions of another provider', async () => {
    const crowded = await pool({ threshold: null });
    await askAll(crowded, sessions(1000));
    expect(await chosen(await pool(), sessions(6))).toEqual([...times(5, 'session'), 'bucket']);
  });

  it('counts the sites apart in the variant: 5 of 5 reached selects the bucket, 3 of 5 the session', async () => {
    const settings = await pool({ countedBy: 'site', boundary: 'reaching' });
    const onB = { site: 'site_b', endpoint: 'end_b1' };
    expect(await chosen(settings, sessions(5))).toEqual([...times(4, 'session'), 'bucket']);
    expect(await chosen(settings, sessions(3), onB)).toEqual(times(3, 'session'));
  });

  it.each([
    { active: 4, boundary: 'above', next: 'session' },
    { active: 5, boundary: 'above', next: 'bucket' },
    { active: 4, boundary: 'reaching', next: 'bucket' },
  ] as const)(
    'keys the next session by its $next at $active active of 5 with the boundary $boundary, and the state says so',
    async ({ active, boundary, next }) => {
      const settings = await pool({ boundary });
      await askAll(settings, sessions(active));
      const { nextKeyedBy } = await engine.state(settings, { restedMs: 0, minutes: 1, site: '' });
      expect(nextKeyedBy).toBe(next);
      expect(await chosen(settings, ['next'])).toEqual([next]);
    },
  );

  it('counts a renewal and a hit as signs of life on their site, where sites are counted apart', async () => {
    const settings = await pool({ countedBy: 'site', threshold: 1 });
    const [first] = await askAll(settings, ['first', 'second']);
    clock.now += 100_000;
    await engine.renew(settings, first?.link ?? '', first?.number ?? '', 'first');
    const hit = {
      site: 'site_a',
      endpoints: ['end_a1'],
      page: null,
      type: 'page',
      caller: 'c',
      rateLimit: 0,
    } as const;
    await engine.recordHit(settings, { ...hit, session: 'second' });
    await engine.recordHit(settings, { ...hit, session: 'made-up' });
    clock.now += 100_000;
    expect((await engine.allocate(settings, ask({ session: 'third' }))).activeSessions).toBe(3);
  });

  it('comes back to sessions when the count has fallen to the threshold, for new sessions', async () => {
    const settings = await pool();
    const answers = await askAll(settings, sessions(6));
    clock.now += 110_000;
    // The bucket's link keeps its number.
    expect(await askAll(settings, ['s5'])).toMatchObject([
      { keyedBy: 'bucket', number: answers[5]?.number, link: answers[5]?.link },
    ]);
    clock.now += 20_000;
    expect(await chosen(settings, ['new'])).toEqual(['session']);
    const call = { carrier: 'twilio', id: 'call-1', to: answers[5]?.number ?? '' };
    expect(await engine.resolve(settings.provider, settings.pool, call)).toMatchObject({
      kind: 'live',
      keyedBy: 'bucket',
    });
  });

  it('comes back to sessions only when the count is below the threshold by the hysteresis', async () => {
    const slow = await pool({ hysteresis: 2, activeSeconds: 60 });
    await askAll(slow, sessions(6));
    clock.now += 40_000;
    expect(await chosen(slow, sessions(3))).toEqual(times(3, 'bucket'));
    clock.now += 30_000;
    // Three of the six are active. The new one makes 4, which exceeds 5 - 2 and selects the bucket.
    expect(await chosen(slow, ['new', 's0'])).toEqual(['bucket', 'bucket']);
    clock.now += 40_000;
    expect(await chosen(slow, ['s1'])).toEqual(['session']);
    expect(await chosen(slow, ['x', 'y', 'z'])).toEqual(['session', 'session', 'bucket']);
  });
});

describe('the combination of endpoint, site and key', () => {
  it('is another one for session "x" than for bucket "x"', async () => {
    const settings = await pool({ threshold: 1 });
    const [bySession, byBucket] = await askAll(settings, ['x', 'y'], { bucket: 'x' });
    expect([bySession?.keyedBy, byBucket?.keyedBy]).toEqual(['session', 'bucket']);
    expect(byBucket?.number).not.toBe(bySession?.number);
  });

  it('stores the selected key only, with the number and in the ledger', async () => {
    const settings = await pool({ threshold: 1 });
    const bucket = 'the-bucket-that-was-not-chosen';
    const [bySession] = await askAll(settings, ['the-chosen-session'], { bucket });
    const { records, combinations, shown } = await readPool(redis.client, settings.provider, settings.pool);
    expect(records.get(bySession?.number ?? '')).toMatchObject({
      combination: 'session|end_a1|site_a|the-chosen-session',
    });
    expect(combinations).toEqual({ 'session|end_a1|site_a|the-chosen-session': bySession?.number });
    expect(shown.size).toBe(0);
    expect(JSON.stringify([...records])).not.toContain(bucket);
    expect(JSON.stringify(await readLedger(redis.client, settings.provider))).not.toContain(bucket);

    const [byBucket] = await askAll(settings, ['not-chosen'], { bucket: 'chosen' });
    const after = await readPool(redis.client, settings.provider, settings.pool);
    expect(after.records.get(byBucket?.number ?? '')).toMatchObject({
      combination: 'bucket|end_a1|site_a|chosen',
    });
    expect(JSON.stringify([...after.records, after.combinations])).not.toContain('not-chosen');
    const starts = (await readLedger(redis.client, settings.provider)).filter(({ type }) => type === 'start');
    expect(starts).toMatchObject([
      { keyedBy: 'session', key: 'the-chosen-session' },
      { keyedBy: 'bucket', key: 'chosen' },
    ]);
  });

  it('gives a session another number for another endpoint and another site, and the same for the same', async () => {
    const settings = await pool({ threshold: 100 });
    const answers = [
      await engine.allocate(settings, ask()),
      await engine.allocate(settings, ask({ endpoint: 'end_a2' })),
      await engine.allocate(settings, ask({ site: 'site_b' })),
      await engine.allocate(settings, ask()),
    ];
    expect(new Set(answers.map(({ number }) => number)).size).toBe(3);
    expect(answers[3]).toMatchObject({ number: answers[0]?.number, link: answers[0]?.link });
  });

  it('gives one number to equal criteria in any case, order and spacing, and another to different criteria', async () => {
    const settings = await pool({ threshold: 0 });
    const criteria = ['source', 'medium'] as const;
    const numberOf = async (values: BucketValues) =>
      (await engine.allocate(settings, ask({ bucket: bucketId(criteria, values) }))).number;
    const plain = await numberOf({ source: 'google', medium: 'cpc' });
    expect(await numberOf({ medium: ' CPC ', source: 'Google', campaign: 'ignored' })).toBe(plain);
    const different: BucketValues[] = [
      { source: 'google', medium: 'organic' },
      { source: 'google' },
      { medium: 'google' },
      { source: 'a|b', medium: 'c' },
      { source: 'a', medium: 'b|c' },
      { source: 'a","medium":"b', medium: 'c' },
      { source: 'a', medium: 'b","medium":"c' },
    ];
    const others = await Promise.all(different.map(numberOf));
    expect(new Set([plain, ...others]).size).toBe(8);
  });

  it('is another one for each key that holds separators', async () => {
    const settings = await pool({ threshold: 100 });
    const keys = ['s', '|s', 's|', 'site_a|s', 'bucket|end_a1|site_a|b0', ''];
    const answers = await askAll(settings, keys);
    expect(new Set(answers.map(({ number }) => number)).size).toBe(keys.length);
    expect((await askAll(settings, keys)).map(({ number }) => number)).toEqual(
      answers.map(({ number }) => number),
    );
  });
});

describe('the end of a link', () => {
  it('is never undone: it is not renewed, and its number comes with a new link', async () => {
    const settings = await pool({}, 1);
    const [first] = await askAll(settings, ['s']);
    clock.now += settings.holdSeconds * 1000 - 1;
    expect(await engine.renew(settings, first?.link ?? '', first?.number ?? '', 's')).not.toBeNull();
    clock.now += settings.holdSeconds * 1000;
    expect(await engine.renew(settings, first?.link ?? '', first?.number ?? '', 's')).toBeNull();
    const [again] = await askAll(settings, ['s']);
    expect(again?.number).toBe(first?.number);
    expect(again?.link).not.toBe(first?.link);
    expect(await engine.renew(settings, first?.link ?? '', first?.number ?? '', 's')).toBeNull();
    expect(
      await engine.leaveLink(settings.provider, settings.pool, {
        session: 's',
        site: 'site_a',
        link: first?.link ?? '',
        number: first?.number ?? '',
      }),
    ).toBe(0);
    expect(await readLedger(redis.client, settings.provider)).toMatchObject([
      { type: 'start', former: null, returned: false },
      { type: 'shown' },
      { type: 'end', cause: 'expired' },
      { type: 'start', former: first?.link, returned: true },
      { type: 'shown' },
    ]);
  });

  it('comes for a bucket when its last visitor has left, with or without a session', async () => {
    const settings = await pool({ threshold: 0 });
    const { provider, pool: name, holdSeconds } = settings;
    const [one] = await askAll(settings, ['a', 'b', '']);
    const link = one?.link ?? '';
    const number = one?.number ?? '';
    const leave = (session: string) =>
      engine.leaveLink(provider, name, { session, site: 'site_a', link, number });
    expect([await leave('a'), await leave('b')]).toEqual([0, 0]);
    clock.now += holdSeconds * 1000 - 1;
    expect(await engine.renew(settings, link, number, 'a'), 'a has left').toBeNull();
    expect(await engine.renew(settings, link, number, '')).not.toBeNull();
    clock.now += holdSeconds * 1000;
    expect(await engine.renew(settings, link, number, '')).toBeNull();

    const [two] = await askAll(settings, ['a', 'b']);
    expect(
      await engine.leaveLink(provider, name, {
        session: 'a',
        site: 'site_a',
        link: two?.link ?? '',
        number: two?.number ?? '',
      }),
    ).toBe(0);
    expect(
      await engine.leaveLink(provider, name, {
        session: 'b',
        site: 'site_a',
        link: two?.link ?? '',
        number: two?.number ?? '',
      }),
    ).toBe(1);
  });

  it('comes at once when the last session leaves and the others were silent for a hold', async () => {
    const settings = await pool({ threshold: 0, holdSeconds: 100 });
    const { provider, pool: name } = settings;
    const [one] = await askAll(settings, ['silent', 'b']);
    clock.now += 99_000;
    await engine.renew(settings, one?.link ?? '', one?.number ?? '', 'b');
    clock.now += 50_000;
    expect(
      await engine.leaveLink(provider, name, {
        session: 'b',
        site: 'site_a',
        link: one?.link ?? '',
        number: one?.number ?? '',
      }),
    ).toBe(1);
    const { records } = await readPool(redis.client, provider, name);
    expect(records.get(one?.number ?? '')).toMatchObject({ ended: String(clock.now) });
  });

  it('comes for a session of a bucket after its own hold: it requests a new number and counts as active again', async () => {
    const settings = await pool({ threshold: 0, holdSeconds: 100, activeSeconds: 100 });
    const [one] = await askAll(settings, ['hidden', 'b']);
    const renew = (session: string) => engine.renew(settings, one?.link ?? '', one?.number ?? '', session);
    clock.now += 60_000;
    await renew('b');
    clock.now += 60_000;
    expect(await renew('hidden')).toBeNull();
    expect(await askAll(settings, ['hidden'])).toMatchObject([{ link: one?.link, activeSessions: 2 }]);
    expect(await renew('hidden')).not.toBeNull();
  });
});

describe('the claim of a call', () => {
  const claimOf = (settings: PoolSettings, id: string) => keys.claim(settings.provider, 'twilio', id);

  it('is an array in Redis, which gateways of every version read', async () => {
    const settings = await pool();
    const [allocated] = await askAll(settings, ['caller']);
    const { link = '', number = '' } = allocated ?? {};
    await engine.resolve(settings.provider, settings.pool, { carrier: 'twilio', id: 'call-1', to: number });
    const claim = JSON.parse((await redis.client.get(claimOf(settings, 'call-1'))) ?? '');
    expect(claim).toEqual(['live', clock.now, link, 'session', 'caller', 'end_a1', 'site_a']);
  });

  it('of an earlier version answers the repeat of its call', async () => {
    const settings = await pool();
    const claim = ['late', 1_800_000_000_000, 'lnk_1', 'bucket', 'b|0', 'end_a2', 'site_a'];
    await redis.client.set(claimOf(settings, 'call-2'), JSON.stringify(claim));
    const call = { carrier: 'twilio', id: 'call-2', to: '+12025550000' };
    const answer = { kind: 'late', at: claim[1], link: 'lnk_1', keyedBy: 'bucket', key: 'b|0' };
    const expected = { ...answer, endpoint: 'end_a2', site: 'site_a' };
    expect(await engine.resolve(settings.provider, settings.pool, call)).toEqual({
      ...expected,
      last: null,
    });
    expect(await engine.resolved(settings.provider, 'twilio', 'call-2')).toEqual(expected);
  });

  it.each([
    ['gives way to the answer that the call got, where it was made afterwards', 100, 'end_a2'],
    ['stays when another gateway had answered the call long before', -60_000, 'end_a1'],
  ])('%s', async (_name, madeAfterMs, expected) => {
    const { provider } = await pool();
    const call = { carrier: 'twilio', id: 'call-3' };
    const claim = { kind: 'live', link: 'lnk_1', keyedBy: 'session', key: 's', site: 'site_a' } as const;
    const at = clock.now;
    await engine.claim(provider, call, { ...claim, at: at + madeAfterMs, endpoint: 'end_a1' });
    await engine.claim(provider, call, { ...claim, at, endpoint: 'end_a2' });
    expect(await engine.resolved(provider, 'twilio', 'call-3')).toMatchObject({ endpoint: expected });
  });
});

describe('a session whose id holds half a character', () => {
  it('gets a number and leaves it like any other', async () => {
    const settings = await pool();
    const { provider, pool: name } = settings;
    const [allocated] = await askAll(settings, ['half-\ud800']);
    expect(allocated).toMatchObject({ keyedBy: 'session' });
    const visit = { session: 'half-\ud800', site: 'site_a', endpoints: ['end_a1', 'end_a2'] };
    expect(await engine.leaveSite(provider, name, visit)).toBe(1);
    expect(await engine.forgetSession(provider, name, visit)).toBeGreaterThan(0);
  });
});

describe('expired links that no request has ended yet', () => {
  const many = async (changes: Partial<PoolSettings>, numbers: typeof NUMBERS) => {
    const settings = await newPool(engine, { threshold: 1000, ...changes });
    await engine.addNumbers(settings.provider, settings.pool, numbers);
    return settings;
  };

  it('count as free numbers beside the reserve, so a new session gets a number', async () => {
    const settings = await many({ reserve: 20 }, someNumbers(100));
    await askAll(settings, sessions(80));
    clock.now += 130_000;
    expect(await chosen(settings, ['new'])).toEqual(['session']);
  });

  it('do not hide a number of the right country', async () => {
    const british = { number: '+442079460100', zone: { country: '44', area: '44-20' } };
    const settings = await many({ reserve: 0 }, [...someNumbers(20), british]);
    await askAll(settings, sessions(20));
    clock.now += 1000;
    await askAll(settings, ['uk'], { zone: british.zone });
    clock.now += 130_000;
    expect(await askAll(settings, ['uk-2'], { zone: british.zone })).toMatchObject([
      { keyedBy: 'session', number: british.number },
    ]);
  });
});

describe('the ladder', () => {
  it('gives the reason of each rung', async () => {
    const settings = await pool({ threshold: 3, reserve: 2, overflowNumber: '+18005550199' }, 4);
    expect(
      (await askAll(settings, sessions(3))).map(({ keyedBy, reason }) => `${keyedBy} ${reason}`),
    ).toEqual([...times(2, 'session within_threshold'), 'bucket no_number_for_session']);
    const rung = async (changes: Partial<AllocationInput>) => {
      const { keyedBy, reason, number, link } = await engine.allocate(settings, ask(changes));
      return `${keyedBy} ${reason} ${number ? 'number' : ''} ${link ? 'link' : ''}`;
    };
    expect(await rung({ session: 's9' })).toBe('bucket over_threshold number link');
    expect(await rung({ session: '' })).toBe('bucket no_session number link');
    expect(await rung({ session: 's9', bucket: 'b1' })).toBe('bucket over_threshold number link');
    expect(await rung({ session: 's9', bucket: 'b2' })).toBe('overflow no_number_free number ');
    settings.overflowNumber = null;
    expect(await rung({ session: 's9', bucket: 'b2' })).toBe('none no_number_free  ');
    expect(await rung({ caller: 'eager', rateLimit: 1, bucket: 'b2' })).toBe('none no_number_free  ');
    expect(await rung({ caller: 'eager', rateLimit: 1 })).toBe('none rate_limited  ');
    expect(await rung({ site: 'site_x', siteLimit: 1, bucket: 'b2' })).toBe('none no_number_free  ');
    expect(await rung({ site: 'site_x', siteLimit: 1 })).toBe('none site_rate_limited  ');
  });

  it('adds each showing of the overflow number to the ledger, with its session', async () => {
    const settings = await pool({ threshold: 3, reserve: 0, overflowNumber: '+18005550199' }, 1);
    await askAll(settings, ['s1', 's2', 's3']);
    clock.now += 5000;
    await askAll(settings, ['s2']);
    const entries = await readLedger(redis.client, settings.provider);
    const shown = entries.filter((entry) => entry.type === 'shown' && entry.link.startsWith('ovf_'));
    expect(shown).toMatchObject([{ session: 's2' }, { session: 's3' }, { session: 's2' }]);
    const starts = entries.filter((entry) => entry.type === 'start').slice(1);
    expect(starts).toMatchObject(times(3, { number: '+18005550199', keyedBy: null, pool: null }));
    expect(new Set(starts.map((entry) => entry.type === 'start' && entry.link)).size).toBe(3);
  });

  it('has a default reserve of a fifth and at least one, and a default threshold of the rest', async () => {
    const limits: [number, number, number][] = [];
    for (const numbers of [0, 1, 4, 5, 10, 100]) {
      const settings = await pool({ threshold: null }, numbers);
      const { threshold, reserve } = await engine.state(settings, { restedMs: 0, minutes: 1, site: '' });
      limits.push([numbers, threshold, reserve]);
    }
    expect(limits).toEqual([
      [0, 0, 1],
      [1, 0, 1],
      [4, 3, 1],
      [5, 4, 1],
      [10, 8, 2],
      [100, 80, 20],
    ]);
  });
});
