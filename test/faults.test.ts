import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keys } from '../src/allocation/keys.ts';
import { askNumber } from './support/allocations.ts';
import { attributionOf, callOf, callsOf } from './support/records.ts';
import { startTestRedis, type TestRedis } from './support/redis.ts';
import { type Ringtrail, startRingtrail } from './support/ringtrail.ts';
import { type SetUp, setUpProvider } from './support/setup-provider.ts';
import { dialled, newCallSid, playCall, postWebhook, VOICE } from './support/twilio.ts';

/** The eight faults that were measured on the nearest open systems: here each is absent. */
let redis: TestRedis;
let ringtrail: Ringtrail;

beforeAll(async () => {
  redis = await startTestRedis();
  ringtrail = await startRingtrail({ env: { REDIS_URL: redis.url } });
});
afterAll(async () => {
  await ringtrail.stop();
  await redis.remove();
});

const parties = (callSid: string, to: string) => ({ CallSid: callSid, From: '+12125550100', To: to });

/** How many of the pool's numbers are linked to nobody, asked of Redis itself. */
async function freeNumbers({ provider, pool }: SetUp): Promise<number> {
  return redis.client.zcard(`${keys.pool(provider, pool)}:free:1`);
}

async function timed<T>(work: () => Promise<T>): Promise<{ result: T; ms: number }> {
  const began = performance.now();
  const result = await work();
  return { result, ms: performance.now() - began };
}

describe('a crowd of visitors', () => {
  it('gets 100 different numbers, 50 asking at a time, when exactly 100 are free', async () => {
    const shop = await setUpProvider(ringtrail.api, { numbers: 100, threshold: 1000 });
    const sessions = Array.from({ length: 100 }, (_, i) => `visitor-${i}`);
    const given: (string | null)[] = [];
    await Promise.all(
      Array.from({ length: 50 }, async () => {
        for (let session = sessions.pop(); session; session = sessions.pop()) {
          given.push((await askNumber(ringtrail.api, shop, session)).body.number);
        }
      }),
    );
    expect(given).toHaveLength(100);
    expect(new Set(given)).toEqual(new Set(shop.numbers));
    // The pool is really empty: the next one gets none, and is told so.
    const next = await askNumber(ringtrail.api, shop, 'one-too-many');
    expect(next).toMatchObject({
      status: 200,
      body: { number: null, keyedBy: 'none', reason: 'no_number_free' },
    });
  });

  it('gets one number and eight good answers when it is one visitor who asks eight times at once', async () => {
    const shop = await setUpProvider(ringtrail.api, { numbers: 1000, threshold: 1000 });
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => askNumber(ringtrail.api, shop, 'impatient')),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(new Set(answers.map(({ body }) => body.number)).size).toBe(1);
    expect(new Set(answers.map(({ body }) => body.link)).size).toBe(1);
    expect(await freeNumbers(shop)).toBe(999);
  });
});

describe('the carrier', () => {
  it('gets the same answer when it asks again, at once or at the same time, and there is one call', async () => {
    const shop = await setUpProvider(ringtrail.api);
    const { number } = (await askNumber(ringtrail.api, shop, 'caller')).body;
    const fields = parties(newCallSid(), number ?? '');
    const answers = await Promise.all(Array.from({ length: 4 }, () => postWebhook(ringtrail, VOICE, fields)));
    answers.push(await postWebhook(ringtrail, VOICE, fields));
    // Also when the number has gone to nobody meanwhile: the answer is that of the moment of the call.
    await ringtrail.api('POST', '/v1/hits', {
      key: null,
      body: [{ site: shop.site, session: 'caller', type: 'leave' }],
    });
    answers.push(await postWebhook(ringtrail, VOICE, fields));

    expect(dialled(answers[0]?.text ?? '')?.number).toBe(shop.endpointNumber);
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    // Whatever was queued before the next call has been worked off when that one is there.
    const { callSid } = await playCall(ringtrail, { to: shop.numbers[1] ?? '' });
    await attributionOf(ringtrail.api, callSid);
    expect(await callsOf(ringtrail.api, fields.CallSid)).toMatchObject([{ resolution: 'live' }]);
  });

  it('is refused when its webhook is not signed, and no call is made of it', async () => {
    const shop = await setUpProvider(ringtrail.api);
    const fields = parties(newCallSid(), shop.numbers[0] ?? '');
    const refused = await postWebhook(ringtrail, VOICE, fields, null);
    expect(refused).toMatchObject({ status: 403, code: 'signature_invalid' });
    expect(refused.text).not.toContain(shop.endpointNumber);
    const { callSid } = await playCall(ringtrail, { to: shop.numbers[0] ?? '' });
    await attributionOf(ringtrail.api, callSid);
    expect(await callsOf(ringtrail.api, fields.CallSid)).toEqual([]);
  });

  it('gets an answer for a number that nobody knows', async () => {
    const fields = parties(newCallSid(), '+12025559998');
    const { result, ms } = await timed(() => postWebhook(ringtrail, VOICE, fields));
    expect(result.status).toBe(200);
    expect(result.text).toMatch(/<Say>[^<]+<\/Say><Hangup\/>/);
    expect(ms).toBeLessThan(1000);
  });
});

