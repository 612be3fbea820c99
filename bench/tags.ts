/**
 * Measures the time that both tags take of a page's main thread, beside those of another build. Each round measures both, one after
 * the other on the same page, and the other one first in the next round. BEFORE names the folder of the other tags, which
 * `node scripts/build-tags.mjs FOLDER` writes in a checkout of an older release. Without it, the tags are measured beside themselves.
 *
 *   BEFORE=/tmp/tags npm run bench -- tags [--smoke] [--write]
 */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Browser, Page, Route } from 'playwright-core';
import { findChromium, NO_CHROMIUM, startChromium } from '../test/support/chromium.ts';
import { costOf } from '../test/support/trace.ts';
import { median, publish, table } from './support/report.ts';
import { PAGES, SITE, TAGS, type TestPage } from './support/tag-pages.ts';

const smoke = process.argv.includes('--smoke');
const ROUNDS = smoke ? 1 : 12;
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
  const rows: (string | number)[][] = [];
  for (const page of PAGES) {
    const pairs: [before: number, now: number][] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const isBeforeFirst = round % 2 === 0;
      const first = await measure(browser, page, isBeforeFirst ? before : now);
      const second = await measure(browser, page, isBeforeFirst ? now : before);
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
  publish(
    'tags',
    `The median of ${ROUNDS} rounds.\n\n${table(head, rows)}`,
    process.argv.includes('--write'),
  );
} finally {
  await stop();
}

function tagsIn(folder: URL): string {
  return readFileSync(new URL('combined.js', folder), 'utf8').replace(
    /(['"`])__RINGTRAIL_CONFIG__\1/,
    JSON.stringify(CONFIG),
  );
}

/** Returns the milliseconds of the main thread that the tags take on the page, which a new profile opens. */
async function measure(on: Browser, { html, act, shows }: TestPage, tags: string): Promise<number> {
  const context = await on.newContext();
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
  const { total } = await costOf(on, page, TAGS, 1, act ? () => actOn(page, act) : open);
  await settle();
  await context.close();
  return total;
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
