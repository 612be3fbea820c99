/**
 * Measures an allocation over HTTP beside its ceilings in the same run: (a) bare Node, (b) Express with a constant
 * answer, (c) the script alone through ioredis, (d) Ringtrail's route for new sessions, renewals and bucket hits. The
 * benchmark checks every answer.
 *
 *   npm run bench -- allocation [--smoke] [--write]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { createEngine, type Engine } from '../src/allocation/engine.ts';
import { newLinkIdPrefix } from '../src/allocation/link-id.ts';
import { bucketId } from '../src/domain/bucket.ts';
import { zoneOf } from '../src/domain/phone.ts';
import { startRedisServer } from '../src/infra/redis-server.ts';
import { poolSettings } from '../test/support/examples.ts';
import { cpuSeconds } from './support/cpu.ts';
import { type LoadResult, loadHttp } from './support/http-load.ts';
import { startCeiling, startRingtrail } from './support/processes.ts';
import { setUpProvider } from './support/provider.ts';
import { perRequest, redisFigures } from './support/redis-figures.ts';
import { machine, median, publish, table } from './support/report.ts';
import {
  askBody,
  bucketHits,
  expect,
  newSession,
  newSessions,
  renewals,
  type SetUp,
  type Traffic,
} from './support/traffic.ts';

const smoke = process.argv.includes('--smoke');
const write = process.argv.includes('--write');
const CONNECTIONS = smoke ? [16] : [1, 16, 64];
const ROUNDS = smoke ? 1 : 3;
const DURATION_MS = smoke ? 300 : 2000;
const NUMBERS = smoke ? 10_000 : 60_000;
const SCRIPT_CALLS = smoke ? 2000 : 40_000;
const HOLD_SECONDS = 3600;

type Figures = LoadResult & { cpuMicros: number } & Partial<ReturnType<typeof perRequest>>;

const folder = await mkdtemp(join(tmpdir(), 'ringtrail-bench-redis-'));
const redisServer = await startRedisServer({ dataDir: folder });
const redis = new Redis(redisServer.url);
const bare = await startCeiling('bare');
const express = await startCeiling('express');
const ringtrail = await startRingtrail({ ROLE: 'gateway', REDIS_URL: `unix://${redisServer.url}` });

try {
  const bySession = await setUpProvider(ringtrail.port, ringtrail.adminKey, {
    numbers: NUMBERS,
    threshold: 10_000_000,
  });
  const byBucket = await setUpProvider(ringtrail.port, ringtrail.adminKey, { numbers: 200, threshold: 0 });
  const afterHold = createEngine(redis, () => Date.now() + HOLD_SECONDS * 2000);
  const script = createEngine(new Redis(redisServer.url));
  const sections: string[] = [];
  const measured = new Map<string, Figures[]>();

  for (const connections of CONNECTIONS) {
    for (let round = 0; round < ROUNDS; round++) {
      const record = (name: string, figures: Figures) => {
        const key = `${connections} ${name}`;
        measured.set(key, [...(measured.get(key) ?? []), figures]);
      };
      record('bare', await measureHttp(bare, connections, constantAnswer()));
      record('express', await measureHttp(express, connections, constantAnswer()));
      const fresh = newSessions(bySession);
      record('new', await measureHttp(ringtrail, connections, fresh));
      record('renewal', await measureHttp(ringtrail, connections, renewals(fresh.links)));
      await afterHold.sweep(bySession.provider, bySession.pool);
      record('bucket', await measureHttp(ringtrail, connections, bucketHits(byBucket)));
      record('script', await measureScript(script, bySession, connections));
      await afterHold.sweep(bySession.provider, bySession.pool);
      await redis.del(`{${bySession.provider}}:ledger`, `{${byBucket.provider}}:ledger`);
    }
    sections.push(sectionFor(connections, measured));
  }
  const version = /redis_version:(\S+)/.exec(await redis.info('server'))?.[1] ?? '';
  publish('allocation', [machine(version), ...sections].join('\n\n'), write);
} finally {
  await ringtrail.stop();
  await Promise.all([bare.stop(), express.stop()]);
  redis.disconnect();
  await redisServer.stop();
  await rm(folder, { recursive: true, force: true });
}
process.exit(0);

function constantAnswer(): Traffic {
  const body = askBody('session-0', 'google', {
    site: 'site_1m85dbrc3g49rb6k',
    endpoint: 'end_1m85dbrc3g49rb6k',
  });
  return {
    next: () => ({ path: '/v1/allocations', body }),
    check: (status, text) => expect(status === 200 && text.includes('"keyedBy":"session"'), text),
  };
}

async function measureHttp(
  server: { pid: number; port: number },
  connections: number,
  traffic: Traffic,
): Promise<Figures> {
  await loadHttp({ ...traffic, port: server.port, connections, durationMs: DURATION_MS / 10 });
  const before = await redisFigures(redis);
  const cpuBefore = cpuSeconds(server.pid);
  const result = await loadHttp({ ...traffic, port: server.port, connections, durationMs: DURATION_MS });
  const after = await redisFigures(redis);
  const cpu = cpuSeconds(server.pid) - cpuBefore;
  return {
    ...result,
    cpuMicros: (cpu * 1e6) / result.requests,
    ...(server === ringtrail && perRequest(before, after, result.requests)),
  };
}

async function measureScript(engine: Engine, of: SetUp, inFlight: number): Promise<Figures> {
  const settings = poolSettings({
    provider: of.provider,
    pool: of.pool,
    holdSeconds: HOLD_SECONDS,
    threshold: 10_000_000,
  });
  const zone = zoneOf('+12025550199');
  const bucket = bucketId(['source', 'medium'], { source: 'google' });
  const latencies: number[] = [];
  const numbers = new Set<string>();
  const before = await redisFigures(redis);
  const cpuBefore = process.cpuUsage();
  const began = performance.now();
  const one = async () => {
    while (latencies.length < SCRIPT_CALLS) {
      const sentAt = performance.now();
      const reply = await engine.allocate(settings, {
        endpoint: of.endpoint,
        site: of.site,
        session: newSession(),
        visitor: newSession(),
        bucket,
        zone,
        linkIdPrefix: newLinkIdPrefix(of.pool),
        facts: '{"values":{"source":"google"}}',
        caller: '',
        rateLimit: 0,
        siteLimit: 0,
      });
      expect(reply.keyedBy === 'session' && !numbers.has(reply.number), JSON.stringify(reply));
      numbers.add(reply.number);
      latencies.push(performance.now() - sentAt);
      if (performance.now() - began > DURATION_MS) break;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, one));
  const seconds = (performance.now() - began) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  const after = await redisFigures(redis);
  latencies.sort((a, b) => a - b);
  return {
    requests: latencies.length,
    seconds,
    perSecond: latencies.length / seconds,
    p50Ms: latencies[Math.floor(latencies.length * 0.5)] ?? 0,
    p99Ms: latencies[Math.floor(latencies.length * 0.99)] ?? 0,
    cpuMicros: (cpu.user + cpu.system) / latencies.length,
    ...perRequest(before, after, latencies.length),
  };
}

function sectionFor(connections: number, measured: Map<string, Figures[]>): string {
  const figure = (name: string, of: keyof Figures) =>
    median((measured.get(`${connections} ${name}`) ?? []).map((figures) => figures[of] ?? 0));
  const ceiling = { perSecond: figure('express', 'perSecond'), cpuMicros: figure('express', 'cpuMicros') };
  const row = (label: string, name: string) => [
    label,
    Math.round(figure(name, 'perSecond')),
    (figure(name, 'perSecond') / ceiling.perSecond).toFixed(2),
    Math.round(figure(name, 'cpuMicros')),
    (figure(name, 'cpuMicros') / ceiling.cpuMicros).toFixed(2),
    figure(name, 'redisCpuMicros') ? Math.round(figure(name, 'redisCpuMicros')) : '–',
    figure(name, 'scriptMicros') ? figure(name, 'scriptMicros').toFixed(1) : '–',
    figure(name, 'p50Ms').toFixed(2),
    figure(name, 'p99Ms').toFixed(2),
  ];
  const cpu = ['CPU µs', 'of (b)', 'Redis’ CPU µs', 'script µs in Redis'];
  const head = ['', 'requests/s', 'of (b)', ...cpu, 'p50 ms', 'p99 ms'];
  return `**${connections} connection${connections > 1 ? 's' : ''}**\n\n${table(head, [
    row('(a) bare Node http', 'bare'),
    row('(b) Express, constant answer', 'express'),
    row('(c) the script through ioredis', 'script'),
    row('(d) new sessions', 'new'),
    row('(d) renewals', 'renewal'),
    row('(d) bucket hits', 'bucket'),
  ])}`;
}
