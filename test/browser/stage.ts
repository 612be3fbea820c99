/** What the tests of the tags in a browser have in common: Chromium, a site with the tags, and a fake gateway. */
import { readdirSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { startChromium } from '../support/chromium.ts';
import { type FakeGateway, startFakeGateway } from '../support/fake-gateway.ts';
import { faultsIn } from './faults.ts';

export const ENDPOINTS = {
  us: {
    callingCode: '1',
    national: '2025550123',
    gives: [
      { number: '+12025550187', national: '(202) 555-0187' },
      { number: '+12025550199', national: '(202) 555-0199' },
    ],
  },
  uk: {
    callingCode: '44',
    national: '2079460018',
    gives: [{ number: '+442079460999', national: '020 7946 0999' }],
  },
  de: { callingCode: '49', national: '30901820', gives: [{ number: '+4930555123', national: '030 555123' }] },
  delonger: {
    callingCode: '49',
    national: '30901820',
    gives: [
      { number: '+493023125000', national: '030 23125000' },
      { number: '+4930555123', national: '030 555123' },
    ],
  },
  fr: {
    callingCode: '33',
    national: '199001234',
    gives: [{ number: '+33199005678', national: '01 99 00 56 78' }],
  },
  br: {
    callingCode: '55',
    national: '11912345678',
    gives: [{ number: '+5511987654329', national: '(11) 98765-4329' }],
  },
  jp: {
    callingCode: '81',
    national: '312345678',
    gives: [{ number: '+81387654321', national: '03-8765-4321' }],
  },
  it: {
    callingCode: '39',
    national: '0612345678',
    gives: [{ number: '+390687654321', national: '06 8765 4321' }],
  },
  ru: {
    callingCode: '7',
    national: '4951234567',
    gives: [{ number: '+74957654321', national: '8 (495) 765-43-21' }],
  },
  second: {
    callingCode: '1',
    national: '2025550124',
    gives: [{ number: '+12025550177', national: '(202) 555-0177' }],
  },
  exhausted: { callingCode: '1', national: '2025550123', gives: [] },
};

/** Pages with a difficulty each; what must come of it stands beside it. A file more is a test more. */
export const PAGES = new URL('./pages/', import.meta.url);
export const CASES = readdirSync(PAGES).sort();

export type Stage = {
  browser: Browser;
  gateway: FakeGateway;
  /** Opens the page in the profile of `like`, or in a new one; whatever goes wrong in it is in `errors`. */
  open(path: string, like?: Page): Promise<Page>;
  errors: string[];
};

export function setStage(): Stage {
  const errors: string[] = [];
  const stage = { errors } as Stage;
  let stop = async () => {};

  beforeAll(async () => {
    // A page gives up a gateway that is slow on purpose.
    const chromium = await startChromium(() => stage.gateway.mood.slow === 0);
    stage.browser = chromium.browser;
    stage.gateway = await startFakeGateway(ENDPOINTS);
    stop = async () => {
      await chromium.stop();
      await stage.gateway.stop();
    };
  });
  beforeEach(async () => {
    await Promise.all(stage.browser.contexts().map((context) => context.close()));
    stage.gateway.reset();
    errors.length = 0;
  });
  afterAll(() => stop());

  stage.open = async (path, like) => {
    const context = like?.context() ?? (await stage.browser.newContext());
    const page = await context.newPage();
    page.on('pageerror', (error) => errors.push(String(error)));
    await page.goto(stage.gateway.site + path);
    return page;
  };
  return stage;
}

/** What of the page is not as its elements say that it should be. */
export function faults(page: Page): Promise<string[]> {
  return page.evaluate(faultsIn);
}

/** How the page shows the endpoint's number in its first element that should. */
export async function shown(page: Page): Promise<string | null> {
  return page.locator('[data-shows]').first().textContent();
}

/** Expects something to become true, on a machine that may be busy. */
export function eventually<Value>(value: () => Value | Promise<Value>) {
  return expect.poll(value);
}
