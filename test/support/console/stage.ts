/** What the tests of the console have in common: gateways, one of them with weeks of calls, and Chromium. */
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { startChromium } from '../chromium.ts';
import { dataFolder, type Ringtrail, startRingtrail } from '../ringtrail.ts';
import { seedCalls } from './seed.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export type Scheme = 'light' | 'dark';
export type View = { width?: number; scheme?: Scheme; locale?: string; key?: string | null };

/** The gateways by their name. Tests set something up on `fresh`, and leave `empty` as it is. */
const GATEWAYS = {
  seeded: startSeeded,
  empty: () => startRingtrail(),
  fresh: () => startRingtrail({ env: { DELIVERY_PRIVATE_NETWORKS: 'on' } }),
};
type Name = keyof typeof GATEWAYS;

export type Stage<Names extends Name = never> = Record<Names, Ringtrail> & {
  browser: Browser;
  /** Opens a path of the console in a profile of its own, signed in with the admin key. A null key signs nobody in. */
  open(of: Ringtrail, path: string, view?: View): Promise<Shown>;
  /** Closes the pages that `open` has opened. An open page asks its gateway again every few seconds. */
  closePages(): Promise<void>;
  stop(): Promise<void>;
};

/** A page of the console, and what the browser complained about since it was opened. */
export type Shown = { page: Page; complaints: string[] };

/** Gives all tests of a file one stage, and closes the pages of each test. */
export function useStage<Names extends Name = never>(...names: Names[]): () => Stage<Names> {
  let stage: Stage<Names>;
  beforeAll(async () => {
    stage = await startStage(...names);
  });
  afterEach(() => stage.closePages());
  afterAll(() => stage.stop());
  return () => stage;
}

/** Starts Chromium, and the gateways of these names. */
async function startStage<Names extends Name = never>(...names: Names[]): Promise<Stage<Names>> {
  const [chromium, ...running] = await Promise.all([
    startChromium(),
    ...names.map(async (name) => [name, await GATEWAYS[name]()] as const),
  ]);
  const { browser } = chromium;
  const opened: Shown[] = [];
  return {
    ...(Object.fromEntries(running) as Record<Names, Ringtrail>),
    browser,
    async open(of, path, view) {
      const shown = await openPage(browser, of, path, view);
      opened.push(shown);
      return shown;
    },
    async closePages() {
      await Promise.all(opened.splice(0).map(({ page }) => page.context().close()));
    },
    async stop() {
      await chromium.stop();
      await Promise.all(running.map(([, gateway]) => gateway.stop()));
    },
  };
}

async function startSeeded(): Promise<Ringtrail> {
  const dataDir = await dataFolder();
  await seedCalls(dataDir);
  const gateway = await startRingtrail({ dataDir });
  const stop = async () => {
    await gateway.stop();
    await rm(dataDir, { recursive: true });
  };
  return { ...gateway, stop };
}

/** Opens a page as `Stage.open` does. Its caller closes it. */
export async function openPage(
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
    const { violations } = await axe.run(document, { runOnly: tags, resultTypes: ['violations'] });
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    const faults = serious.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
    );
    const tooWide = document.documentElement.scrollWidth - window.innerWidth;
    return tooWide > 0 ? [...faults, `the page is ${tooWide} pixels too wide`] : faults;
  });
}
