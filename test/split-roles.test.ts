import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { variables } from '../config/variables.ts';
import { askNumber } from './support/allocations.ts';
import { startMongo } from './support/mongo.ts';
import { type Attribution, attributionOf, callOf, callsOf, type PageOf } from './support/records.ts';
import { startTestRedis, type TestRedis } from './support/redis.ts';
import { type Ringtrail, startRingtrail } from './support/ringtrail.ts';
import { setUpProvider } from './support/setup-provider.ts';
import { dialled, newCallSid, playCall, postWebhook, VOICE } from './support/twilio.ts';

const mongo = await startMongo();
let databases = 0;

/** The environment of docker-compose.yml: its names, and its values where they are not filled in from outside. */
const compose = readFileSync(new URL('../docker-compose.yml', import.meta.url), 'utf8');
const shared = Object.fromEntries(
  [...(/^x-environment:.*\n((?: {2}.*\n)+)/m.exec(compose)?.[1] ?? '').matchAll(/^ {2}(\w+): (.*)$/gm)].map(
    ([, name = '', value = '']) => [name, /^\$\{\w+:-\}$/.test(value) ? '' : value] as const,
  ),
);
const roles = [...compose.matchAll(/environment: \{ <<: \*environment, (\w+): (\w+) \}/g)].map(
  ([, name, value]) => [name, value] as const,
);

describe('docker-compose.yml', () => {
  it('gives its gateway and its worker an environment that the configuration knows', () => {
    expect(roles).toEqual([
      ['ROLE', 'gateway'],
      ['ROLE', 'worker'],
    ]);
    expect(Object.keys(shared)).toEqual(
      expect.arrayContaining(['STORE_URL', 'REDIS_URL', 'PORT', 'PUBLIC_URL']),
    );
    expect(Object.keys(shared).filter((name) => !(name in variables))).toEqual([]);
  });

  it('passes every variable on but those that the image sets', () => {
    const passed = [...Object.keys(shared), ...roles.map(([name]) => name)];
    const missing = Object.keys(variables).filter((name) => !passed.includes(name));
    expect(missing.toSorted()).toEqual(['DATA_DIR', 'HOST']);
  });
});

/** Returns the outcome of each attribution that no other one replaces. */
async function lastOutcomes({ api }: Ringtrail): Promise<unknown[]> {
  const { data } = (await api<PageOf<Attribution>>('GET', '/v1/attributions?limit=1000')).body;
  const replaced = new Set(data.map(({ replaces }) => replaces));
  return data.filter(({ id }) => !replaced.has(id)).map(({ outcome }) => outcome);
}

describe.skipIf(mongo.missing)(
  mongo.missing ? `without MongoDB (${mongo.missing})` : 'gateway and worker on MongoDB and Redis',
  () => {
    let redis: TestRedis;
    let storeUrl: string;
    const running: Ringtrail[] = [];

    beforeAll(async () => {
      redis = await startTestRedis();
    });
    afterEach(async () => {
      await Promise.all(running.splice(0).map((one) => one.stop()));
      await redis.client.flushall();
    });
    afterAll(async () => {
      await redis.remove();
      await mongo.stop();
    });

    /** A process with the environment of the compose file; only its addresses are of this machine. */
    async function start(role: 'gateway' | 'worker'): Promise<Ringtrail> {
      const env = {
        ...shared,
        ROLE: role,
        PORT: '0',
        METRICS_PORT: '',
        REDIS_URL: redis.url,
        STORE_URL: storeUrl,
        RINGTRAIL_ADMIN_KEY: 'rt_test_admin_key_0000',
        TWILIO_AUTH_TOKEN: '0123456789abcdef0123456789abcdef',
        DEMO: 'off',
        LOG_LEVEL: role === 'worker' ? 'info' : '',
      };
      const one = await startRingtrail({ env });
      running.push(one);
      return one;
    }

    async function walk(gateway: Ringtrail): Promise<void> {
      const shop = await setUpProvider(gateway.api);
      const visit = (await askNumber(gateway.api, shop, 'session-1')).body;
      expect(visit.keyedBy).toBe('session');
      const { callSid, document } = await playCall(gateway, { to: visit.number ?? '' });
      expect(dialled(document.text)?.number).toBe(shop.endpointNumber);
      const attribution = await attributionOf(gateway.api, callSid);
      expect(attribution).toMatchObject({
        to: 'session',
        session: 'session-1',
        source: 'google',
        medium: 'cpc',
      });
      expect(await callOf(gateway.api, callSid)).toMatchObject({ outcome: 'answered', talkSeconds: 42 });
      expect(await callsOf(gateway.api, callSid)).toHaveLength(1);
      const feed = (await gateway.api<PageOf<Attribution>>('GET', '/v1/attributions')).body;
      expect(feed.data).toEqual([attribution]);
    }

    it('do the main job when the gateway is there first', async () => {
      storeUrl = mongo.url(`split_${++databases}`);
      const gateway = await start('gateway');
      const early = await setUpProvider(gateway.api);
      const number = (await askNumber(gateway.api, early, 'early')).body.number ?? '';
      const fields = { CallSid: newCallSid(), From: '+12125550100', To: number };
      const answer = await postWebhook(gateway, VOICE, fields);
      expect(dialled(answer.text)?.number, 'a gateway alone answers calls').toBe(early.endpointNumber);
      expect(await callsOf(gateway.api, fields.CallSid), 'but keeps none').toEqual([]);

      await start('worker');
      expect(await callOf(gateway.api, fields.CallSid)).toMatchObject({ resolution: 'live' });
      await postWebhook(gateway, dialled(answer.text)?.action ?? '', { ...fields, DialCallStatus: 'busy' });
      expect(await attributionOf(gateway.api, fields.CallSid)).toMatchObject({ session: 'early' });
    });

    it('do the main job when the worker is there first, and share the records that an operator creates', async () => {
      storeUrl = mongo.url(`split_${++databases}`);
      const worker = await start('worker');
      expect(worker.url, 'a worker listens on no port').toBe('');
      await walk(await start('gateway'));
    });

    it('survive a kill -9 of the worker in the middle of their work', async () => {
      storeUrl = mongo.url(`split_${++databases}`);
      const [gateway, worker] = await Promise.all([start('gateway'), start('worker')]);
      const shop = await setUpProvider(gateway.api);
      const to = (await askNumber(gateway.api, shop, 'caller')).body.number ?? '';
      const calls = Array.from({ length: 20 }, () => playCall(gateway, { to }));
      await Promise.race(calls);
      await worker.kill9();
      running.splice(running.indexOf(worker), 1);
      const played = (await Promise.all(calls)).map(({ callSid }) => callSid);

      await start('worker');
      // A job that was being done belongs to the dead worker until its lock has run out.
      const last = await Promise.all(played.map((callSid) => attributionOf(gateway.api, callSid)));
      expect(last.map(({ session }) => session)).toEqual(played.map(() => 'caller'));
      for (const callSid of played) expect(await callsOf(gateway.api, callSid)).toHaveLength(1);
      // The end of a call may come before its answer, whose event the dead worker held. The answer then corrects it.
      await expect.poll(() => lastOutcomes(gateway)).toEqual(played.map(() => 'answered'));
    });
  },
);
