/**
 * Measures the time that both tags take of a page's main thread, beside those of another build. Each round measures both, one after
 * the other on the same page, and the other one first in the next round. BEFORE names the folder of the other tags, which
 * `node scripts/build-tags.mjs FOLDER` writes in a checkout of an older release. Without it, the tags are measured beside themselves.
 * Then it measures the tags on a processor as it is and on one four times slower, and fails above the bounds of docs/tags.md.
 *
 *   BEFORE=/tmp/tags npm run bench -- tags [--smoke] [--write]
 */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Page, Route } from 'playwright-core';
import { findChromium, NO_CHROMIUM, startChromium } from '../test/support/chromium.ts';
import { median, publish, table } from './support/report.ts';
import { PAGES, SITE, TAGS, type TestPage } from './support/tag-pages.ts';
import { type Cost, costOf } from './support/trace.ts';

const smoke = process.argv.includes('--smoke');
const ROUNDS = smoke ? 1 : 12;
const SLOWDOWNS = [1, 4];
/** Milliseconds of the main thread on a processor as it is. A slower one may take as many times more. */
const MAX_TOTAL_MS = 100;
/** Milliseconds beyond 50 of the tasks in which the tags run, on any processor. */
const MAX_BLOCKING_MS = 20;
const CONFIG = {
  api: TAGS,
  site: 'site_test',
  bucketing: ['source', 'medium'],
  endpoint: 'end_test',
  callingCode: '1',
  national: '2025550123',
};
const REPLY = {
  number: '+12025550187',
  national: '(202) 555-0187',
  keyedBy: 'session',
  reason: 'within_threshold',
  link: 'link_1',
  renewAfterSeconds: 30,
};

if (!findChromium()) {
  process.stdout.write(`skipped: ${NO_CHROMIUM}\n`);
  process.exit(0);
}
if (!process.env.BEFORE && process.argv.includes('--write'))
  throw new Error('BEFORE must name the folder of the other tags.');
const now = tagsIn(new URL('../tags/', import.meta.url));
const before = process.env.BEFORE ? tagsIn(pathToFileURL(`${process.env.BEFORE}/`)) : now;
const { browser, stop } = await startChromium();
try {
  const write = process.argv.includes('--write');
  publish('tags', await compare(), write);
  publish('tags-bounds', await measureBounds(), write);
} finally {
  await stop();
}

/** Returns the table of the tags beside the other ones. */
async function compare(): Promise<string> {
  const rows: (string | number)[][] = [];
  for (const page of PAGES) {
    const pairs: [before: number, now: number][] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const isBeforeFirst = round % 2 === 0;
      const { total: first } = await measure(page, isBeforeFirst ? before : now);
      const { total: second } = await measure(page, isBeforeFirst ? now : before);
      pairs.push(isBeforeFirst ? [first, second] : [second, first]);
    }
    const ratios = pairs.map(([a, b]) => b / a).toSorted((a, b) => a - b);
    const [least, most] = [ratios[0] ?? 0, ratios.at(-1) ?? 0];
    rows.push([
      page.name,
      median(pairs.map(([a]) => a)).toFixed(1),
      median(pairs.map(([, b]) => b)).toFixed(1),
      median(ratios).toFixed(2),
      `${least.toFixed(2)} to ${most.toFixed(2)}`,
    ]);
  }
  const head = ['page', 'before, ms', 'now, ms', 'now ÷ before', 'of the rounds'];
  return `The median of ${ROUNDS} rounds.\n\n${table(head, rows)}`;
}

/** Returns the table of the costs beside their bounds. A cost above its bound makes the process fail, except in a smoke run. */
async function measureBounds(): Promise<string> {
  const rows: (string | number)[][] = [];
  for (const page of PAGES) {
    for (const slowdown of SLOWDOWNS) {
      const costs: Cost[] = [];
      for (let round = 0; round < ROUNDS; round++) costs.push(await measure(page, now, slowdown));
      const [total, longest, blocking] = (['total', 'longest', 'blocking'] as const).map((part) =>
        median(costs.map((cost) => cost[part])),
      ) as [number, number, number];
      if (!smoke && (total > MAX_TOTAL_MS * slowdown || blocking > MAX_BLOCKING_MS)) process.exitCode = 1;
      const figures = [total, longest, blocking].map((milliseconds) => milliseconds.toFixed(0));
      rows.push([page.name, `÷ ${slowdown}`, ...figures, MAX_TOTAL_MS * slowdown, MAX_BLOCKING_MS]);
    }
  }
  const head = [
    'page',
    'processor',
    'total, ms',
    'longest task',
    'blocking',
    'bound of total',
    'of blocking',
  ];
  return `The median of ${ROUNDS} rounds.\n\n${table(head, rows)}`;
}

function tagsIn(folder: URL): string {
  return readFileSync(new URL('combined.js', folder), 'utf8').replace(
    /(['"`])__RINGTRAIL_CONFIG__\1/,
    JSON.stringify(CONFIG),
  );
}

/** Returns how long the tags hold up the page, which a new profile opens on a processor that is `slowdown` times slower. */
async function measure({ html, act, shows }: TestPage, tags: string, slowdown = 1): Promise<Cost> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.route('**/*', (route) => answer(route, html, tags));
    const settle = async () => {
      await page.waitForFunction(shows);
      await page.waitForTimeout(300);
    };
    const open = async () => {
      await page.goto(SITE);
      await settle();
    };
    if (act) await open();
    const cost = await costOf(browser, page, TAGS, slowdown, act ? () => actOn(page, act) : open);
    await settle();
    return cost;
  } finally {
    await context.close();
  }
}

async function actOn(page: Page, act: () => Promise<void>): Promise<void> {
  await page.evaluate(act);
  await page.waitForTimeout(100);
}

function answer(route: Route, html: string, tags: string): Promise<void> {
  const url = route.request().url();
  if (url === SITE) return route.fulfill({ contentType: 'text/html; charset=utf-8', body: html });
  if (url.endsWith('.js')) return route.fulfill({ contentType: 'text/javascript', body: tags });
  const headers = { 'Access-Control-Allow-Origin': '*' };
  return route.fulfill({ status: 200, headers, body: JSON.stringify(REPLY) });
}
