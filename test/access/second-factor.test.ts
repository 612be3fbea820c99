import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { credentialsOf } from '../../src/access/credentials.ts';
import { SecondFactor } from '../../src/access/second-factor.ts';
import { createSeal } from '../../src/infra/seal.ts';
import { openSqlite } from '../../src/store/sqlite/store.ts';
import { checkedLog } from '../support/log-lines.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';

let redis: TestRedis;
let now: number;
let person: string;
const store = await openSqlite(':memory:');
const { credentials } = store;
let people = 0;

beforeAll(async () => {
  redis = await startTestRedis();
});
beforeEach(() => {
  now = Date.parse('2026-03-01T12:00:10Z');
  people += 1;
  person = `per_${people}`;
});
afterAll(async () => {
  await store.close();
  await redis.remove();
});

function factorWith(...words: [string, ...string[]]): SecondFactor {
  const seal = createSeal(words);
  return new SecondFactor({
    ...{ credentials, seal, redis: redis.client, log: checkedLog(), now: () => new Date(now) },
  });
}
const factor = (...words: string[]) => factorWith(words[0] ?? 'the first long word', ...words.slice(1));

/** Sets the person's second factor up. Returns its secret and recovery codes. */
async function setUp(): Promise<{ secret: string; codes: string[] }> {
  const { secret } = await factor().begin(person, 'ada@example.com');
  const codes = await factor().confirm(person, codeOf(secret, -30));
  if (!codes) throw new Error('the code was refused');
  return { secret, codes };
}

/** Returns the app's code of the time that is `seconds` from now. */
function codeOf(secret: string, seconds = 0): string {
  return TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: now + seconds * 1000 });
}

async function use(code: string): Promise<boolean> {
  return factor().use(await credentialsOf(credentials, person), code);
}

describe('a second factor', () => {
  it('is in force once a code has confirmed it', async () => {
    const { secret } = await factor().begin(person, 'ada@example.com');
    expect(await factor().has(person)).toBe(false);
    expect(await use(codeOf(secret))).toBe(false);
    expect(await factor().confirm(person, '000000')).toBeNull();
    expect(await factor().has(person)).toBe(false);
    expect(await factor().confirm(person, codeOf(secret))).toHaveLength(10);
    expect(await factor().has(person)).toBe(true);
  });

  it('waits for its first code for ten minutes, and is confirmed once', async () => {
    const { secret } = await factor().begin(person, 'ada@example.com');
    const ttl = await redis.client.pttl(`ringtrail:totp:pending:${person}`);
    expect(ttl).toBeGreaterThan(500_000);
    expect(ttl).toBeLessThanOrEqual(600_000);
    await factor().confirm(person, codeOf(secret));
    await expect(factor().confirm(person, codeOf(secret, 30))).rejects.toMatchObject({ code: 'not_found' });
  });

  it('takes each code once, also at several gateways at the same moment, and the code that confirmed it not at all', async () => {
    const { secret } = await setUp();
    expect(await use(codeOf(secret, -30))).toBe(false);
    const results = await Promise.all([1, 2, 3, 4].map(() => use(codeOf(secret))));
    expect(results.filter(Boolean)).toHaveLength(1);
    expect(await use(codeOf(secret))).toBe(false);
    const next = codeOf(secret, 30);
    expect(await use(`${next.slice(0, 3)} ${next.slice(3)}`)).toBe(true);
    expect(await use(codeOf(secret, 60))).toBe(false);
  });

  it('takes each recovery code once, also when two requests use two codes at once', async () => {
    const { codes } = await setUp();
    const [first = '', second = '', third = ''] = codes;
    const results = await Promise.all([use(first), use(first), use(second), use(second.toUpperCase())]);
    expect(results.filter(Boolean)).toHaveLength(2);
    expect(await use(first)).toBe(false);
    expect(await use(third.replaceAll('-', ''))).toBe(true);
    expect((await credentialsOf(credentials, person)).recoveryCodes).toHaveLength(7);
  });

  it('is stored sealed, and recovery codes as digests', async () => {
    const { secret, codes } = await setUp();
    const stored = JSON.stringify(await credentials.get(person));
    expect(stored).not.toContain(secret);
    expect(stored).not.toContain(codes[0]);
    const { totp } = await credentialsOf(credentials, person);
    expect(await factor().use({ id: 'per_other', totp }, codeOf(secret)).catch(String)).toContain(
      'lacks the key',
    );
  });

  it('that a new one replaces takes no code and no recovery code any more', async () => {
    const former = await setUp();
    now += 3_600_000;
    const { secret } = await setUp();
    expect(await use(codeOf(former.secret))).toBe(false);
    expect(await use(former.codes[0] ?? '')).toBe(false);
    expect(await use(codeOf(secret))).toBe(true);
  });

  it('that was removed takes no code, and neither does one that waits', async () => {
    const { secret, codes } = await setUp();
    const waiting = await factor().begin(person, 'ada@example.com');
    expect(await factor().remove(person)).toBe(true);
    expect(await use(codeOf(secret))).toBe(false);
    expect(await use(codes[0] ?? '')).toBe(false);
    await expect(factor().confirm(person, codeOf(waiting.secret))).rejects.toMatchObject({
      code: 'not_found',
    });
    expect(await factor().remove(person)).toBe(false);
  });

  it('is sealed by the newest key when it is used, and a gateway without the key takes recovery codes alone', async () => {
    const { secret, codes } = await setUp();
    const stored = () => credentialsOf(credentials, person);
    const alone = factor('the second long word');
    await expect(alone.use(await stored(), codeOf(secret))).rejects.toMatchObject({ code: 'unavailable' });
    expect(await alone.use(await stored(), codes[0] ?? '')).toBe(true);
    const both = factor('the second long word', 'the first long word');
    expect(await both.use(await stored(), codeOf(secret))).toBe(true);
    expect(await alone.use(await stored(), codeOf(secret, 30))).toBe(true);
  });
});
