import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../support/chromium.ts';
import { eventually, faults, PAGES, setStage, shown } from './stage.ts';

const missing = findChromium() ? '' : ` (${NO_CHROMIUM})`;

/** A script that writes the numbers of the page's interface into the title. */
const LISTEN = `<script>
  document.title = '';
  window.ringtrail = [['on', 'number', ({ number }) => { document.title += ' ' + number; }]];
</script>`;

describe.skipIf(missing)(`the link's life${missing}`, () => {
  const stage = setStage();
  const allocations = () => stage.gateway.bodies('/v1/allocations');
  const renewals = () => stage.gateway.received.filter(({ path }) => path.endsWith('/renewals'));
  const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  it('is renewed while the page is visible, and only then', async () => {
    stage.gateway.mood.renewAfterSeconds = 1.5;
    const page = await stage.open('/us.html');
    await eventually(() => renewals().length).toBeGreaterThanOrEqual(2);
    const { session } = allocations()[0] as { session: string };
    expect(renewals()[0]).toMatchObject({
      path: expect.stringContaining('/v1/links/link_'),
      body: { session },
    });

    await setVisible(page, false);
    await pause(100);
    const before = renewals().length;
    await pause(2000);
    expect(renewals()).toHaveLength(before);

    await setVisible(page, true);
    await pause(1000);
    expect(renewals()).toHaveLength(before + 1);
    expect(allocations()).toHaveLength(1);
  });

  it('gives way to another link when it has ended: the tag asks again and replaces the number', async () => {
    Object.assign(stage.gateway.mood, { renewAfterSeconds: 0.5, renewalStatus: 410 });
    const page = await stage.open('/us.html');
    await eventually(() => faults(page)).toEqual([]);
    // A copy of what the page shows is known again too.
    await page.evaluate(() =>
      document.body.append(document.querySelector('[data-shows]')?.cloneNode(true) as Node),
    );
    await eventually(() => allocations().length).toBeGreaterThanOrEqual(2);
    stage.gateway.mood.renewalStatus = 200;
    await eventually(() => shown(page)).toBe('Call (202) 555-0199, day or night.');
    expect(await page.locator('[data-shows]').last().textContent()).toBe(
      'Call (202) 555-0199, day or night.',
    );
    expect(await page.locator('#phone').getAttribute('href')).toBe('tel:+12025550199');
    expect(await page.locator('[data-leads^="tel:%2B"]').getAttribute('href')).toBe(
      'tel:%2B1%20202%20555%200199',
    );
  });

  it('gives way to a number of another length', async () => {
    Object.assign(stage.gateway.mood, { renewAfterSeconds: 0.5, renewalStatus: 410 });
    const page = await stage.open('/de-longer.html');
    await eventually(() => faults(page)).toEqual([]);
    await eventually(() => shown(page)).toBe('Tel. 030 555123');
    expect(stage.errors).toEqual([]);
  });

  it("is given up for the page's own number when the gateway is silent for too long", async () => {
    Object.assign(stage.gateway.mood, { renewAfterSeconds: 0.4, renewalStatus: 503 });
    stage.gateway.pages.set(
      '/listening.html',
      readFileSync(new URL('us.html', PAGES), 'utf8').replace('<!-- tags -->', `${LISTEN}<!-- tags -->`),
    );
    const page = await stage.open('/listening.html');
    await eventually(() => page.title()).toMatch(/^\+12025550187 null/);
    await eventually(() => shown(page)).toBe('Call (202) 555-0123, day or night.');
    expect(await page.locator('#phone').getAttribute('href')).toBe('tel:+12025550123');
    stage.gateway.mood.renewalStatus = 200;
    await eventually(() => shown(page)).toBe('Call (202) 555-0187, day or night.');
    expect(allocations()).toHaveLength(1);
  });

  it('is left when the page goes, not when it is hidden', async () => {
    const page = await stage.open('/us.html');
    await eventually(() => shown(page)).toContain('0187');
    await setVisible(page, false);
    await pause(200);
    expect(stage.gateway.hits('leave')).toEqual([]);
    await page.goto('about:blank');
    await eventually(() => stage.gateway.hits('leave')).toHaveLength(1);
    const { session } = allocations()[0] as { session: string };
    expect(stage.gateway.hits('leave')[0]).toMatchObject({
      site: 'site_test',
      session,
      link: expect.stringMatching(/^link_\d+$/),
      at: expect.stringMatching(/^\d{4}-.*Z$/),
    });
  });

  it('is not left for another page of the site, nor while another tab shows it', async () => {
    const page = await stage.open('/us.html');
    await eventually(() => shown(page)).toContain('0187');
    await page.evaluate(() => {
      const link = document.createElement('a');
      link.href = '/us.html?next';
      link.textContent = 'Next page';
      document.body.append(link);
    });
    // A click on a busy machine may take longer than the tags remember it.
    await page.clock.setFixedTime(Date.now());
    await page.getByText('Next page').click();
    await eventually(allocations).toHaveLength(2);
    await eventually(() => shown(page)).toContain('0199');

    stage.gateway.mood.sameLink = true;
    const tab = await stage.open('/us.html', page);
    await eventually(() => shown(tab)).toContain('0199');
    await tab.goto('about:blank');
    await pause(300);
    expect(stage.gateway.hits('leave')).toEqual([]);
  });

  it('is renewed once for all tabs that show it, and by another when that one goes', async () => {
    Object.assign(stage.gateway.mood, { renewAfterSeconds: 1, sameLink: true });
    const page = await stage.open('/us.html');
    await eventually(() => shown(page)).toContain('0187');
    const tab = await stage.open('/us.html', page);
    await eventually(() => shown(tab)).toContain('0199');
    const before = renewals().length;
    const began = performance.now();
    await eventually(() => renewals().length).toBeGreaterThanOrEqual(before + 7);
    // Tabs that renew each for itself would send two in every second.
    const seconds = (performance.now() - began) / 1000;
    expect(renewals().length - before).toBeLessThanOrEqual(1.5 * seconds + 1);

    await tab.close();
    const then = renewals().length;
    await eventually(() => renewals().length).toBeGreaterThanOrEqual(then + 2);
    expect(stage.gateway.hits('leave')).toEqual([]);
  });

  it('is renewed at once when the page comes back from the cache', async () => {
    const page = await stage.open('/us.html');
    await eventually(() => shown(page)).toContain('0187');
    // Playwright loses its hold on a page in the cache. The test dispatches the events of such a page instead.
    const turn = (type: string) =>
      page.evaluate((name) => dispatchEvent(new PageTransitionEvent(name, { persisted: true })), type);
    await turn('pagehide');
    await eventually(() => stage.gateway.hits('leave')).toHaveLength(1);
    await turn('pageshow');
    await eventually(renewals).toHaveLength(1);
    await eventually(() => stage.gateway.hits('page')).toHaveLength(2);
    expect(await shown(page)).toContain('0187');
    expect(allocations()).toHaveLength(1);
  });

  it('is reported with each tap on its number', async () => {
    const page = await stage.open('/us.html');
    await eventually(() => shown(page)).toContain('0187');
    await page.evaluate(() => addEventListener('click', (event) => event.preventDefault()));
    await page.locator('#phone').click();
    await page.getByText('Another number').click();
    await eventually(() => stage.gateway.hits('tap')).toHaveLength(1);
    const { session } = allocations()[0] as { session: string };
    expect(stage.gateway.hits('tap')[0]).toMatchObject({
      session,
      link: expect.stringMatching(/^link_\d+$/),
    });
    expect(stage.errors).toEqual([]);
  });

  async function setVisible(page: Page, visible: boolean): Promise<void> {
    await page.evaluate((hidden) => {
      Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, !visible);
  }
});
