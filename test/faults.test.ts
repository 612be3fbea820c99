import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keys } from '../src/allocation/keys.ts';
import { askNumber } from './support/allocations.ts';
import { eventually } from './support/eventually.ts';
import { attributionOf, callOf, callsOf } from './support/records.ts';
import { startTestRedis, type TestRedis } from './support/redis.ts';
import { type Ringtrail, startRingtrail } from './support/ringtrail.ts';
import { type SetUp, setUpProvider } from './support/setup-provider.ts';
import { dialled, newCallSid, playCall, postWebhook, VOICE } from './support/twilio.ts';

/** The nearest open systems have eight faults, which were measured. Here each is absent. */
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

/** Reads from Redis how many numbers of the pool have no link. */
async function freeNumbers({ provider, pool }: SetUp): Promise<number> {
  return redis.client.zcard(`${keys.pool(provider, pool)}:free:1`);
}

describe('a crowd of visitors', () => {
  it('gets 100 different numbers when exactly 100 are free and 50 ask at a time', async () => {
    const shop = await setUpProvider(ringtrail.api, { numbers: 100, threshold: 1000 });
    const sessions = Array.from({ length: 100 }, (_, i) => `visitor-${i}`);
    const numbers: (string | null)[] = [];
    await Promise.all(
      Array.from({ length: 50 }, async () => {
        for (let session = sessions.pop(); session; session = sessions.pop()) {
          numbers.push((await askNumber(ringtrail.api, shop, session)).body.number);
        }
      }),
    );
    expect(numbers).toHaveLength(100);
    expect(new Set(numbers)).toEqual(new Set(shop.numbers));
    // The pool is empty: the next visitor gets no number, and the reason.
    const next = await askNumber(ringtrail.api, shop, 'one-too-many');
    expect(next).toMatchObject({
      status: 200,
      body: { number: null, keyedBy: 'none', reason: 'no_number_free' },
    });
  });

  it('of eight requests of one visitor at once gets one number in eight good answers', async () => {
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
  it('gets the same answer to a repeated webhook, also to one at the same time, and there is one call', async () => {
    const shop = await setUpProvider(ringtrail.api);
    const { number } = (await askNumber(ringtrail.api, shop, 'caller')).body;
    const fields = parties(newCallSid(), number ?? '');
    const answers = await Promise.all(Array.from({ length: 4 }, () => postWebhook(ringtrail, VOICE, fields)));
    answers.push(await postWebhook(ringtrail, VOICE, fields));
    // The number's link ends meanwhile. The answer stays that of the moment of the call.
    await ringtrail.api('POST', '/v1/hits', {
      key: null,
      body: [{ site: shop.site, session: 'caller', type: 'leave' }],
    });
    answers.push(await postWebhook(ringtrail, VOICE, fields));

    expect(dialled(answers[0]?.text ?? '')?.number).toBe(shop.endpointNumber);
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    // The worker has handled all earlier events when the next call is there.
    const { callSid } = await playCall(ringtrail, { to: shop.numbers[1] ?? '' });
    await attributionOf(ringtrail.api, callSid);
    expect(await callsOf(ringtrail.api, fields.CallSid)).toMatchObject([{ resolution: 'live' }]);
  });

  it('is refused when its webhook is not signed, and no call is stored', async () => {
    const shop = await setUpProvider(ringtrail.api);
    const fields = parties(newCallSid(), shop.numbers[0] ?? '');
    const refused = await postWebhook(ringtrail, VOICE, fields, null);
    expect(refused).toMatchObject({ status: 403, code: 'signature_invalid' });
    expect(refused.text).not.toContain(shop.endpointNumber);
    const { callSid } = await playCall(ringtrail, { to: shop.numbers[0] ?? '' });
    await attributionOf(ringtrail.api, callSid);
    expect(await callsOf(ringtrail.api, fields.CallSid)).toEqual([]);
  });

  it('gets an answer for an unknown number before it hangs up', async () => {
    const answer = await postWebhook(ringtrail, VOICE, parties(newCallSid(), '+12025559998'));
    expect(answer.status).toBe(200);
    expect(answer.text).toMatch(/<Say>[^<]+<\/Say><Hangup\/>/);
  });
});

describe('numbers whose visitors are gone', () => {
  it('are all free again after their hold, though no page asks for one', async () => {
    const shop = await setUpProvider(ringtrail.api, { numbers: 100, threshold: 1000, holdSeconds: 10 });
    const links = await Promise.all(
      Array.from(
        { length: 100 },
        async (_, i) => (await askNumber(ringtrail.api, shop, `stale-${i}`)).body.link,
      ),
    );
    const renew = () => ringtrail.api('POST', `/v1/links/${links[0]}/renewals`, { key: null, body: {} });
    expect(await freeNumbers(shop)).toBe(0);
    // One visitor stays: that number must not be freed with the others.
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
  let gone: TestRedis;
  /** Waits only shortly for a Redis that hangs. */
  let hurried: Ringtrail;
  let shop: SetUp;
  let shown: string;
  beforeAll(async () => {
    gone = await startTestRedis();
    hurried = await startRingtrail({ env: { REDIS_URL: gone.url, ANSWER_BUDGET_MS: '400' } });
    shop = await setUpProvider(hurried.api);
    const early = await eventually(async () => {
      const { body } = await askNumber(hurried.api, shop, 'early');
      return body.keyedBy === 'session' && body;
    });
    shown = early.number ?? '';
  });
  afterAll(async () => {
    await hurried.stop();
    await gone.remove();
  });

  /** Expects what must hold while Redis is away. Returns the carrier's id of the call that is made meanwhile. */
  async function callMeanwhile(): Promise<string> {
    expect(await askNumber(hurried.api, shop, 'unlucky')).toMatchObject({
      status: 200,
      body: { keyedBy: 'none', reason: 'unavailable', number: null },
    });
    const callSid = newCallSid();
    const fields = parties(callSid, shown);
    const voice = await postWebhook(hurried, VOICE, fields);
    expect(dialled(voice.text)?.number).toBe(shop.endpointNumber);
    const again = await postWebhook(hurried, VOICE, fields);
    expect(again.text).toBe(voice.text);
    await postWebhook(hurried, dialled(voice.text)?.action ?? '', {
      ...fields,
      DialCallStatus: 'completed',
      DialCallDuration: '17',
    });
    return callSid;
  }

  const ONE_CALL = [{ session: 'early', outcome: 'answered', talkSeconds: 17 }];

  /** Returns what the API shows of the call. The worker finds the session afterwards, in the ledger. */
  async function callIn(callSid: string) {
    const { session } = await attributionOf(hurried.api, callSid);
    await expect.poll(async () => (await callOf(hurried.api, callSid)).talkSeconds).toBe(17);
    const calls = await callsOf(hurried.api, callSid);
    return calls.map(({ outcome, talkSeconds }) => ({ session, outcome, talkSeconds }));
  }

  it('pages keep their own number, calls reach their endpoint, and are there once when Redis is back', async () => {
    await gone.kill();
    const callSid = await callMeanwhile();
    expect((await hurried.api('GET', '/readyz')).status).toBe(503);
    await gone.start();
    expect(await callIn(callSid)).toEqual(ONE_CALL);
    await expect.poll(async () => (await askNumber(hurried.api, shop, 'lucky')).body.keyedBy).toBe('session');
    await expect.poll(async () => (await hurried.api('GET', '/readyz')).status).toBe(200);
  });

  it('the same holds while Redis hangs: all answers come before it does', async () => {
    gone.freeze();
    const callSid = await callMeanwhile().finally(gone.thaw);
    expect(await callIn(callSid)).toEqual(ONE_CALL);
  });
});

describe('a start', () => {
  it('waits for a slow Redis, and the demo is there', async () => {
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

  it('continues without Redis, and logs that the demo may get no numbers', async () => {
    const other = await startRingtrail({ env: { REDIS_URL: 'redis://127.0.0.1:1', DEMO: 'on' } });
    try {
      await expect
        .poll(() => other.output())
        .toContain('the demo page may get no numbers; start again once Redis is there');
      expect((await other.api('GET', '/healthz')).status).toBe(200);
      expect((await other.api('GET', '/readyz')).status).toBe(503);
    } finally {
      await other.stop();
    }
  });
});

describe('a signal', () => {
  it('SIGTERM ends the process in order while a client holds its connection', async () => {
    const other = await startRingtrail();
    await other.api('GET', '/healthz');
    await other.stop();
    expect(await other.ended).toBe(0);
  });

  it('a second SIGTERM ends the process before the steps of the first one', async () => {
    const frozen = await startTestRedis();
    const other = await startRingtrail({ env: { REDIS_URL: frozen.url, LOG_LEVEL: 'info' } });
    // Its workers cannot be closed while Redis does not answer: each step of the end takes its whole time and fails.
    frozen.freeze();
    other.signal('SIGTERM');
    await eventually(() => other.output().includes('"stopping"'));
    // A terminal may send the same signal twice. The process ignores the first repeats.
    const repeats = setInterval(() => other.signal('SIGTERM'), 100);
    try {
      expect(await other.ended).toBe(1);
      expect(other.output()).not.toContain('a step of stopping has failed');
    } finally {
      clearInterval(repeats);
      frozen.thaw();
      await other.kill9();
      await frozen.remove();
    }
  });
});
