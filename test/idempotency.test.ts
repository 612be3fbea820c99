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

/** Corrects an attribution through the middleware, as its route does. */
function correct(id: string, key: string, bearer = 'Bearer mine') {
  const headers = { 'idempotency-key': key, authorization: bearer };
  return once(
    { path: '/v1/attributions/{id}/corrections', params: { id }, body: { to: 'none' }, headers },
    async () => ({ status: 201, body: { id: `made ${++made}`, session: 'of-anna' } }),
  );
}

describe('an Idempotency-Key', () => {
  it('is refused for another record in the path', async () => {
    await correct('attr_1', 'key-1');
    await expect(correct('attr_2', 'key-1')).rejects.toMatchObject({ code: 'idempotency_key_reused' });
  });

  it('stores the answer sealed for its bearer', async () => {
    const first = await correct('attr_1', 'key-2');
    const stored = await Promise.all((await redis.client.keys('*')).map((key) => redis.client.get(key)));
    expect(stored.length).toBeGreaterThan(0);
    expect(JSON.stringify(stored)).not.toContain('of-anna');
    const again = await correct('attr_1', 'key-2');
    expect(again).toEqual({ status: 201, text: JSON.stringify(first.body) });
  });
});
