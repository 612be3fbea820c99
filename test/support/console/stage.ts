/** What the tests of the console have in common: a gateway with weeks of calls, an empty one, and Chromium. */
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { startChromium } from '../chromium.ts';
import { startOidcProvider, type TestProvider } from '../oidc.ts';
import { freePorts } from '../ports.ts';
import { startTestRedis, type TestRedis } from '../redis.ts';
import { dataFolder, type Ringtrail, startRingtrail } from '../ringtrail.ts';
import { seedCalls } from './seed.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export type Scheme = 'light' | 'dark';
export type View = { width?: number; scheme?: Scheme; locale?: string; key?: string | null };

export type Stage = {
  seeded: Ringtrail;
  empty: Ringtrail;
  /** An empty gateway of the tests that set something up. */
  fresh: Ringtrail;
  /** The Redis of the empty gateway, and a provider at which its people can sign in. */
  redis: TestRedis;
  oidc: TestProvider;
  browser: Browser;
  /** Opens a path of the console in a profile of its own, signed in with the admin key. A null key signs nobody in. */
  open(of: Ringtrail, path: string, view?: View): Promise<Shown>;
  stop(): Promise<void>;
};

/** A page of the console, and what the browser complained about since it was opened. */
export type Shown = { page: Page; complaints: string[] };

export async function startStage(): Promise<Stage> {
  const [dataDir, redis, [port]] = await Promise.all([dataFolder(), startTestRedis(), freePorts(1)]);
  const oidc = await startOidcProvider(`http://localhost:${port}/v1/session/oidc/callback`);
  const [seeded, empty, fresh, chromium] = await Promise.all([
    seedCalls(dataDir).then(() => startRingtrail({ dataDir })),
    startRingtrail({ env: { ...oidc.env, PORT: String(port), REDIS_URL: redis.url } }),
    startRingtrail({ env: { DELIVERY_PRIVATE_NETWORKS: 'on' } }),
    startChromium(),
  ]);
  const { browser } = chromium;
  return {
    ...{ seeded, empty, fresh, redis, oidc, browser },
    open: (of, path, view) => open(browser, of, path, view),
    async stop() {
      await chromium.stop();
      await Promise.all([seeded.stop(), empty.stop(), fresh.stop(), oidc.stop()]);
      await Promise.all([redis.remove(), rm(dataDir, { recursive: true })]);
    },
  };
}

async function open(
  browser: Browser,
  { publicUrl, adminKey }: Ringtrail,
  path: string,
  view: View = {},
): Promise<Shown> {
  const { width = 1440, scheme = 'light', locale = 'en-US', key = adminKey } = view;
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: scheme,
    locale,
    timezoneId: 'UTC',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  if (key !== null)
    await page.addInitScript((secret) => sessionStorage.setItem('ringtrail.key', secret), key);
  await page.goto(publicUrl + path);
  await page.locator('h1').first().waitFor();
  await settled(page);
  return { page, complaints };
}

/** Waits until nothing of the screen is still loading. */
export function settled(page: Page): Promise<unknown> {
  return page.waitForFunction(() => document.querySelector('h1') && !document.querySelector('[role=status]'));
}

/** Returns the faults that axe finds serious or worse, and whether the page is wider than the screen. */
export async function faultsOn(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const { violations } = await axe.run(document, { runOnly: tags });
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    const faults = serious.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
    );
    const tooWide = document.documentElement.scrollWidth - window.innerWidth;
    return tooWide > 0 ? [...faults, `the page is ${tooWide} pixels too wide`] : faults;
  });
}
