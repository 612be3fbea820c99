import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestRedis, type TestRedis } from './support/redis.ts';
import { type Ringtrail, startRingtrail } from './support/ringtrail.ts';

type State = {
  version: string;
  role: string;
  ready: boolean;
  checks: Record<string, string>;
  gateways: number | null;
  queues: { name: string; failed: number; workers: number }[] | null;
};
type Setting = { name: string; value: string | null; source: string };

let redis: TestRedis;
let ringtrail: Ringtrail;
beforeAll(async () => {
  redis = await startTestRedis();
  ringtrail = await startRingtrail({ env: { REDIS_URL: redis.url, AUDIT_DAYS: '30' } });
});
afterAll(async () => {
  await ringtrail.stop();
  await redis.remove();
});

const stateAt = async ({ api }: Ringtrail) => (await api<State>('GET', '/v1/system')).body;

describe('the state of the system', () => {
  it('has the checks, the gateways, and the queues with their workers', async () => {
    await expect.poll(async () => (await stateAt(ringtrail)).gateways).toBe(1);
    const idle = async () => (await stateAt(ringtrail)).queues?.filter(({ workers }) => workers === 0);
    await expect.poll(idle).toEqual([]);
    const { role, ready, checks, queues } = await stateAt(ringtrail);
    expect({ role, ready }).toEqual({ role: 'all', ready: true });
    expect(checks).toMatchObject({ redis: 'ok', store: 'ok' });
    const deliveries = queues?.find(({ name }) => name === 'deliveries');
    expect(deliveries).toMatchObject({ failed: 0, workers: 1 });
  });

  it('counts the gateways of the installation', async () => {
    const second = await startRingtrail({
      env: {
        ...{ REDIS_URL: redis.url, STORE_URL: `sqlite:${ringtrail.dataDir}/ringtrail.db` },
        ROLE: 'gateway',
      },
    });
    await expect.poll(async () => (await stateAt(ringtrail)).gateways).toBe(2);
    expect((await stateAt(second)).role).toBe('gateway');
    await second.stop();
    await expect.poll(async () => (await stateAt(ringtrail)).gateways).toBe(1);
  });

  it('names the settings in force and their source, without secrets', async () => {
    const { body, text } = await ringtrail.api<{ data: Setting[] }>('GET', '/v1/system/settings');
    const of = (name: string) => body.data.find((setting) => setting.name === name);
    expect(of('AUDIT_DAYS')).toMatchObject({ value: '30', source: 'environment' });
    expect(of('RATE_LIMIT')).toMatchObject({ value: '0', source: 'environment' });
    expect(of('RINGTRAIL_ADMIN_KEY')).toMatchObject({ value: null, source: 'environment' });
    expect(of('DELIVERY_TIMEOUT_MS')).toMatchObject({ source: 'default' });
    for (const secret of [ringtrail.adminKey, ringtrail.twilioToken, redis.url])
      expect(text).not.toContain(secret);
  });

  it('is for readers of the whole installation alone', async () => {
    const provider = await ringtrail.api<{ id: string }>('POST', '/v1/providers', { body: { name: 'A' } });
    const { body } = await ringtrail.api<{ secret: string }>('POST', '/v1/keys', {
      body: { name: 'Bound', scopes: ['system:read'], providers: [provider.body.id] },
    });
    for (const path of ['/v1/system', '/v1/system/settings'])
      expect((await ringtrail.api('GET', path, { key: body.secret })).status).toBe(403);
  });

  it('says while Redis is away that the queues are unknown', async () => {
    redis.freeze();
    try {
      const { ready, gateways, queues } = await stateAt(ringtrail);
      expect({ ready, gateways, queues }).toEqual({ ready: false, gateways: null, queues: null });
    } finally {
      redis.thaw();
    }
    await expect.poll(async () => (await stateAt(ringtrail)).ready).toBe(true);
  });
});
