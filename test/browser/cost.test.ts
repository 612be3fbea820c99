import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../support/chromium.ts';
import { eventually, setStage, shown } from './stage.ts';

const missing = findChromium() ? '' : ` (${NO_CHROMIUM})`;

describe.skipIf(missing)(`what the tags cost a page${missing}`, () => {
  const stage = setStage();

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
