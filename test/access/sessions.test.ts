import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { IDLE_MS, LIFE_MS, MAX_SESSIONS, Sessions } from '../../src/access/sessions.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';

const FROM = { address: '198.51.100.1', agent: 'A browser', way: 'password', secondFactor: false } as const;

let redis: TestRedis;
let now: number;
let sessions: Sessions;
beforeAll(async () => {
  redis = await startTestRedis();
});
beforeEach(() => {
  now = Date.parse('2026-03-01T12:00:00Z');
  sessions = new Sessions(redis.client, () => new Date(now));
});
afterAll(() => redis.remove());

describe('a session', () => {
  it('is found by its secret, and Redis does not hold the secret', async () => {
    const { session, secret } = await sessions.begin('per_a', FROM);
    expect(await sessions.find(secret)).toEqual(session);
    expect(await sessions.find(`${secret}x`)).toBeNull();
    expect(await sessions.find(secret.replace('per_a', 'per_b'))).toBeNull();
    const stored = JSON.stringify(await redis.client.hgetall('ringtrail:sessions:per_a'));
    expect(stored).not.toContain(secret.split('.')[1]);
  });

  it('ends after a day without requests, and each request begins another day', async () => {
    const { secret } = await sessions.begin('per_c', FROM);
    now += IDLE_MS - 1;
    expect(await sessions.find(secret)).not.toBeNull();
    now += IDLE_MS - 1;
    expect(await sessions.find(secret)).not.toBeNull();
    now += IDLE_MS;
    expect(await sessions.find(secret)).toBeNull();
  });

  it('ends two weeks after the sign-in, however often it is used', async () => {
    const { session, secret } = await sessions.begin('per_d', FROM);
    for (; now < session.startedAt + LIFE_MS - IDLE_MS; now += IDLE_MS - 1) await sessions.find(secret);
    expect(await sessions.find(secret)).not.toBeNull();
    now = session.startedAt + LIFE_MS;
    expect(await sessions.find(secret)).toBeNull();
  });

  it('that has ended is not brought back by a request that was under way', async () => {
    const { secret } = await sessions.begin('per_e', FROM);
    now += 2 * 60_000;
    // The first command of `find` reaches Redis before the end, and its second one after it.
    await Promise.all([sessions.find(secret), sessions.end('per_e')]);
    expect(await sessions.find(secret)).toBeNull();
    expect(await sessions.list('per_e')).toEqual([]);
  });
});

it('the sessions of a person are listed, the latest first, and ended one by one or all at once', async () => {
  const ids: string[] = [];
  for (let i = 0; i < 3; i++) {
    ids.unshift((await sessions.begin('per_f', FROM)).session.id);
    now += 1000;
  }
  expect((await sessions.list('per_f')).map(({ id }) => id)).toEqual(ids);
  expect(await sessions.end('per_f', ({ id }) => id === ids[1])).toBe(1);
  expect((await sessions.list('per_f')).map(({ id }) => id)).toEqual([ids[0], ids[2]]);
  expect(await sessions.end('per_f')).toBe(2);
  expect(await sessions.end('per_f')).toBe(0);
});

it('the session above the limit of a person ends the oldest one', async () => {
  const first = await sessions.begin('per_g', FROM);
  for (let i = 1; i < MAX_SESSIONS; i++) {
    now += 1000;
    await sessions.begin('per_g', FROM);
  }
  expect(await sessions.find(first.secret)).not.toBeNull();
  now += 1000;
  const last = await sessions.begin('per_g', FROM);
  expect(await sessions.find(first.secret)).toBeNull();
  expect(await sessions.find(last.secret)).not.toBeNull();
  expect(await sessions.list('per_g')).toHaveLength(MAX_SESSIONS);
});
