/**
 * Measures `ringtrail store copy` with a million attributed calls: from SQLite to MongoDB, and back. Each copy is a process of its own,
 * compares both stores at its end, and must have the same hash.
 *
 *   CALLS=1000000 npm run bench -- store-copy [--smoke] [--write]
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openStore } from '../src/store/open.ts';
import { startMongo } from '../test/support/mongo.ts';
import { releaseClosedFiles } from '../test/support/sqlite.ts';
import { fillCalls, type Place } from './support/fill-calls.ts';
import { publish, table } from './support/report.ts';

const CALLS = process.argv.includes('--smoke') ? 3000 : Number(process.env.CALLS ?? 1_000_000);
const PROGRAM = new URL('../src/store-copy.js', import.meta.url).href;
const run = promisify(execFile);

const folder = await mkdtemp(join(tmpdir(), 'ringtrail-bench-copy-'));
const mongo = await startMongo();
if (mongo.missing) throw new Error(`no MongoDB: ${mongo.missing}`);
const [first, second, third] = [
  `sqlite:${folder}/first.db`,
  mongo.url('second'),
  `sqlite:${folder}/third.db`,
];

try {
  await fill(join(folder, 'first.db'));
  const there = await copy(first, second);
  const back = await copy(second, third);
  if (there.hash !== back.hash) throw new Error(`the hashes are ${there.hash} and ${back.hash}`);
  const rows = [
    ['SQLite to MongoDB', ...there.figures],
    ['MongoDB to SQLite', ...back.figures],
  ];
  const section = `${CALLS.toLocaleString('en')} calls. Both copies have the hash ${there.hash.slice(0, 12)}.\n\n${table(['', 'records', 'seconds', 'records/s'], rows)}`;
  publish('store-copy', section, process.argv.includes('--write'));
} finally {
  await mongo.stop();
  await rm(folder, { recursive: true, force: true });
}

async function fill(path: string): Promise<void> {
  const store = await openStore(`sqlite:${path}`);
  await store.installation.adopt('inst_bench');
  await store.close();
  fillCalls(path, { calls: CALLS, placeOf });
  await releaseClosedFiles();
}

function placeOf(i: number): Place {
  return { provider: `prov_${i % 50}`, site: `site_${i % 100}`, endpoint: `end_${i % 200}` };
}

/** Copies in a process of its own. Fails unless the copy is the same. */
async function copy(from: string, to: string) {
  const script = `import { main } from '${PROGRAM}'; await main(['copy', '--from', '${from}', '--to', '${to}']);`;
  const began = performance.now();
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script]);
  const seconds = (performance.now() - began) / 1000;
  const records = [...stdout.matchAll(/^\S+ +([0-9,]+) {2}[0-9a-f]{12} +same$/gm)].reduce(
    (sum, [, count = '']) => sum + Number(count.replaceAll(',', '')),
    0,
  );
  const hash = /Its hash is ([0-9a-f]{64})/.exec(stdout)?.[1] ?? '';
  const figures = [records, Math.round(seconds), Math.round(records / seconds)].map((one) =>
    one.toLocaleString('en'),
  );
  return { hash, figures };
}
