/**
 * Measures pages of 50 calls out of a million calls of 50 providers, on SQLite. One provider has half of all calls.
 *
 *   CALLS=1000000 npm run bench -- calls [--smoke] [--write]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../src/store/open.ts';
import type { CallFilter } from '../src/store/port.ts';
import { fillCalls, type Place } from './support/fill-calls.ts';
import { publish, table } from './support/report.ts';

const CALLS = process.argv.includes('--smoke') ? 5000 : Number(process.env.CALLS ?? 1_000_000);
const PAGE = 50;
const ROUNDS = 5;

const folder = await mkdtemp(join(tmpdir(), 'ringtrail-bench-calls-'));
const path = join(folder, 'calls.db');
await (await openStore(`sqlite:${path}`)).close();
fillCalls(path, { calls: CALLS, placeOf });
const store = await openStore(`sqlite:${path}`);

try {
  const rows: (string | number)[][] = [];
  const filters: CallFilter[] = [
    {},
    ...[{ outcome: 'blocked' as const }, { returned: false }, { firstTime: true }, { spam: true }],
    ...[
      { attributed: false },
      { minValue: 900 },
      { tag: 'tag 7' },
      { source: 'source 3' },
      { source: 'rare' },
    ],
    ...[{ keyword: 'keyword 4711' }, { channel: 'Paid Search', outcome: 'missed' as const, spam: false }],
    ...[{ page: 'https://www.example.com/page-77' }, { endpoint: 'end_7' }, { fromEnd: '0042' }],
    ...[{ site: 'site_7', source: 'rare' }, { source: 'no such' }, { tag: 'tag 7', returned: false }],
  ];
  for (const filter of filters) {
    const row: string[] = [];
    for (const of of [{}, { provider: 'prov_0' }, { provider: 'prov_33' }])
      row.push(await measure({ ...filter, ...of }));
    rows.push([Object.entries(filter).flat().join(' ') || 'none', ...row]);
  }
  const section = `${CALLS.toLocaleString('en')} calls. The slowest of ${ROUNDS} pages of ${PAGE}, in ms.\n\n${table(['filter', 'all providers', 'the largest provider', 'a small provider'], rows)}`;
  publish('calls', section, process.argv.includes('--write'));
} finally {
  await store.close();
  await rm(folder, { recursive: true, force: true });
}

function placeOf(i: number): Place {
  const provider = i % 2 === 0 ? 'prov_0' : `prov_${1 + Math.floor(Math.random() * 49)}`;
  return { provider, site: `site_${i % 100}`, endpoint: `end_${i % 200}` };
}

/** Returns the time of the slowest page in milliseconds. Each page continues after the one before. */
async function measure(filter: CallFilter): Promise<string> {
  const times: number[] = [];
  for (let round = 0, after: string | undefined; round < ROUNDS; round++) {
    const began = performance.now();
    const page = await store.calls.list({ limit: PAGE, after }, filter);
    times.push(performance.now() - began);
    after = page.at(-1)?.id ?? after;
  }
  return Math.max(...times).toFixed(1);
}
