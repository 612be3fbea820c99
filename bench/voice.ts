/**
 * Measures the answer to a call over HTTP beside its ceiling in the same run: an Express route that parses the form, checks
 * the signature with Twilio's library and returns a constant document. Then it plays whole lives of calls at a fixed rate,
 * with a worker that records them. The benchmark checks every answer.
 *
 *   npm run bench -- voice [--smoke] [--write]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { startRedisServer } from '../src/infra/redis-server.ts';
import { playLives } from './support/call-lives.ts';
import { cpuSeconds } from './support/cpu.ts';
import { type LoadResult, loadHttp } from './support/http-load.ts';
import { startCeiling, startRingtrail, startWorker } from './support/processes.ts';
import { askNumbers, ENDPOINT_NUMBER, setUpProvider } from './support/provider.ts';
import { machine, median, publish, table } from './support/report.ts';
import { calls } from './support/traffic.ts';
import { PUBLIC_URL, TOKEN } from './support/webhooks.ts';

const smoke = process.argv.includes('--smoke');
const write = process.argv.includes('--write');
const CONNECTIONS = smoke ? [16] : [1, 16, 64];
const ROUNDS = smoke ? 1 : 5;
const DURATION_MS = smoke ? 300 : 2000;
const CALLS_PER_SECOND = smoke ? 20 : 200;
const LIVES_MS = smoke ? 1000 : 10_000;
const NUMBERS = 200;

type Figures = LoadResult & { cpuMicros: number };

const folder = await mkdtemp(join(tmpdir(), 'ringtrail-bench-redis-'));
const redisServer = await startRedisServer({ dataDir: folder });
const redis = new Redis(redisServer.url);
const ceiling = await startCeiling('express-voice');
const env = {
  REDIS_URL: `unix://${redisServer.url}`,
  STORE_URL: `sqlite:${join(folder, 'bench.db')}`,
  PUBLIC_URL,
  TWILIO_AUTH_TOKEN: TOKEN,
};
const gateway = await startRingtrail({ ...env, ROLE: 'gateway' });

try {
  const shop = await setUpProvider(gateway.port, gateway.adminKey, {
    numbers: NUMBERS,
    threshold: 10_000_000,
  });
  const shown = await askNumbers(gateway.port, shop, NUMBERS);
  const measured = new Map<string, Figures[]>();
  for (const connections of CONNECTIONS) {
    for (let round = 0; round < ROUNDS; round++) {
      const keep = (name: string, figures: Figures) => {
        const key = `${connections} ${name}`;
        measured.set(key, [...(measured.get(key) ?? []), figures]);
      };
      keep('ceiling', await measure(ceiling, connections, shown));
      keep('voice', await measure(gateway, connections, shown));
      // Nobody works these off: they would only fill Redis.
      for (const key of await redis.keys('{ringtrail}:call-events:*')) await redis.del(key);
    }
  }
  const version = /redis_version:(\S+)/.exec(await redis.info('server'))?.[1] ?? '';
  const sections = CONNECTIONS.map((connections) => sectionFor(connections, measured));
  publish('voice', [machine(version), ...sections, await lives(shown)].join('\n\n'), write);
} finally {
  await gateway.stop();
  await ceiling.stop();
  redis.disconnect();
  await redisServer.stop();
  await rm(folder, { recursive: true, force: true });
}
process.exit(0);

async function measure(
  server: { pid: number; port: number },
  connections: number,
  to: readonly string[],
): Promise<Figures> {
  const traffic = calls(to);
  await loadHttp({ ...traffic, port: server.port, connections, durationMs: DURATION_MS / 5 });
  const cpuBefore = cpuSeconds(server.pid);
  const result = await loadHttp({ ...traffic, port: server.port, connections, durationMs: DURATION_MS });
  return { ...result, cpuMicros: ((cpuSeconds(server.pid) - cpuBefore) * 1e6) / result.requests };
}

/** Plays whole lives at a fixed rate. Afterwards the store must hold each call once, as it was played. */
async function lives(to: readonly string[]): Promise<string> {
  const worker = await startWorker({ ...env, ROLE: 'worker' });
  try {
    const before = { gateway: cpuSeconds(gateway.pid), worker: cpuSeconds(worker.pid) };
    const played = await playLives({
      ...{ port: gateway.port, callsPerSecond: CALLS_PER_SECOND, durationMs: LIVES_MS, to },
      endpointNumber: ENDPOINT_NUMBER,
    });
    const gatewayCpu = cpuSeconds(gateway.pid) - before.gateway;
    await untilRecorded(played.calls);
    const workerCpu = cpuSeconds(worker.pid) - before.worker;
    const micros = (seconds: number, count: number) => Math.round((seconds * 1e6) / count);
    const head = [
      'calls/s',
      'webhooks/s',
      'p99 of voice, ms',
      'p99 of all, ms',
      'CPU µs a webhook',
      'worker CPU µs a call',
    ];
    const row = [
      Math.round(played.calls.length / played.seconds),
      Math.round(played.webhooks / played.seconds),
      played.voiceP99Ms.toFixed(1),
      played.p99Ms.toFixed(1),
      micros(gatewayCpu, played.webhooks),
      micros(workerCpu, played.calls.length),
    ];
    return `**Whole lives of calls**, seven webhooks each, ${played.calls.length} calls in all\n\n${table(head, [row])}`;
  } finally {
    await worker.stop();
  }
}

async function untilRecorded(calls: readonly string[]): Promise<void> {
  const wanted = new Set(calls);
  for (let tries = 0; tries < 240; tries++) {
    if ((await recorded()) === wanted.size) return;
    await sleep(500);
  }
  throw new Error(`of ${wanted.size} calls ${await recorded()} were recorded`);

  async function recorded(): Promise<number> {
    const found = new Set<string>();
    for (let after = ''; ; ) {
      const query = new URLSearchParams({ limit: '1000', ...(after && { after }) });
      const response = await fetch(`http://127.0.0.1:${gateway.port}/v1/calls?${query}`, {
        headers: { Authorization: `Bearer ${gateway.adminKey}` },
      });
      const { data, next } = (await response.json()) as {
        data: { carrierCallId: string; outcome: string; talkSeconds: number }[];
        next: string | null;
      };
      for (const { carrierCallId, outcome, talkSeconds } of data)
        if (wanted.has(carrierCallId) && outcome === 'answered' && talkSeconds === 42)
          found.add(carrierCallId);
      if (!next) return found.size;
      after = next;
    }
  }
}

function sectionFor(connections: number, measured: Map<string, Figures[]>): string {
  const figure = (name: string, of: keyof Figures) =>
    median((measured.get(`${connections} ${name}`) ?? []).map((figures) => figures[of]));
  const row = (label: string, name: string) => [
    label,
    Math.round(figure(name, 'perSecond')),
    (figure(name, 'perSecond') / figure('ceiling', 'perSecond')).toFixed(2),
    Math.round(figure(name, 'cpuMicros')),
    (figure(name, 'cpuMicros') / figure('ceiling', 'cpuMicros')).toFixed(2),
    figure(name, 'p50Ms').toFixed(2),
    figure(name, 'p99Ms').toFixed(2),
  ];
  const head = ['', 'calls/s', 'of the ceiling', 'CPU µs', 'of the ceiling', 'p50 ms', 'p99 ms'];
  return `**${connections} connection${connections > 1 ? 's' : ''}**\n\n${table(head, [
    row('Express, form, Twilio’s check, constant document', 'ceiling'),
    row('the voice route', 'voice'),
  ])}`;
}
