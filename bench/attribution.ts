/**
 * Measures the calibration of attributions' confidence. Simulated visitors and calls with known callers go through the
 * allocation engine on Redis, the ledger, the store and the attribution, as in a worker.
 *
 *   npm run bench -- attribution [--smoke] [--write]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { startRedisServer } from '../src/infra/redis-server.ts';
import { openStore } from '../src/store/open.ts';
import { type Cell, type CellOptions, runCell } from './attribution/cell.ts';
import { meanScores } from './attribution/score.ts';
import { machine, publish, table } from './support/report.ts';

const smoke = process.argv.includes('--smoke');
const write = process.argv.includes('--write');

const FULL = { numbers: 100, learns: 1000, scores: 1250, openShare: 0.65, seeds: [10, 20, 30, 40] };
const SMOKE = { numbers: 20, learns: 320, scores: 300, openShare: 0.65, seeds: [10, 20] };
const NAMES = { prior: 'prior', fitted: 'fitted', scored: 'fitted, intent scored' };
const CELLS: { name: string; options: CellOptions }[] = smoke
  ? [{ name: 'uis, load 0.2', options: { ...SMOKE, law: 'uis', load: 0.2 } }]
  : [
      { name: 'uis, load 0.2', options: { ...FULL, law: 'uis', load: 0.2 } },
      { name: 'uis, load 0.8', options: { ...FULL, law: 'uis', load: 0.8 } },
      { name: 'base, load 0.2', options: { ...FULL, law: 'base', load: 0.2 } },
      { name: 'exponential, load 0.2', options: { ...FULL, law: 'exponential', load: 0.2 } },
      ...(['uis', 'base', 'exponential'] as const).map((law) => ({
        name: `${law}, load 0.2, affinity`,
        options: { ...FULL, law, load: 0.2, policy: 'affinity' as const },
      })),
      {
        name: 'uis, load 0.2, 90 % from the open page',
        options: { ...FULL, law: 'uis', load: 0.2, openShare: 0.9 },
      },
    ];

const folder = await mkdtemp(join(tmpdir(), 'ringtrail-bench-redis-'));
const server = await startRedisServer({ dataDir: folder });
const redis = new Redis(server.url);

try {
  const cells = new Map<string, Cell>();
  for (const { name, options } of CELLS) {
    const began = performance.now();
    await redis.flushall();
    const store = await openStore('sqlite::memory:');
    const cell = await runCell(redis, store, options);
    cells.set(name, cell);
    await store.close();
    const seconds = ((performance.now() - began) / 1000).toFixed(0);
    const errors = [cell.prior, cell.fitted, cell.scored]
      .map((scores) => meanScores(scores).session.ece.toFixed(3))
      .join(', ');
    process.stderr.write(
      `${name}: calibration errors ${errors} by prior, fit and fit with scores, ${seconds} s\n`,
    );
  }
  const version = /redis_version:(\S+)/.exec(await redis.info('server'))?.[1] ?? '';
  publish('attribution', [machine(version), summary(cells), reliability(cells)].join('\n\n'), write);
} finally {
  redis.disconnect();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
process.exit(0);

function summary(cells: Map<string, Cell>): string {
  const rows = [...cells].flatMap(([name, cell]) =>
    (['prior', 'fitted', 'scored'] as const).map((model) => {
      const { session, bucket, claimed } = meanScores(cell[model]);
      const errors = cell[model].map(({ session }) => session.ece);
      return [
        name,
        NAMES[model],
        session.calls,
        percent(session.accuracy),
        `${session.brier.toFixed(3)} (${session.brierOfAccuracy.toFixed(3)})`,
        `${session.ece.toFixed(3)} (${Math.min(...errors).toFixed(3)}–${Math.max(...errors).toFixed(3)})`,
        session.chance.toFixed(3),
        percent(bucket.accuracy),
        bucket.ece.toFixed(3),
        `${percent(claimed.share)} at ${percent(claimed.precision)}`,
      ];
    }),
  );
  return table(
    [
      'trace',
      'hazards',
      'calls',
      'session right',
      'Brier (acc(1-acc))',
      'ECE (of each trace)',
      'by chance',
      'bucket right',
      'bucket ECE',
      'claimed at 0.8',
    ],
    rows,
  );
}

function reliability(cells: Map<string, Cell>): string {
  const chosen = [...cells].filter(([name]) => name.startsWith('uis'));
  const head = ['confidence', ...chosen.flatMap(([name]) => [`${name}: prior`, `${name}: fitted`])];
  const rows = Array.from({ length: 10 }, (_, i) => [
    `${(i / 10).toFixed(1)}–${((i + 1) / 10).toFixed(1)}`,
    ...chosen.flatMap(([, cell]) =>
      [cell.prior, cell.fitted].map((scores) => {
        const bin = meanScores(scores).session.bins[i];
        return bin && bin.calls > 0
          ? `${bin.confidence.toFixed(2)} → ${bin.right.toFixed(2)} (${bin.calls})`
          : '–';
      }),
    ),
  ]);
  return `Confidence that was said → share that was right (calls)\n\n${table(head, rows)}`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
