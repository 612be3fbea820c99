import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../support/chromium.ts';
import { MARKUP } from './framework-markup.ts';
import { ADOPTING, type FrameworkPage, scriptOf, WRITING } from './framework-pages.ts';
import { eventually, faults, setStage } from './stage.ts';

const missing = findChromium() ? '' : ` (${NO_CHROMIUM})`;
const TIMES = [
  ['at once', 0],
  ['after the number is shown', 900],
] as const;

describe.skipIf(missing)(`a page of a framework${missing}`, () => {
  const stage = setStage();

  describe.each(Object.entries(ADOPTING))('with %s', (_name, framework) => {
    it.each(TIMES)('shows the number, without a message, when it is adopted %s', async (_when, delay) => {
      const page = await show(framework, delay);
      await page.waitForFunction(() => (window as unknown as { isAdopted?: boolean }).isAdopted);
      await isRight(page);
    });
  });

  describe.each(Object.entries(WRITING))('with %s', (_name, framework) => {
    it.each(TIMES)('shows the number, without a message, when it is written %s', async (_when, delay) => {
      const page = await show(framework, delay);
      await page.waitForSelector('[data-shows]');
      await isRight(page);
    });
  });

  async function isRight(page: Page): Promise<void> {
    await eventually(() => faults(page)).toEqual([]);
    expect(await page.locator('[data-shows], [data-leads]').count()).toBe(3);
    expect(stage.errors).toEqual([]);
  }

  /** Opens a page with the tags, the rendered HTML, and the script, which starts `delay` milliseconds after load. */
  async function show(framework: FrameworkPage, delay: number): Promise<Page> {
    const code = await scriptOf(framework, delay);
    const page = await (await stage.browser.newContext()).newPage();
    page.on('pageerror', (error) => stage.errors.push(String(error)));
    page.on('console', (message) => stage.errors.push(message.text()));
    const send = (path: string, body: string) =>
      stage.gateway.pages.set(
        path,
        `<!doctype html><html data-endpoint="us"><head><link rel="icon" href="data:,"><!-- tags -->
<script>${code.replaceAll('</script', '<\\/script')}</script></head><body>${body}</body></html>`,
      );
    send('/app.html', await framework.render());
    send('/part.html', MARKUP);
    await page.goto(`${stage.gateway.site}/app.html`);
    return page;
  }
});
