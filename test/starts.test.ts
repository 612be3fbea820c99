import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from './support/eventually.ts';
import { freePorts } from './support/ports.ts';
import { startTestRedis } from './support/redis.ts';
import { dataFolder, startRingtrail } from './support/ringtrail.ts';

let dataDir: string;
beforeEach(async () => {
  dataDir = await dataFolder();
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

describe('a start with a broken secrets.json', () => {
  it.each(['', '{"adminKey": "rt_', 'null', '[]', '"text"', '{"adminKey": 5}', '{"callerSecret": ""}'])(
    'ends with a sentence that names the file: %j',
    async (text) => {
      await writeFile(join(dataDir, 'secrets.json'), text);
      const failed = startRingtrail({
        dataDir,
        env: { REDIS_URL: 'redis://127.0.0.1:1', LOG_LEVEL: 'fatal' },
      });
      const message = String(await failed.catch((error: Error) => error.message));
      expect(message).toContain(
        `Ringtrail cannot start: ${join(dataDir, 'secrets.json')} is not a JSON object`,
      );
      expect(message).not.toContain('    at ');
    },
  );

  it('ends with a sentence when a folder is in its place', async () => {
    await mkdir(join(dataDir, 'secrets.json'));
    const failed = startRingtrail({ dataDir, env: { REDIS_URL: 'redis://127.0.0.1:1', LOG_LEVEL: 'fatal' } });
    const message = String(await failed.catch((error: Error) => error.message));
    expect(message).toContain(`${join(dataDir, 'secrets.json')} cannot be read`);
    expect(message).not.toContain('    at ');
  });
});

describe('a start on the data folder of another process', () => {
  it('ends with a sentence that names the process, also beside a Redis of its own', async () => {
    const redis = await startTestRedis();
    const env = { REDIS_URL: redis.url, LOG_LEVEL: 'fatal' };
    const first = await startRingtrail({ dataDir, env });
    try {
      const second = await startRingtrail({ dataDir, env }).catch((error: Error) => error.message);
      expect(second).toContain(`the data folder ${dataDir} is in use by the process ${first.pid}`);
      expect((await fetch(`${first.url}/healthz`)).status).toBe(200);
      await first.kill9();
      // A killed process holds no lock.
      await (await startRingtrail({ dataDir, env })).stop();
    } finally {
      await first.stop();
      await redis.remove();
    }
  });
});

describe('a start without Redis', () => {
  it('listens before it has waited for Redis', async () => {
    const redis = await startTestRedis();
    redis.freeze();
    const [port] = await freePorts(1);
    const starting = startRingtrail({ dataDir, env: { REDIS_URL: redis.url, PORT: String(port) } });
    try {
      await eventually(async () =>
        (await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => null))?.ok ? true : null,
      );
      // The address is announced after the wait for Redis.
      await expect(stat(join(dataDir, 'run.json'))).rejects.toThrow('ENOENT');
    } finally {
      redis.thaw();
      await (await starting).stop();
      await redis.remove();
    }
  });
});

describe('readiness', () => {
  it('is refused before the gateway has read the last links of all numbers', async () => {
    const redis = await startTestRedis();
    redis.freeze();
    const ringtrail = await startRingtrail({ dataDir, env: { REDIS_URL: redis.url, LOG_LEVEL: 'fatal' } });
    const checks = async () =>
      (await ringtrail.api<{ checks: Record<string, string> }>('GET', '/readyz')).body.checks;
    try {
      expect((await checks()).links).toBe('the last links of the numbers were not read yet');
      redis.thaw();
      await expect.poll(async () => (await checks()).links).toBe('ok');
    } finally {
      redis.thaw();
      await ringtrail.kill9();
      await redis.remove();
    }
  });

  it.each([
    ['config', 'set', 'maxmemory', '1'],
    ['replicaof', '127.0.0.1', '1'],
    ['config', 'set', 'min-replicas-to-write', '1'],
  ])(
    'is refused while Redis takes no writes, and requests are unavailable: %s %s %s',
    async (name, ...args) => {
      const redis = await startTestRedis();
      const ringtrail = await startRingtrail({ dataDir, env: { REDIS_URL: redis.url, LOG_LEVEL: 'fatal' } });
      try {
        await expect.poll(async () => (await ringtrail.api('GET', '/readyz')).status).toBe(200);
        await redis.client.call(name, ...args);
        expect((await ringtrail.api('GET', '/readyz')).status).toBe(503);
        const hit = [{ site: 'site_0', session: 's', type: 'page' }];
        expect((await ringtrail.api('POST', '/v1/hits', { key: null, body: hit })).status).not.toBe(500);
        const key = { 'Idempotency-Key': 'once' };
        const made = await ringtrail.api('POST', '/v1/providers', { body: { name: 'A' }, headers: key });
        expect(made).toMatchObject({ status: 503, body: { code: 'unavailable' } });
      } finally {
        await ringtrail.kill9();
        await redis.remove();
      }
    },
  );
});
