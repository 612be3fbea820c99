/**
 * Measures exports of a million attributions from Ringtrail on SQLite, or on the empty store that STORE names: the time, and
 * the memory of the process while it sends them. One client reads as fast as it can, another pauses for a while.
 *
 *   STORE=mongodb://… npm run bench -- exports [--smoke] [--write]
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseSync } from '@photostructure/sqlite';
import mongoose from 'mongoose';
import { attribution } from '../test/support/examples.ts';
import { startRingtrail } from './support/processes.ts';
import { publish, table } from './support/report.ts';

const smoke = process.argv.includes('--smoke');
const COUNT = smoke ? 5000 : 1_000_000;
const CHUNK = 20_000;
const MONGO_CHUNK = 1000;
const PAUSE_MS = smoke ? 200 : 5000;
/** The limit for the growth of memory from the first part of a file to the last. */
const MAX_GROWTH_MB = 64;

const likeOne = attribution('attr_1', {
  evidence: ['The number was shown to the session at that time.', 'No other had been shown it that day.'],
  landingPage: 'https://www.example.com/a/landing/page?with=a&query=of&some=length',
});

const { STORE } = process.env;
const ringtrail = await startRingtrail(STORE ? { STORE_URL: STORE } : {});
try {
  if (STORE) await fillMongo(STORE);
  else fill();
  const rows: (string | number)[][] = [];
  for (const [name, path, pauses] of [
    ['CSV', 'attributions.csv', false],
    ['NDJSON', 'attributions.ndjson', false],
    ['NDJSON, to a client that stops half-way', 'attributions.ndjson', true],
  ] as const)
    rows.push([name, ...(await measure(path, pauses))]);
  const head = [
    `${COUNT.toLocaleString('en')} attributions`,
    's',
    'MB',
    'lines/s',
    'memory at first, MB',
    'memory at last, MB',
  ];
  publish('exports', table(head, rows), process.argv.includes('--write'));
} finally {
  await ringtrail.stop();
}

/** Writes the attributions into the file in one step and marks them as counted. Adding them one by one takes minutes. */
function fill(): void {
  const database = new DatabaseSync(join(ringtrail.dataDir, 'ringtrail.db'), { timeout: 60_000 });
  const insert = database.prepare(
    `WITH RECURSIVE n (i) AS (SELECT ? UNION ALL SELECT i + 1 FROM n WHERE i < ?)
     INSERT INTO attributions (id, document)
     SELECT printf('attr_%09d', i),
       json_set(?, '$.id', printf('attr_%09d', i), '$.call', printf('call_%09d', i)) FROM n`,
  );
  for (let made = 0; made < COUNT; made += CHUNK)
    insert.run(made + 1, Math.min(COUNT, made + CHUNK), JSON.stringify(likeOne));
  database
    .prepare(
      `INSERT INTO reportProgress (id, position) VALUES (1, ?)
       ON CONFLICT DO UPDATE SET position = excluded.position`,
    )
    .run(COUNT);
  const { count } = database.prepare('SELECT count(*) AS count FROM attributions').get() as { count: number };
  database.close();
  if (count !== COUNT) throw new Error(`${count} attributions were made, not ${COUNT}`);
}

/** Writes the attributions into a database of MongoDB in one step. */
async function fillMongo(url: string): Promise<void> {
  const connection = await mongoose.createConnection(url).asPromise();
  const attributions = connection.collection('attributions');
  const { id: _, ...fields } = likeOne;
  const name = (of: string, i: number) => `${of}_${String(i).padStart(9, '0')}`;
  for (let made = 0; made < COUNT; made += MONGO_CHUNK) {
    const some = Array.from({ length: Math.min(MONGO_CHUNK, COUNT - made) }, (_x, i) => made + i + 1);
    await attributions.insertMany(
      some.map((i) => ({ ...fields, _id: name('attr', i) as never, call: name('call', i), position: i })),
    );
  }
  await connection
    .collection('reportProgress')
    .updateOne({ _id: 'reports' as never }, { $set: { position: COUNT } }, { upsert: true });
  await connection.close();
}

async function measure(path: string, pauses: boolean): Promise<(string | number)[]> {
  const began = performance.now();
  const answer = await fetch(`http://127.0.0.1:${ringtrail.port}/v1/exports/${path}`, {
    headers: { Authorization: `Bearer ${ringtrail.adminKey}` },
  });
  if (!answer.ok || !answer.body) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  const memory: number[] = [];
  let bytes = 0;
  let lines = 0;
  let nextLook = 0;
  let isPaused = !pauses;
  for await (const chunk of answer.body) {
    bytes += chunk.length;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines++;
    if (!isPaused && lines > COUNT / 2) {
      isPaused = true;
      await sleep(PAUSE_MS);
    }
    if (lines < nextLook) continue;
    nextLook += COUNT / 40;
    memory.push(await residentMb());
  }
  const head = path.endsWith('.csv') ? 1 : 0;
  if (lines !== COUNT + head) throw new Error(`${path}: ${lines} lines, not ${COUNT + head}`);
  const seconds = (performance.now() - began) / 1000;
  const quarter = Math.ceil(memory.length / 4);
  const [first, last] = [Math.max(...memory.slice(0, quarter)), Math.max(...memory.slice(-quarter))];
  if (last - first > MAX_GROWTH_MB) throw new Error(`${path}: memory grew from ${first} to ${last} MB`);
  const perSecond = Math.round(lines / seconds).toLocaleString('en');
  return [seconds.toFixed(1), Math.round(bytes / 1e6), perSecond, first, last];
}

async function residentMb(): Promise<number> {
  const status = await readFile(`/proc/${ringtrail.pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}
