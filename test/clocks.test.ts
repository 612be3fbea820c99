import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askNumber } from './support/allocations.ts';
import { eventually } from './support/eventually.ts';
import { attributionOf, callOf } from './support/records.ts';
import { startTestRedis, type TestRedis } from './support/redis.ts';
import { dataFolder, type Ringtrail, startRingtrail } from './support/ringtrail.ts';
import { type SetUp, setUpProvider } from './support/setup-provider.ts';
import { playCall } from './support/twilio.ts';

const OFF_MS = 300_000;
const NEAR_MS = 5000;

/** Puts a process' clock forward, or back. */
const shifted = (ms: number) =>
  `--import=data:text/javascript,${encodeURIComponent(`
    const Right = Date;
    globalThis.Date = class extends Right {
      constructor(...given) { super(...(given.length > 0 ? given : [Right.now() + ${ms}])); }
      static now() { return Right.now() + ${ms}; }
    };
    process.stdout.write('this clock says ' + new Date().toISOString() + '\\n');
  `)}`;

let redis: TestRedis;
let folder: string;
let ahead: Ringtrail;
let behind: Ringtrail;
let worker: Ringtrail;
let shop: SetUp;
beforeAll(async () => {
  redis = await startTestRedis();
  folder = await dataFolder();
  const env = { REDIS_URL: redis.url, STORE_URL: `sqlite:${join(folder, 'ringtrail.db')}` };
  worker = await startRingtrail({ env: { ...env, ROLE: 'worker', LOG_LEVEL: 'info' } });
  [ahead, behind] = await Promise.all([
    startRingtrail({ env: { ...env, ROLE: 'gateway', NODE_OPTIONS: shifted(OFF_MS) } }),
    startRingtrail({ env: { ...env, ROLE: 'gateway', NODE_OPTIONS: shifted(-OFF_MS) } }),
  ]);
  shop = await setUpProvider(ahead.api);
  await eventually(async () => (await behind.api('GET', `/v1/sites/${shop.site}`)).status === 200);
});
afterAll(async () => {
  await Promise.all([ahead, behind, worker].map((one) => one?.stop()));
  await redis.remove();
  await rm(folder, { recursive: true, force: true });
});

const expectNear = (time: string | null | undefined, ms: number) =>
  expect(
    Math.abs(new Date(time ?? 0).getTime() - ms),
    `${time} beside ${new Date(ms).toISOString()}`,
  ).toBeLessThan(NEAR_MS);

describe('gateways whose clocks are five minutes ahead and behind', () => {
  it('really have such clocks', () => {
    const clockOf = ({ output }: Ringtrail) =>
      new Date(/this clock says (\S+)/.exec(output())?.[1] ?? 0).getTime();
    expect(clockOf(ahead)).toBeGreaterThan(Date.now() + OFF_MS / 2);
    expect(clockOf(behind)).toBeLessThan(Date.now() - OFF_MS / 2);
    expect(clockOf(behind)).toBeGreaterThan(0);
  });

  it('date new records alike', async () => {
    const made = { body: { name: 'Now', scopes: ['read'] } };
    for (const { api } of [ahead, behind]) {
      const { createdAt } = (await api<{ createdAt: string }>('POST', '/v1/keys', made)).body;
      expect(Math.abs(new Date(createdAt).getTime() - Date.now())).toBeLessThan(NEAR_MS);
    }
  });

  it('give and renew the same links, which end when they should', async () => {
    const first = (await askNumber(ahead.api, shop, 'visitor')).body;
    expectNear(first.expiresAt, Date.now() + 120_000);
    const again = (await askNumber(behind.api, shop, 'visitor')).body;
    expect(again).toMatchObject({ number: first.number, link: first.link });
    const other = (await askNumber(behind.api, shop, 'other')).body;
    expect(other.number).not.toBe(first.number);
    for (const { api } of [ahead, behind]) {
      const renewed = await api<typeof first>('POST', `/v1/links/${first.link}/renewals`, { body: {} });
      expect(renewed.status).toBe(200);
      expectNear(renewed.body.expiresAt, Date.now() + 120_000);
    }
  });

  it.each([
    ['ahead', 1],
    ['behind', 2],
  ])('store the right time and session of a call: %s', async (name, n) => {
    const [gateway, elsewhere] = name === 'ahead' ? [ahead, behind] : [behind, ahead];
    const { number } = (await askNumber(elsewhere.api, shop, `caller-${n}`)).body;
    const { callSid } = await playCall(gateway, { to: number ?? '' });
    const attribution = await attributionOf(behind.api, callSid);
    expect(attribution).toMatchObject({ to: 'session', session: `caller-${n}`, source: 'google' });
    const call = await callOf(ahead.api, callSid);
    expect(call).toMatchObject({ resolution: 'live', outcome: 'answered', talkSeconds: 42, ringSeconds: 4 });
    expectNear(call.at, Date.now());
  });

  it('store the right time of a call that came while Redis was away', async () => {
    const { number } = (await askNumber(behind.api, shop, 'caller-3')).body;
    await redis.kill();
    const played = playCall(ahead, { to: number ?? '' });
    const { callSid } = await played.finally(() => redis.start());
    expect(await attributionOf(behind.api, callSid)).toMatchObject({ session: 'caller-3' });
    expectNear((await callOf(behind.api, callSid)).at, Date.now());
  });
});
