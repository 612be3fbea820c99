import express from 'express';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Holder, RINGTRAIL } from '../../src/domain/holder.ts';
import { limitOperators } from '../../src/http/operator-limits.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';
import { type Ringtrail, startRingtrail } from '../support/ringtrail.ts';

const LIMIT = 5;

let redis: TestRedis;
let ringtrail: Ringtrail;
beforeAll(async () => {
  redis = await startTestRedis();
  ringtrail = await startRingtrail({
    env: { API_RATE_LIMIT: String(LIMIT), TRUST_PROXY: 'loopback', REDIS_URL: redis.url },
  });
});
afterAll(async () => {
  await ringtrail.stop();
  await redis.remove();
});

function get(key: string | null, address = '198.51.100.1', path = '/v1/providers') {
  return ringtrail.api('GET', path, { key, headers: { 'X-Forwarded-For': address } });
}

async function newKey(): Promise<string> {
  const body = { name: 'Limited', scopes: ['setup:read'] };
  // The first admin key has a limit too.
  await redis.client.del('ringtrail:requests:admin');
  return (await ringtrail.api<{ secret: string }>('POST', '/v1/keys', { body })).body.secret;
}

const statusesOf = async (count: number, send: () => Promise<{ status: number }>) => {
  const statuses: number[] = [];
  for (let i = 0; i < count; i++) statuses.push((await send()).status);
  return statuses;
};

describe('requests of operators', () => {
  it('of a key are limited, and those of another key are not', async () => {
    const [key, other] = [await newKey(), await newKey()];
    expect(await statusesOf(LIMIT + 1, () => get(key))).toEqual([...Array(LIMIT).fill(200), 429]);
    const refused = await get(key, '198.51.100.2');
    expect(refused).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.headers.get('ratelimit')).toContain('requests');
    expect((await get(other)).status).toBe(200);
  });

  it('without a valid key are limited for their address, where a valid key still works', async () => {
    const key = await newKey();
    let guesses = 0;
    const statuses = await statusesOf(31, () => get(`guess-${guesses++}`, '198.51.100.9'));
    expect(statuses).toEqual([...Array(30).fill(401), 429]);
    expect((await get(key, '198.51.100.9')).status).toBe(200);
    expect((await get('guess', '198.51.100.10')).status).toBe(401);
  });

  it('of monitoring and of pages are not limited with them', async () => {
    for (const path of ['/healthz', '/readyz', '/openapi.json'])
      expect(await statusesOf(40, () => get(null, '198.51.100.20', path)), path).toEqual(Array(40).fill(200));
  });

  it('count at operations that need a key alone, not at unknown paths or methods', async () => {
    const address = '198.51.100.30';
    expect(await statusesOf(40, () => get('guess', address, '/v1/nothing'))).toEqual(Array(40).fill(404));
    const wrongMethod = () =>
      ringtrail.api('PUT', '/v1/providers', { key: 'guess', headers: { 'X-Forwarded-For': address } });
    expect(await statusesOf(40, wrongMethod)).toEqual(Array(40).fill(405));
    expect((await get('guess', address)).status).toBe(401);
  });

  it('of a share link are limited to 60 for each address', async () => {
    const share: Holder = { ...RINGTRAIL, kind: 'share', id: 'shr_1' };
    const app = express();
    app.set('trust proxy', 1);
    app.use(
      limitOperators({
        ...{ redis: redis.client, perMinute: 1000, findHolder: async () => share },
        refuse: (_request, response) => void response.sendStatus(429),
      }),
      (_request, response) => void response.sendStatus(200),
    );
    const from = (address: string) => () => supertest(app).get('/').set('X-Forwarded-For', address);
    expect(await statusesOf(61, from('198.51.100.40'))).toEqual([...Array(60).fill(200), 429]);
    expect(await statusesOf(1, from('198.51.100.41'))).toEqual([200]);
  });

  it('are served while Redis is away', async () => {
    const key = await newKey();
    await redis.kill();
    expect(await statusesOf(LIMIT + 3, () => get(key))).toEqual(Array(LIMIT + 3).fill(200));
    await redis.start();
  });
});
