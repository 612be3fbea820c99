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

  it('says of a number whose visitors share it that they do, and has an icon', async () => {
    const page = await visit();
    const kind = page.locator('#kind');
    await eventually(() => kind.textContent()).toMatch(/this visit’s alone/);
    const { data } = (await ringtrail.api<{ data: { id: string }[] }>('GET', '/v1/providers')).body;
    await ringtrail.api('PATCH', `/v1/providers/${data[0]?.id}`, { body: { threshold: 1 } });
    const sharing = await visit();
    await eventually(() => sharing.locator('#kind').textContent()).toMatch(/share/);
    expect(await sharing.locator('link[rel=icon]').getAttribute('href')).toMatch(/^data:image/);
  });

  it.each(['light', 'dark'] as const)(
    'has a contrast of at least 4.5 to 1 in each text: %s',
    async (colorScheme) => {
      const page = await visit();
      await page.emulateMedia({ colorScheme });
      await numberOn(page);
      await page.getByRole('button').click();
      await eventually(() => page.locator('#result dt').count()).toBeGreaterThan(3);
      expect(await page.evaluate(contrastsBelow, 4.5)).toEqual([]);
    },
  );

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

/** Returns the elements of the page whose own text has a lower contrast against what lies behind it (WCAG 2.1, 1.4.3). */
function contrastsBelow(least: number): string[] {
  const numbers = (color: string) => (color.match(/[\d.]+/g) ?? []).map(Number);
  const canvas = document.createElement('div');
  canvas.style.color = 'Canvas';
  document.body.append(canvas);
  const ground = numbers(getComputedStyle(canvas).color);
  canvas.remove();

  function luminance(color: number[]): number {
    const [r = 0, g = 0, b = 0] = color.map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  function behind(element: Element | null): number[] {
    if (!element) return ground;
    const [r = 0, g = 0, b = 0, alpha = 1] = numbers(getComputedStyle(element).backgroundColor);
    if (alpha === 1) return [r, g, b];
    const under = behind(element.parentElement);
    return [r, g, b].map((value, i) => value * alpha + (under[i] ?? 0) * (1 - alpha));
  }

  return [...document.querySelectorAll('body *')].flatMap((element) => {
    const isText = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim());
    if (!isText || /^(script|style)$/i.test(element.tagName)) return [];
    const text = luminance(numbers(getComputedStyle(element).color).slice(0, 3));
    const back = luminance(behind(element));
    const ratio = (Math.max(text, back) + 0.05) / (Math.min(text, back) + 0.05);
    return ratio < least ? [`${element.tagName} ${element.className}: ${ratio.toFixed(2)}`] : [];
  });
}
