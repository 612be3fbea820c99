import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM, newVisitor, startChromium } from '../support/chromium.ts';
import { type Ringtrail, startRingtrail } from '../support/ringtrail.ts';
import { eventually } from './stage.ts';

const missing = findChromium() ? '' : ` (${NO_CHROMIUM})`;
/** The page's own number, and those of the demo's pool. */
const OWN = '(202) 555-0199';
const POOLED = /^\(202\) 555-01(?:0\d|1[01])$/;

describe.skipIf(missing)(`the demo page in a real browser${missing}`, () => {
  let ringtrail: Ringtrail;
  let browser: Browser;
  let stop = async () => {};

  beforeAll(async () => {
    ringtrail = await startRingtrail({ env: { DEMO: 'on' } });
    const chromium = await startChromium();
    browser = chromium.browser;
    stop = async () => {
      await chromium.stop();
      await ringtrail.stop();
    };
  });
  afterAll(() => stop());

  it('shows each visitor a number of its own, and says of a call to it where it came from', async () => {
    const page = await visit();
    const number = await numberOn(page);
    expect(await page.locator('.phone').getAttribute('href')).toBe(`tel:${e164(number)}`);
    expect(await page.locator('header').textContent()).toContain(`Call us at ${number}, day or night`);
    expect(await page.locator('[data-ringtrail=off]').first().textContent()).toBe(OWN);

    const stranger = await visit();
    expect(await numberOn(stranger)).not.toBe(number);

    await page.reload();
    expect(await numberOn(page)).toBe(number);

    await page.getByRole('button', { name: `Call ${number}` }).click();
    await eventually(() => facts(page)).toMatchObject({
      to: e164(number),
      outcome: 'answered',
      source: 'google',
      medium: 'cpc',
    });
    expect(await facts(page)).toHaveProperty('session');
    expect(await page.locator('#result pre').first().textContent(), 'as the carrier got it').toContain(
      `${e164(OWN)}</Number>`,
    );
  });

  /** Opens the page as somebody's browser, in a profile of its own. */
  async function visit(): Promise<Page> {
    const page = await (await newVisitor(browser)).newPage();
    await page.goto(`${ringtrail.url}/demo?utm_source=google&utm_medium=cpc`);
    return page;
  }

  async function numberOn(page: Page): Promise<string> {
    await eventually(() => page.locator('.phone').textContent()).toMatch(POOLED);
    return (await page.locator('.phone').textContent()) ?? '';
  }

  async function facts(page: Page): Promise<Record<string, string | null>> {
    return page.evaluate(() =>
      Object.fromEntries(
        [...document.querySelectorAll('#result dt')].map((name) => [
          name.textContent,
          name.nextElementSibling?.textContent ?? null,
        ]),
      ),
    );
  }

  function e164(national: string): string {
    return `+1${national.replace(/\D/g, '')}`;
  }
});
