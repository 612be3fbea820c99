import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askNumber } from './support/allocations.ts';
import { eventually } from './support/eventually.ts';
import { faultsOfLog, secretsOf } from './support/log-lines.ts';
import { startTestRedis, type TestRedis } from './support/redis.ts';
import { startRingtrail } from './support/ringtrail.ts';
import { setUpProvider } from './support/setup-provider.ts';

const PASSWORD = 'right-password-of-redis';
const SESSION = 'session-of-a-visitor';

let redis: TestRedis;
beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(() => redis.remove());

describe('the log', () => {
  it('holds no session, no number and no script while Redis refuses to write', async () => {
    const ringtrail = await startRingtrail({ env: { REDIS_URL: redis.url, LOG_LEVEL: 'trace' } });
    try {
      const shop = await setUpProvider(ringtrail.api, { numbers: 3, threshold: 1000 });
      const { body } = await askNumber(ringtrail.api, shop, SESSION);
      await redis.client.config('SET', 'maxmemory', '1');
      await askNumber(ringtrail.api, shop, `${SESSION}-2`);
      const hit = { site: shop.site, session: SESSION, type: 'tap', link: body.link };
      await ringtrail.api('POST', '/v1/hits', { key: null, body: [hit] });
      await ringtrail.api('POST', `/v1/links/${body.link}/renewals`, {
        key: null,
        body: { session: SESSION },
      });
      await eventually(() => ringtrail.output().includes('OOM'));
      expect(ringtrail.output()).not.toContain(SESSION);
    } finally {
      await redis.client.config('SET', 'maxmemory', '0');
      // Rejects when a line holds a number, Lua or the arguments of a command.
      await ringtrail.stop();
    }
  });

  it('holds no password of Redis that Redis refuses', async () => {
    await redis.client.config('SET', 'requirepass', PASSWORD);
    const wrong = 'wrong-password-of-redis';
    const env = { REDIS_URL: `${redis.url}?password=${wrong}`, LOG_LEVEL: 'trace' };
    const ringtrail = await startRingtrail({ env });
    try {
      await eventually(() => /WRONGPASS|invalid password/.test(ringtrail.output()));
      expect(ringtrail.output()).not.toContain(wrong);
    } finally {
      await ringtrail.stop();
      await redis.client.config('SET', 'requirepass', '');
    }
  });
});

describe('the check of log lines', () => {
  const line = (text: string) => `{"level":"warn","msg":"${text}"}`;

  it.each([
    ['+12025550177'],
    ['/v1/calls?to=%2B12025550177'],
    ['lnk_1m85dbrc3g49rb6k_0a1b2c3d4e_12025550177'],
    ['ovf_1767225600000-0_12025550177'],
    ["local x = redis.call('GET', KEYS[1])"],
    ['session|end_1|site_1|abc'],
    ['site_1m85dbrc3g49rb6k|abc'],
    ["with args beginning with: 'abc'"],
    ['the key is rt_test_admin_key_0000'],
  ])('finds %s', (text) => {
    expect(faultsOfLog(line(text), ['rt_test_admin_key_0000'])).toHaveLength(1);
  });

  it('takes masked numbers, times and other output', () => {
    expect(faultsOfLog(`${line('+1202*****77 at 1767225600000')}\n+12025550177`)).toEqual([]);
  });

  it('knows the secrets of an environment', () => {
    expect(
      secretsOf({
        REDIS_URL: 'redis://user:pass-1@redis:6379/2',
        TWILIO_AUTH_TOKEN: 'token-01,token-02',
        PORT: '8080',
      }),
    ).toEqual(['pass-1', 'token-01', 'token-02']);
  });
});
