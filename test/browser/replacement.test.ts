import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../support/chromium.ts';
import { CASES, eventually, faults, PAGES, setStage, shown } from './stage.ts';

const missing = findChromium() ? '' : ` (${NO_CHROMIUM})`;

describe.skipIf(missing)(`the number in the page${missing}`, () => {
  const stage = setStage();

  it.each(CASES)('is right on %s', async (name) => {
    const page = await stage.open(`/${name}`);
    // A page that changes by itself says so.
    await page.waitForSelector('html:not([data-busy])', { state: 'attached' });
    await eventually(() => faults(page)).toEqual([]);
    // It stays so, and nobody endpoints twice.
    await page.waitForTimeout(300);
    expect(await faults(page)).toEqual([]);
    expect(stage.errors).toEqual([]);
    const endpoints = stage.gateway.bodies('/v1/allocations').map(({ endpoint }) => endpoint);
    expect(new Set(endpoints).size).toBe(endpoints.length);
    expect(await page.context().cookies()).toEqual([]);
  });

  it('is tried on at least 25 pages, each with something that it must come to', async () => {
    expect(CASES.length).toBeGreaterThanOrEqual(25);
    for (const name of CASES) {
      expect(readFileSync(new URL(name, PAGES), 'utf8'), name).toMatch(/ data-(shows|leads)=|dataset\.shows/);
    }
    stage.gateway.mood.tags = 'communication';
    const page = await stage.open('/us.html');
    await page.waitForTimeout(300);
    // Without a number nothing is as it should be.
    expect((await faults(page)).length).toBeGreaterThan(5);
  });

  it('does not hold up a page that fights it for the text', async () => {
    const page = await stage.open('/us.html');
    await eventually(() => shown(page)).toContain('0187');
    const writes = await page.evaluate(async () => {
      const text = document.querySelector('[data-shows]')?.firstChild as Text;
      let count = 0;
      new MutationObserver(() => {
        if (text.data.includes('0123')) return;
        count++;
        text.data = '(202) 555-0123';
      }).observe(document.body, { subtree: true, characterData: true });
      text.data = '(202) 555-0123';
      await new Promise((resolve) => setTimeout(resolve, 500));
      return count;
    });
    expect(writes).toBeGreaterThan(2);
    expect(writes).toBeLessThan(15);
  });
});
