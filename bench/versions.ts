/**
 * Compares the CPU that a gateway takes for each request with that of an earlier version in the same run. Both versions are built,
 * and each has a Redis of its own. Each round measures one after the other, in alternating order. The gateways share a core,
 * and everything else has the other one.
 *
 *   npm run bench -- versions --before=<dist of the earlier version> [--rounds=30] [--only=voice,renewals] [--smoke] [--write]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { startRedisServer } from '../src/infra/redis-server.ts';
import { cpuMicros, pin } from './support/cpu.ts';
import { loadHttp } from './support/http-load.ts';
import { startRingtrail } from './support/processes.ts';
import { askNumbers, setUpProvider } from './support/provider.ts';
import { median, publish, table } from './support/report.ts';
import {
  bucketHits,
  calls,
  newSessions,
  renewals,
  type Traffic,
  tagScript,
  tagsHtml,
} from './support/traffic.ts';
import { PUBLIC_URL, TOKEN } from './support/webhooks.ts';

const KINDS = [
  'new sessions',
  'renewals',
  'bucket hits',
  'voice',
  'HTML of the tags',
  'script of a tag',
] as const;
type Kind = (typeof KINDS)[number];
type Figures = { micros: number; perSecond: number };
type Measured = { before: Figures[]; now: Figures[] };
type Version = { pid: number; port: number; traffics: Record<Kind, Traffic>; stop: () => Promise<void> };

const { values: options } = parseArgs({
  options: {
    before: { type: 'string' },
    rounds: { type: 'string', default: '30' },
    only: { type: 'string', default: KINDS.join() },
    smoke: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const ROUNDS = options.smoke ? 1 : Number(options.rounds);
const DURATION_MS = options.smoke ? 100 : 150;
const CONNECTIONS = 16;
/** More than one core allocates in the rounds and before them. */
const NUMBERS = Math.ceil((ROUNDS + 1) * DURATION_MS * 15);

if (!options.before) {
  process.stdout.write('skipped: name the dist of an earlier version with --before\n');
  process.exit(0);
}
const kinds = KINDS.filter((kind) => options.only.split(',').includes(kind));
const folder = await mkdtemp(join(tmpdir(), 'ringtrail-bench-versions-'));
pin(process.pid, 0);
const versions = {
  before: await startVersion('before', pathToFileURL(`${resolve(options.before)}/`)),
  now: await startVersion('now'),
};
try {
  const measured = new Map<Kind, Measured>(kinds.map((kind) => [kind, { before: [], now: [] }]));
  for (let round = -1; round < ROUNDS; round++)
    for (const [kind, figures] of measured)
      for (const name of round % 2 === 0 ? (['before', 'now'] as const) : (['now', 'before'] as const)) {
        const figuresOfRound = await measure(versions[name], kind);
        // The first round compiles.
        if (round >= 0) figures[name].push(figuresOfRound);
      }
  publish('versions', figuresTable(measured), options.write);
} finally {
  await versions.before.stop();
  await versions.now.stop();
  await rm(folder, { recursive: true, force: true });
}
process.exit(0);

async function startVersion(name: string, dist?: URL): Promise<Version> {
  const redis = await startRedisServer({ dataDir: await mkdtemp(join(folder, name)) });
  const gateway = await startRingtrail(
    {
      ...{ ROLE: 'gateway', REDIS_URL: `unix://${redis.url}`, PUBLIC_URL, TWILIO_AUTH_TOKEN: TOKEN },
      STORE_URL: `sqlite:${join(folder, `${name}.db`)}`,
    },
    dist,
  );
  const { port, adminKey, pid } = gateway;
  pin(pid, 1);
  const bySession = await setUpProvider(port, adminKey, { numbers: NUMBERS, threshold: 10_000_000 });
  const byBucket = await setUpProvider(port, adminKey, { numbers: 200, threshold: 0 });
  const called = await setUpProvider(port, adminKey, { numbers: 200, threshold: 10_000_000 });
  const fresh = newSessions(bySession);
  return {
    ...{ pid, port },
    traffics: {
      'new sessions': fresh,
      renewals: renewals(fresh.links),
      'bucket hits': bucketHits(byBucket),
      voice: calls(await askNumbers(port, called, 200)),
      'HTML of the tags': tagsHtml(bySession),
      'script of a tag': tagScript(bySession),
    },
    async stop() {
      await gateway.stop();
      await redis.stop();
    },
  };
}

/** Returns the CPU microseconds of the gateway for each request, and the requests of a second. */
async function measure({ pid, port, traffics }: Version, kind: Kind): Promise<Figures> {
  const load = { ...traffics[kind], port, connections: CONNECTIONS };
  await loadHttp({ ...load, durationMs: DURATION_MS / 10 });
  const before = cpuMicros(pid);
  const { requests, perSecond } = await loadHttp({ ...load, durationMs: DURATION_MS });
  const micros = (cpuMicros(pid) - before) / requests;
  // Other programs of the machine get the cores meanwhile.
  await sleep(DURATION_MS);
  return { micros, perSecond };
}

function figuresTable(measured: Map<Kind, Measured>): string {
  const head = [
    'CPU µs of the gateway',
    'before',
    'now',
    'now / before: least',
    'median',
    'most',
    'requests/s: now / before',
  ];
  const rows = [...measured].map(([kind, { before, now }]) => {
    const ratios = (of: keyof Figures) =>
      now.map((figures, i) => figures[of] / (before[i]?.[of] ?? Number.NaN));
    const micros = ratios('micros');
    return [
      kind,
      ...[before, now].map((figures) => median(figures.map((one) => one.micros)).toFixed(1)),
      ...[Math.min(...micros), median(micros), Math.max(...micros)].map((ratio) => ratio.toFixed(2)),
      median(ratios('perSecond')).toFixed(2),
    ];
  });
  return `${ROUNDS} rounds at ${CONNECTIONS} connections.\n\n${table(head, rows)}`;
}
