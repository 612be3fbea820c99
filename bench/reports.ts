/**
 * Measures reports over ten million calls of a year, on SQLite or on the store that STORE names. The benchmark writes the
 * slots as the count of attributions would: 10,000 combinations of source, campaign, keyword and page, the frequent ones far
 * more often than the rare ones. Then it adds attributions and measures their count.
 *
 *   STORE=mongodb://… npm run bench -- reports [--smoke] [--write]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCountRows, createReport, type ReportQuery } from '../src/attribution/report.ts';
import { createReportCount } from '../src/attribution/report-count.ts';
import { addToCells, type Cell, dimensionsOf, measuresOf, packCells, SLOT_MS } from '../src/domain/report.ts';
import { openStore } from '../src/store/open.ts';
import { attribution } from '../test/support/examples.ts';
import { publish, table } from './support/report.ts';

const smoke = process.argv.includes('--smoke');
const CALLS = smoke ? 20_000 : 10_000_000;
const SLOTS = smoke ? 200 : 4 * 24 * 365;
const COMBINATIONS = smoke ? 500 : 10_000;
const ADDED = smoke ? 200 : 5000;
const BEGIN = Date.UTC(2025, 0, 1);

const folder = await mkdtemp(join(tmpdir(), 'ringtrail-bench-reports-'));
const url = process.env.STORE ?? `sqlite:${join(folder, 'reports.db')}`;
const store = await openStore(url);
const counter = createReportCount({ store });
const report = createReport(createCountRows(counter, () => new Date()));

try {
  const talked = await fill();
  const month = { since: new Date(Date.UTC(2025, 0, 1)), until: new Date(Date.UTC(2025, 1, 1)) };
  const rows: (string | number)[][] = [];
  for (const [name, by, period] of [
    ['one row', [], {}],
    ['source, campaign', ['source', 'campaign'], {}],
    ['keyword, page', ['keyword', 'page'], {}],
    ['hour', ['hour'], {}],
    ['day, source', ['day', 'source'], {}],
    ['hour, campaign, of a month', ['hour', 'campaign'], month],
  ] as [string, ReportQuery['by'], object][]) {
    const began = performance.now();
    const cpu = process.cpuUsage();
    const { total, data } = await report(
      { by, timeZone: 'Europe/Berlin', only: {}, limit: 1000, ...period },
      store,
    );
    const seconds = (performance.now() - began) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    if (period !== month && (total.calls !== CALLS || total.talkSeconds !== talked))
      throw new Error(
        `${name}: ${total.calls} calls, ${total.talkSeconds} s talked, not ${CALLS}, ${talked}`,
      );
    rows.push([
      name,
      total.calls.toLocaleString('en'),
      data.length,
      seconds.toFixed(2),
      ((user + system) / 1e6).toFixed(2),
    ]);
  }
  const today = () => new Date(BEGIN + (SLOTS - 1 - Math.floor(Math.random() * 96)) * SLOT_MS);
  for (let i = 0; i < ADDED; i += 50) {
    const some = Array.from({ length: 50 }, (_, n) => ({ ...made(i + n, 'new_'), at: today() }));
    await Promise.all(some.map((one) => store.attributions.add(one)));
  }
  const began = performance.now();
  await counter.countOn();
  const micros = Math.round(((performance.now() - began) * 1000) / ADDED);
  const section = `${url.split(':', 1)[0]}: counting takes ${micros} µs an attribution, of calls of one day.\n\n${table(['by', 'calls', 'rows shown', 's', 'CPU s of this process'], rows)}`;
  publish('reports', section, process.argv.includes('--write'));
} finally {
  await store.close();
  await rm(folder, { recursive: true, force: true });
}

function made(i: number, name = '') {
  const combination = Math.floor(COMBINATIONS ** Math.random());
  return attribution(`attr_${name}${i}`, {
    at: new Date(BEGIN + Math.floor(Math.random() * SLOTS) * SLOT_MS),
    source: `source ${combination % 7}`,
    campaign: `campaign ${combination % 60}`,
    keyword: `some keyword ${combination % 4001}`,
    landingPage: `https://www.example.com/pages/${combination % 311}`,
    outcome: i % 3 === 0 ? 'missed' : 'answered',
    talkSeconds: i % 3 === 0 ? 0 : i % 300,
  });
}

/** Writes the slots and returns the talk time of all calls in seconds. */
async function fill(): Promise<number> {
  const [variants, perSlot] = [COMBINATIONS * 3, CALLS / SLOTS];
  const some = Array.from({ length: variants }, (_, i) => {
    const one = made(i);
    return { dimensions: dimensionsOf(one), measures: measuresOf(one) };
  });
  const numbers = new Map<string, number>();
  for (let i = 0; i < some.length; i += 1000) {
    const added = await store.reports.addDimensions(
      some.slice(i, i + 1000).map(({ dimensions }) => ({ ...dimensions, usedAt: new Date() })),
    );
    for (const [id, number] of added) numbers.set(id, number);
  }
  let talked = 0;
  let calls = 0;
  for (let slot = 0; slot < SLOTS; slot++) {
    const cells = new Map<number, Cell>();
    for (; calls < (slot + 1) * perSlot; calls++) {
      const one = some[Math.floor(Math.random() * some.length)];
      if (!one) continue;
      addToCells(cells, numbers.get(one.dimensions.id) ?? 0, one.measures, 1);
      talked += one.measures.talkSeconds;
    }
    const at = new Date(BEGIN + slot * SLOT_MS);
    await store.reports.put({ provider: 'prov_1', at, upTo: 0, cells: packCells(cells.values()) }, null);
  }
  return talked;
}
