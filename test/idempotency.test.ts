import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idempotency } from '../src/kernel/idempotency.ts';
import type { Middleware } from '../src/kernel/route.ts';
import { startTestRedis, type TestRedis } from './support/redis.ts';

let redis: TestRedis;
let once: Middleware;
let made = 0;
beforeAll(async () => {
  redis = await startTestRedis();
  once = idempotency(redis.client);
});
afterAll(() => redis.remove());

/** A correction of the attribution, as its route would have it made. */
function correct(id: string, key: string, bearer = 'Bearer mine') {
  const headers = { 'idempotency-key': key, authorization: bearer };
  return once(
    { path: '/v1/attributions/{id}/corrections', params: { id }, body: { to: 'none' }, headers },
    async () => ({ status: 201, body: { id: `made ${++made}`, session: 'of-anna' } }),
  );
}

describe('an Idempotency-Key', () => {
  it('is of one record: with another in the path it is another request', async () => {
    await correct('attr_1', 'key-1');
    await expect(correct('attr_2', 'key-1')).rejects.toMatchObject({ code: 'idempotency_key_reused' });
  });

  it('keeps the answer for its bearer, and nothing in Redis that others could read', async () => {
    const first = await correct('attr_1', 'key-2');
    const kept = await Promise.all((await redis.client.keys('*')).map((key) => redis.client.get(key)));
    expect(kept.length).toBeGreaterThan(0);
    expect(JSON.stringify(kept)).not.toContain('of-anna');
    const again = await correct('attr_1', 'key-2');
    expect(again).toEqual({ status: 201, text: JSON.stringify(first.body) });
  });
});