describe('numbers whose visitors are gone', () => {
  it('are all free again once their hold is over, though nobody asks for one', async () => {
    const shop = await setUpProvider(ringtrail.api, { numbers: 100, threshold: 1000, holdSeconds: 5 });
    const links = await Promise.all(
      Array.from(
        { length: 100 },
        async (_, i) => (await askNumber(ringtrail.api, shop, `stale-${i}`)).body.link,
      ),
    );
    const renew = () => ringtrail.api('POST', `/v1/links/${links[0]}/renewals`, { key: null, body: {} });
    expect(await freeNumbers(shop)).toBe(0);
    // One of them stays: its number must not be freed with the others.
    const alive = setInterval(renew, 1000);
    try {
      await expect.poll(() => freeNumbers(shop)).toBe(99);
      expect((await renew()).status).toBe(200);
      expect(await freeNumbers(shop)).toBe(99);
    } finally {
      clearInterval(alive);
    }
    const renewed = await ringtrail.api('POST', `/v1/links/${links[1]}/renewals`, { key: null, body: {} });
    expect(renewed.status).toBe(410);
  });
});

describe('without Redis', () => {
  let shop: SetUp;
  let shown: string;
  beforeAll(async () => {
    // By default Redis answers before it has written while the disk is busy, and what it is killed with is lost.
    await redis.client.config('SET', 'appendfsync', 'always');
    shop = await setUpProvider(ringtrail.api);
    shown = (await askNumber(ringtrail.api, shop, 'early')).body.number ?? '';
  });

  /** What must hold while Redis is away; returns the call that was made meanwhile. */
  async function callMeanwhile(): Promise<string> {
    const asked = await timed(() => askNumber(ringtrail.api, shop, 'unlucky'));
    expect(asked.result).toMatchObject({
      status: 200,
      body: { keyedBy: 'none', reason: 'unavailable', number: null },
    });
    expect(asked.ms).toBeLessThan(1500);

    const callSid = newCallSid();
    const fields = parties(callSid, shown);
    const voice = await timed(() => postWebhook(ringtrail, VOICE, fields));
    expect(dialled(voice.result.text)?.number).toBe(shop.endpointNumber);
    expect(voice.ms).toBeLessThan(1500);
    const again = await postWebhook(ringtrail, VOICE, fields);
    expect(again.text).toBe(voice.result.text);
    await postWebhook(ringtrail, dialled(voice.result.text)?.action ?? '', {
      ...fields,
      DialCallStatus: 'completed',
      DialCallDuration: '17',
    });
    return callSid;
  }

  it('pages keep their own number at once, calls reach their endpoint, and are there once when it is back', async () => {
    await redis.kill();
    const callSid = await callMeanwhile();
    expect((await ringtrail.api('GET', '/readyz')).status).toBe(503);
    await redis.start();
    // Also whose number it was is found out afterwards, from the ledger.
    expect(await attributionOf(ringtrail.api, callSid)).toMatchObject({ session: 'early' });
    expect(await callOf(ringtrail.api, callSid)).toMatchObject({ outcome: 'answered', talkSeconds: 17 });
    expect(await callsOf(ringtrail.api, callSid)).toHaveLength(1);
    expect((await askNumber(ringtrail.api, shop, 'lucky')).body.keyedBy).toBe('session');
    expect((await ringtrail.api('GET', '/readyz')).status).toBe(200);
  });

  it('the same holds while Redis hangs instead of being gone', async () => {
    redis.freeze();
    const callSid = await callMeanwhile().finally(redis.thaw);
    expect(await attributionOf(ringtrail.api, callSid)).toMatchObject({ session: 'early' });
    expect(await callOf(ringtrail.api, callSid)).toMatchObject({ outcome: 'answered', talkSeconds: 17 });
    expect(await callsOf(ringtrail.api, callSid)).toHaveLength(1);
  });
});

describe('a start', () => {
  it('waits for a Redis that takes its time, and the demo is there', async () => {
    const slow = await startTestRedis();
    slow.freeze();
    setTimeout(slow.thaw, 1000);
    const other = await startRingtrail({ env: { REDIS_URL: slow.url, DEMO: 'on' } });
    try {
      const { data } = (await other.api<{ data: unknown[] }>('GET', '/v1/sites')).body;
      expect(data).toHaveLength(1);
    } finally {
      await other.stop();
      await slow.remove();
    }
  });

  it('goes on without Redis, and says what that means', async () => {
    const other = await startRingtrail({ env: { REDIS_URL: 'redis://127.0.0.1:1', DEMO: 'on' } });
    try {
      expect(other.output()).toContain('the demo page may get no numbers until Redis is there');
      expect((await other.api('GET', '/healthz')).status).toBe(200);
      expect((await other.api('GET', '/readyz')).status).toBe(503);
    } finally {
      await other.stop();
    }
  });
});

describe('a signal', () => {
  it('SIGTERM ends the process within 10 seconds, even while a client holds its connection', async () => {
    const other = await startRingtrail();
    await other.api('GET', '/healthz');
    const { ms } = await timed(() => other.stop());
    expect(ms).toBeLessThan(10_000);
    expect(await other.ended).toBe(0);
  });

  it('a second one ends it at once, whatever it waits for', async () => {
    const frozen = await startTestRedis();
    const other = await startRingtrail({ env: { REDIS_URL: frozen.url } });
    try {
      // Its workers cannot be closed in order while Redis does not answer, which takes their whole time.
      frozen.freeze();
      other.signal('SIGTERM');
      let hasEnded = false;
      const ended = other.ended.then(() => {
        hasEnded = true;
      });
      await new Promise((resolve) => setTimeout(resolve, 1000));
      expect(hasEnded, 'the first one is still at work').toBe(false);
      const { ms } = await timed(async () => {
        other.signal('SIGTERM');
        await ended;
      });
      expect(ms).toBeLessThan(1000);
    } finally {
      frozen.thaw();
      await other.kill9();
      await frozen.remove();
    }
  });
});
