import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../support/chromium.ts';
import { eventually, setStage } from './stage.ts';

const missing = findChromium() ? '' : ` (${NO_CHROMIUM})`;

/** In which a page that asked would have asked. */
const LONG_ENOUGH = 500;
/** A script that writes the number of the page's interface into the title. */
const LISTEN = `(window.ringtrail = window.ringtrail || []).push(['on', 'number', ({ number }) => { document.title = number; }]);`;

describe.skipIf(missing)(`when a page asks for its number${missing}`, () => {
  const stage = setStage();
  const allocations = () => stage.gateway.bodies('/v1/allocations');
  const endpoints = () => allocations().map(({ endpoint }) => endpoint);
  const phone = (page: Page) => page.locator('#phone');
  const send = (body: string) =>
    stage.gateway.pages.set(
      '/late.html',
      `<!doctype html><html data-endpoint="us"><head><title>Orders</title><!-- tags --></head><body>${body}</body></html>`,
    );

  it('is as it loads and shows its number, where the site says nothing else', async () => {
    const page = await stage.open('/below.html');
    await eventually(() => phone(page).textContent()).toBe('(202) 555-0187');
    expect(allocations()).toHaveLength(1);
  });

  it.each([
    ['a text', (page: Page) => page.evaluate(() => document.body.append('Call 202-555-0123'))],
    [
      'a link',
      (page: Page) =>
        page.evaluate(() => {
          const link = document.createElement('a');
          link.textContent = 'Call';
          document.body.append(link);
          setTimeout(() => link.setAttribute('href', 'tel:+12025550123'));
        }),
    ],
  ])('is never where it does not show its number, until %s brings it', async (_what, bring) => {
    stage.gateway.mood.tags = 'analytics communication:us communication:second';
    send('<p>Order 4711, call 202-555-0124</p>');
    const page = await stage.open('/late.html');
    // The other endpoint's tag has had an answer, so this one's would have.
    await eventually(() => page.locator('p').textContent()).toBe('Order 4711, call 202-555-0177');
    expect(endpoints()).toEqual(['second']);

    await bring(page);
    await eventually(() => page.locator('body').innerHTML()).toContain('0187');
    expect(endpoints()).toEqual(['second', 'us']);
    expect(stage.errors).toEqual([]);
  });

  it('is when the page has its number in a link alone', async () => {
    send('<a id="phone" href="tel:+12025550123">Call</a>');
    const page = await stage.open('/late.html');
    await eventually(() => phone(page).getAttribute('href')).toBe('tel:+12025550187');
    expect(endpoints()).toEqual(['us']);
  });

  it('is when the page listens for its number, early or late', async () => {
    send(`<script>${LISTEN}</script>`);
    const early = await stage.open('/late.html');
    await eventually(() => early.title()).toBe('+12025550187');
    expect(endpoints()).toEqual(['us']);

    send('<p>Order 4711</p>');
    const late = await stage.open('/late.html');
    await eventually(() => stage.gateway.hits('page')).toHaveLength(2);
    expect(endpoints()).toEqual(['us']);
    await late.evaluate(LISTEN);
    await eventually(() => late.title()).toBe('+12025550199');
    expect(endpoints()).toEqual(['us', 'us']);
    expect(stage.errors).toEqual([]);
  });

  it('is when its number comes into view', async () => {
    stage.gateway.mood.settings = { when: 'visible' };
    const page = await stage.open('/below.html');
    await page.waitForTimeout(LONG_ENOUGH);
    expect(allocations()).toEqual([]);
    expect(await phone(page).textContent()).toBe('(202) 555-0123');
    // The visit is counted all the same.
    expect(stage.gateway.hits('page')).toHaveLength(1);

    await phone(page).scrollIntoViewIfNeeded();
    await eventually(() => phone(page).textContent()).toBe('(202) 555-0187');
    expect(allocations()).toHaveLength(1);
    expect(stage.errors).toEqual([]);
  });

  it('is at once where the number is in view, also when it comes late', async () => {
    stage.gateway.mood.settings = { when: 'visible' };
    const page = await stage.open('/below.html');
    await page.waitForTimeout(LONG_ENOUGH);
    expect(allocations()).toEqual([]);
    await page.evaluate(() => document.body.prepend('Call 202-555-0123'));
    await eventually(() => page.locator('body').textContent()).toContain('Call 202-555-0187');
    expect(await phone(page).textContent()).toBe('(202) 555-0187');
  });

  it.each([
    ['the pointer', (page: Page) => phone(page).hover()],
    ['the keyboard', (page: Page) => phone(page).focus()],
  ])('is when %s is on its number', async (_what, turnTo) => {
    stage.gateway.mood.settings = { when: 'intent' };
    const page = await stage.open('/below.html');
    await phone(page).scrollIntoViewIfNeeded();
    await page.locator('h1').hover();
    await page.waitForTimeout(LONG_ENOUGH);
    expect(allocations()).toEqual([]);

    await turnTo(page);
    await eventually(() => phone(page).textContent()).toBe('(202) 555-0187');
    expect(await phone(page).getAttribute('href')).toBe('tel:+12025550187');
    expect(allocations()).toHaveLength(1);
    expect(stage.errors).toEqual([]);
  });

  it('is when a finger presses it: the number is there before the dialler opens', async () => {
    stage.gateway.mood.settings = { when: 'intent' };
    const page = await stage.open('/below.html');
    const dialled = dialler(page);
    await press(page, 400);
    expect(await dialled).toBe('tel:+12025550187');
    await eventually(() => stage.gateway.hits('tap')).toHaveLength(1);
  });

  it("is too late where the gateway is slow: the page's own number goes through", async () => {
    Object.assign(stage.gateway.mood, { settings: { when: 'intent' }, slow: 1000 });
    const page = await stage.open('/below.html');
    const dialled = dialler(page);
    await press(page, 50);
    expect(await dialled).toBe('tel:+12025550123');
    expect(stage.gateway.hits('tap')).toEqual([]);
    await eventually(() => phone(page).textContent()).toBe('(202) 555-0187');
    expect(stage.errors).toEqual([]);
  });

  it('looks for the number wherever it would be replaced', async () => {
    stage.gateway.mood.settings = { when: 'visible', attributes: ['title'] };
    const page = await stage.open('/below.html');
    await page.evaluate(() => {
      const p = document.createElement('p');
      p.title = 'Call 202-555-0123';
      p.textContent = 'Hours';
      document.body.prepend(p);
    });
    await eventually(() => page.locator('p').first().getAttribute('title')).toBe('Call 202-555-0187');
    expect(allocations()).toHaveLength(1);
  });

  /** The address that the dialler is given. */
  function dialler(page: Page): Promise<string> {
    return page.evaluate(
      () =>
        new Promise((resolve) => {
          addEventListener('click', (event) => {
            event.preventDefault();
            resolve((event.target as Element).getAttribute('href') ?? '');
          });
        }),
    );
  }

  /** A press of this many milliseconds. */
  async function press(page: Page, milliseconds: number): Promise<void> {
    await phone(page).scrollIntoViewIfNeeded();
    const box = await phone(page).boundingBox();
    if (!box) throw new Error('the number is not to be seen');
    const client = await page.context().newCDPSession(page);
    const point = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    await client.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [point] });
    await page.waitForTimeout(milliseconds);
    await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  }
});
