import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../support/chromium.ts';
import { type Cost, costOf } from '../support/trace.ts';
import { eventually, setStage, shown } from './stage.ts';

const missing = findChromium() ? '' : ` (${NO_CHROMIUM})`;

/** Milliseconds that both tags may hold up a page on a processor four times slower than ours. */
const BLOCKING = 20;
/** Milliseconds of the main thread on a page of 10,000 elements, and in a second with 1,000 that are new. */
const LARGE = 100;
const INSERTING = 100;
const MAX_TRIES = 6;

describe.skipIf(missing)(`what the tags cost a page${missing}`, () => {
  const stage = setStage();

  it.each([
    ['us.html', 1],
    ['us.html', 4],
    ['large.html', 1],
    ['large.html', 4],
  ])('is no time that a visitor would notice: %s, %d times slower', async (name, slowdown) => {
    stage.gateway.mood.tags = 'combined';
    const cost = await leastCost(LARGE * slowdown, async () => {
      const page = await stage.open('/no-tags.html');
      return costOf(stage.browser, page, '/tags/', slowdown, async () => {
        await page.goto(`${stage.gateway.site}/${name}`);
        await eventually(() => shown(page)).toContain('0187');
        await page.waitForTimeout(300);
      });
    });
    report(`${name}, ${slowdown} times slower`, cost);
    expect(cost.total).toBeGreaterThan(0);
    expect(cost.total).toBeLessThan(LARGE * slowdown);
    expect(cost.blocking).toBeLessThan(BLOCKING);
  });

  it.each([1, 4])(
    'is little while the page inserts 1,000 elements a second, %d times slower',
    async (slowdown) => {
      const cost = await leastCost(INSERTING * slowdown, async () => {
        const page = await stage.open('/us.html');
        await eventually(() => shown(page)).toContain('0187');
        const one = await costOf(stage.browser, page, '/tags/', slowdown, () => insert(page));
        await eventually(() => inserted(page)).toEqual({ count: 1000, wrong: 0 });
        return one;
      });
      report(`1,000 elements in a second, ${slowdown} times slower`, cost);
      expect(cost.total).toBeLessThan(INSERTING * slowdown);
      expect(cost.blocking).toBeLessThan(BLOCKING);
    },
  );

  it('is no exception that the tags catch, while the page loads and shows its number', async () => {
    stage.gateway.mood.tags = 'combined';
    const page = await stage.open('/no-tags.html');
    const client = await page.context().newCDPSession(page);
    const caught: string[] = [];
    client.on('Debugger.paused', ({ data, callFrames }) => {
      if (callFrames.some(({ url }) => url.includes('/tags/'))) caught.push(JSON.stringify(data));
      void client.send('Debugger.resume');
    });
    await client.send('Debugger.enable');
    await client.send('Debugger.setPauseOnExceptions', { state: 'all' });
    await page.goto(`${stage.gateway.site}/us.html`);
    await eventually(() => shown(page)).toContain('0187');
    expect(caught).toEqual([]);
  });

  it.each([
    'us.html',
    'uk.html',
    'de.html',
    'fr.html',
    'br.html',
    'jp.html',
    'split.html',
    'tables.html',
    'large.html',
  ])('moves nothing on %s: the layout does not shift', async (name) => {
    const page = await stage.open(`/${name}`);
    await eventually(() => stage.gateway.bodies('/v1/allocations')).toHaveLength(1);
    await page.waitForTimeout(300);
    expect(await layoutMovesOf(page)).toBe(0);
  });

  /** Returns the least cost of some tries. A busy machine adds to a cost, and takes nothing away, so tries end below the limits. */
  async function leastCost(total: number, measure: () => Promise<Cost>): Promise<Cost> {
    let least = await measure();
    for (let tries = 1; tries < MAX_TRIES && (least.total >= total || least.blocking >= BLOCKING); tries++) {
      const cost = await measure();
      if (cost.total + cost.blocking < least.total + least.blocking) least = cost;
    }
    return least;
  }

  function report(what: string, { total, longest, blocking }: Cost): void {
    const [a, b, c] = [total, longest, blocking].map((milliseconds) => milliseconds.toFixed(1));
    console.info(`${what}: ${a} ms of the main thread, longest task ${b} ms, blocking ${c} ms`);
  }

  /** Adds ten elements each hundredth of a second, each with the number, in tasks that hold no microtask of the page. */
  async function insert(page: Page): Promise<void> {
    await page.evaluate(
      () =>
        new Promise<void>((resolve) => {
          let count = 0;
          const timer = setInterval(() => {
            for (let i = 0; i < 10; i++) {
              const p = document.createElement('p');
              p.className = 'inserted';
              p.textContent = `Item ${count++}: 202-555-0123`;
              document.body.append(p);
            }
            if (count < 1000) return;
            clearInterval(timer);
            resolve();
          }, 10);
        }),
    );
  }

  async function inserted(page: Page): Promise<{ count: number; wrong: number }> {
    return page.evaluate(() => {
      const all = [...document.querySelectorAll('.inserted')];
      return { count: all.length, wrong: all.filter((one) => !one.textContent?.endsWith('0187')).length };
    });
  }

  /** The cumulative layout shift since the page began. */
  function layoutMovesOf(page: Page): Promise<number> {
    return page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          let sum = 0;
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) sum += (entry as unknown as { value: number }).value;
          }).observe({ type: 'layout-shift', buffered: true });
          setTimeout(() => resolve(sum), 300);
        }),
    );
  }
});
