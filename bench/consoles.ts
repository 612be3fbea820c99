/**
 * Measures the answer to a call while 100 consoles show the Live screen, beside the same calls without a console. Fifty calls a
 * second live their whole lives, with a worker that records them. Both are measured alternately in one run.
 *
 *   npm run bench -- consoles [--smoke] [--write]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedisServer } from '../src/infra/redis-server.ts';
import { findChromium, NO_CHROMIUM } from '../test/support/chromium.ts';
import { playLives } from './support/call-lives.ts';
import { openConsoles, requestsOfLive } from './support/consoles.ts';
import { startRingtrail, startWorker } from './support/processes.ts';
import { askNumbers, ENDPOINT_NUMBER, setUpProvider } from './support/provider.ts';
import { median, publish, table } from './support/report.ts';
import { PUBLIC_URL, TOKEN } from './support/webhooks.ts';

const smoke = process.argv.includes('--smoke');
const CONSOLES = smoke ? 5 : 100;
const CALLS_PER_SECOND = smoke ? 10 : 50;
const ROUNDS = smoke ? 1 : 8;
const DURATION_MS = smoke ? 1000 : 15_000;
const WATCH_MS = smoke ? 5000 : 31_000;

if (!findChromium()) {
  process.stdout.write(`skipped: ${NO_CHROMIUM}\n`);
  process.exit(0);
}
const folder = await mkdtemp(join(tmpdir(), 'ringtrail-bench-redis-'));
const redisServer = await startRedisServer({ dataDir: folder });
const env = {
  REDIS_URL: `unix://${redisServer.url}`,
  STORE_URL: `sqlite:${join(folder, 'bench.db')}`,
  PUBLIC_URL,
  TWILIO_AUTH_TOKEN: TOKEN,
};
const gateway = await startRingtrail({ ...env, ROLE: 'gateway' });
const worker = await startWorker({ ...env, ROLE: 'worker' });
try {
  const shop = await setUpProvider(gateway.port, gateway.adminKey, { numbers: 200, threshold: 10_000_000 });
  const to = await askNumbers(gateway.port, shop, 200);
  const requests = await requestsOfLive(gateway, WATCH_MS);
  const figures: Record<'without' | 'with', { p99: number[]; answers: number }> = {
    without: { p99: [], answers: 0 },
    with: { p99: [], answers: 0 },
  };
  for (let round = 0; round < ROUNDS; round++)
    for (const consoles of round % 2 === 0 ? [0, CONSOLES] : [CONSOLES, 0]) {
      const close = openConsoles(gateway, requests, consoles);
      const { voiceP99Ms } = await playLives({
        ...{ port: gateway.port, callsPerSecond: CALLS_PER_SECOND, durationMs: DURATION_MS, to },
        endpointNumber: ENDPOINT_NUMBER,
      });
      const of = figures[consoles > 0 ? 'with' : 'without'];
      of.p99.push(voiceP99Ms);
      of.answers += close().answers;
    }
  if (figures.with.answers === 0) throw new Error('no console got an answer');
  const row = (name: string, { p99, answers }: (typeof figures)['with']) => [
    name,
    Math.round(answers / ((ROUNDS * DURATION_MS) / 1000)),
    median(p99).toFixed(1),
    p99.map((ms) => ms.toFixed(1)).join(', '),
  ];
  const head = [
    `${CALLS_PER_SECOND} calls a second`,
    'answers to consoles a second',
    'p99 of voice, ms',
    'each round',
  ];
  publish(
    'consoles',
    table(head, [row('no console', figures.without), row(`${CONSOLES} consoles`, figures.with)]),
    process.argv.includes('--write'),
  );
} finally {
  await worker.stop();
  await gateway.stop();
  await redisServer.stop();
  await rm(folder, { recursive: true, force: true });
}
process.exit(0);
