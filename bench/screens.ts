/**
 * Measures the requests of each screen of the console over a million calls of a year and 50 providers, on SQLite. One
 * provider has half of all calls. Chromium opens each screen, as an operator of all providers and for the largest one.
 *
 *   CALLS=1000000 npm run bench -- screens [--smoke] [--write]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { findChromium, NO_CHROMIUM, startChromium } from '../test/support/chromium.ts';
import { fillCalls } from './support/fill-calls.ts';
import { startRingtrail } from './support/processes.ts';
import { setUpProvider } from './support/provider.ts';
import { publish, table } from './support/report.ts';

const isSmoke = process.argv.includes('--smoke');
const CALLS = isSmoke ? 2000 : Number(process.env.CALLS ?? 1_000_000);
const PROVIDERS = isSmoke ? 3 : 50;
const YEAR_MS = 365 * 86_400_000;
/** The first round warms up the caches of the file. */
const ROUNDS = isSmoke ? 2 : 4;
const ALL_SCREENS = [
  '/live',
  '/calls',
  '/calls?view=missed',
  '/calls?view=unreturned',
  '/calls?view=unattributed',
  '/calls?source=source+3',
  '/reports',
  '/reports?by=keyword&period=quarter',
  '/reports?by=page&period=week',
  '/numbers',
  '/sites',
  '/consumers',
  '/system',
  '/system/audit',
];
const SCREENS = isSmoke ? ['/calls', '/reports'] : ALL_SCREENS;

if (!findChromium()) {
  process.stdout.write(`skipped: ${NO_CHROMIUM}\n`);
  process.exit(0);
}
const folder = await mkdtemp(join(tmpdir(), 'ringtrail-bench-screens-'));
const path = join(folder, 'screens.db');
const ringtrail = await startRingtrail({ STORE_URL: `sqlite:${path}` });
const chromium = await startChromium();
try {
  const places: Awaited<ReturnType<typeof setUpProvider>>[] = [];
  for (let i = 0; i < PROVIDERS; i++)
    places.push(await setUpProvider(ringtrail.port, ringtrail.adminKey, { numbers: 20, threshold: 10 }));
  const [largest, ...others] = places;
  if (!largest) throw new Error('there is no provider');
  const began = Date.now();
  fillCalls(path, {
    calls: CALLS,
    placeOf: (i) => (i % 2 === 0 ? largest : (others[Math.floor(Math.random() * others.length)] ?? largest)),
    atOf: (i) => new Date(began - ((CALLS - i) / CALLS) * YEAR_MS),
  });
  await untilCounted();
  const rows = [];
  for (const screen of SCREENS) {
    const all = await slowest(screen, null);
    const one = await slowest(screen, largest.provider);
    rows.push([screen, all.name, all.ms, one.name, one.ms]);
  }
  const head = ['screen', 'slowest of all providers', 'ms', 'slowest of the largest', 'ms'];
  const section = `${CALLS.toLocaleString('en')} calls. The slowest request of each screen, the median of ${ROUNDS - 1} rounds, in ms.\n\n${table(head, rows)}`;
  publish('screens', section, process.argv.includes('--write'));
} finally {
  await chromium.stop();
  await ringtrail.stop();
  await rm(folder, { recursive: true, force: true });
}

/** Waits until the worker has counted all attributions for reports. */
async function untilCounted(): Promise<void> {
  while ((await countedCalls()) < CALLS) await sleep(1000);
}

async function countedCalls(): Promise<number> {
  const url = `http://127.0.0.1:${ringtrail.port}/v1/reports/calls?by=day&limit=1`;
  // The gateway has closed the connection from before the filling.
  const headers = { Authorization: `Bearer ${ringtrail.adminKey}` };
  const answer = await fetch(url, { headers }).catch(() => null);
  const { total } = ((await answer?.json()) ?? {}) as { total?: { calls: number } };
  return total?.calls ?? 0;
}

/** Opens the screen some times. Returns its slowest request, and the median of its time. */
async function slowest(screen: string, provider: string | null): Promise<{ name: string; ms: string }> {
  const times = new Map<string, number[]>();
  for (let round = 0; round < ROUNDS; round++) {
    const context = await chromium.browser.newContext();
    const page = await context.newPage();
    await page.addInitScript(
      ([key = '', of = '']) => {
        sessionStorage.setItem('ringtrail.key', key);
        if (of) localStorage.setItem('ringtrail.provider', of);
      },
      [ringtrail.adminKey, provider ?? ''],
    );
    for (const [name, ms] of await requestsOf(page, screen))
      if (round > 0) times.set(name, [...(times.get(name) ?? []), ms]);
    await context.close();
  }
  const [found = ['none', 0] as const] = [...times]
    .map(([name, all]) => [name, all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0] as const)
    .toSorted(([, a], [, b]) => b - a);
  return { name: found[0], ms: found[1].toFixed(0) };
}

/** Returns the requests to the API until the screen is quiet, with the milliseconds that each waited for the gateway. */
async function requestsOf(page: Page, screen: string): Promise<[name: string, ms: number][]> {
  await page.goto(`http://127.0.0.1:${ringtrail.port}${screen}`);
  await page.locator('h1').first().waitFor();
  await page.waitForFunction(() => document.querySelector('h1') && !document.querySelector('[role=status]'));
  return page.evaluate(() =>
    (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
      .filter(({ name }) => new URL(name).pathname.startsWith('/v1/'))
      .map(({ name, requestStart, responseStart }) => {
        const { pathname, searchParams } = new URL(name);
        const by = searchParams.get('by');
        const label = pathname.replace(/\/\w+_[\w-]+/g, '/{id}') + (by ? `?by=${by}` : '');
        return [label, responseStart - requestStart] as [string, number];
      }),
  );
}
