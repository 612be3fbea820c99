/**
 * Measures pages of 50 calls out of a million calls of 50 providers, on SQLite. One provider has half of all calls. The
 * benchmark writes the rows as the store would, in large transactions.
 *
 *   CALLS=1000000 npm run bench -- calls [--smoke] [--write]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import { NOT_ANNOTATED, qualificationFrom } from '../src/domain/annotation.ts';
import { CHANNELS } from '../src/domain/channel.ts';
import { facetsOf, UNRETURNED } from '../src/store/call-facets.ts';
import { openStore } from '../src/store/open.ts';
import type { CallFilter } from '../src/store/port.ts';
import { attribution, call } from '../test/support/examples.ts';
import { publish, table } from './support/report.ts';

const CALLS = process.argv.includes('--smoke') ? 5000 : Number(process.env.CALLS ?? 1_000_000);
const BATCH = 5000;
const PAGE = 50;
const ROUNDS = 5;
const OUTCOMES = ['answered', 'answered', 'answered', 'missed', 'voicemail', 'blocked'] as const;

const folder = await mkdtemp(join(tmpdir(), 'ringtrail-bench-calls-'));
const path = join(folder, 'calls.db');
await (await openStore(`sqlite:${path}`)).close();
const database = new Libsql(path);
const add = {
  call: database.prepare('INSERT INTO calls (id, document, eventCount, facets) VALUES (?, ?, 1, ?)'),
  facets: database.prepare(
    'INSERT INTO callFacets (facet, provider, at, call) SELECT value, ?, ?, ? FROM json_each(?)',
  ),
  attribution: database.prepare('INSERT INTO attributions (id, document) VALUES (?, ?)'),
  annotation: database.prepare('INSERT INTO annotations (call, document) VALUES (?, ?)'),
};
for (let i = 0; i < CALLS; i += BATCH) {
  database.exec('BEGIN');
  for (let n = i; n < i + BATCH; n++) save(n);
  database.exec('COMMIT');
}
database.close();
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

function save(i: number): void {
  const provider = i % 2 === 0 ? 'prov_0' : `prov_${1 + Math.floor(Math.random() * 49)}`;
  const id = `call_${i.toString(36).padStart(20, '0')}`;
  const outcome = OUTCOMES[Math.floor(Math.random() * OUTCOMES.length)] ?? 'missed';
  const from = `+49151${String(Math.floor(Math.random() * CALLS)).padStart(8, '0')}`;
  const site = `site_${i % 100}`;
  const place = { provider, site, endpoint: `end_${i % 200}` };
  const one = call(id, i * 30, { ...place, outcome, from, state: 'ended' });
  const skewed = (count: number) => Math.floor(count ** Math.random());
  const visit = attribution(`attr_${i}`, {
    ...{ call: id, provider, site, channel: CHANNELS[i % CHANNELS.length] ?? null, candidates: [] },
    ...{ source: i % 50_000 === 7 ? 'rare' : `source ${skewed(50)}`, to: i % 4 === 0 ? 'none' : 'session' },
    ...{ medium: 'cpc', campaign: `campaign ${skewed(500)}`, keyword: `keyword ${skewed(20_000)}` },
    ...{ landingPage: `https://www.example.com/page-${skewed(300)}`, callerCalls: i % 3 },
  });
  const qualification = qualificationFrom({ at: '', spam: i % 500 === 0, value: i % 1000, currency: 'EUR' });
  const annotation = i % 10 === 0 ? { ...NOT_ANNOTATED, tags: [`tag ${i % 40}`], qualification } : undefined;
  const isAnsweredLater = i % 7 < 5;
  const found = facetsOf({ call: one, attribution: visit, annotation, isAnsweredLater });
  const at = one.at.toISOString();
  const unreturned = found.facets.includes(UNRETURNED) ? 1 : 0;
  add.call.run(id, JSON.stringify(one), JSON.stringify({ provider, at, ...found, unreturned }));
  add.facets.run(provider, at, id, JSON.stringify(found.facets));
  add.attribution.run(visit.id, JSON.stringify(visit));
  if (annotation) add.annotation.run(id, JSON.stringify(annotation));
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
