import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../support/chromium.ts';
import { eventually, setStage } from './stage.ts';

const missing = findChromium() ? '' : ` (${NO_CHROMIUM})`;
const MINUTE = 60_000;

type Allocation = {
  session: string | null;
  bucket: Record<string, string>;
  context: {
    visitor: string | null;
    page: string;
    referrer: string;
    values: Record<string, string>;
    clickIds: Record<string, string>;
  };
};

describe.skipIf(missing)(`the session${missing}`, () => {
  const stage = setStage();
  const allocations = () => stage.gateway.bodies('/v1/allocations') as Allocation[];
  const allocated = async (count: number) => {
    await eventually(allocations).toHaveLength(count);
    return allocations()[count - 1] as Allocation;
  };

  it('is the same after a reload and in a second tab, and another in a second profile', async () => {
    const page = await stage.open('/us.html');
    const first = await allocated(1);
    await page.reload();
    const reloaded = await allocated(2);
    await stage.open('/us.html', page);
    const tab = await allocated(3);
    await stage.open('/us.html');
    const stranger = await allocated(4);

    expect([reloaded.session, tab.session]).toEqual([first.session, first.session]);
    expect(stranger.session).not.toBe(first.session);
    expect(stranger.context.visitor).not.toBe(first.context.visitor);
  });

  it('keeps what brought it on its later pages', async () => {
    const page = await stage.open('/us.html?utm_source=News&utm_medium=email&utm_campaign=May&gclid=abc');
    const first = await allocated(1);
    await page.goto(`${stage.gateway.site}/uk.html?utm_source=other&utm_medium=cpc`, {
      referer: page.url(),
    });
    const later = await allocated(2);
    expect(later.session).toBe(first.session);
    expect(later.bucket).toEqual({ source: 'News', medium: 'email' });
    expect(later.context.values).toEqual({
      source: 'News',
      medium: 'email',
      campaign: 'May',
      firstSource: 'News',
      firstMedium: 'email',
      firstCampaign: 'May',
    });
    expect(later.context.clickIds).toEqual({ gclid: 'abc' });
    expect(later.context.page).toBe(first.context.page);
  });

  it('ends after half an hour without activity; the visitor stays', async () => {
    const page = await stage.open('/us.html?utm_source=news&utm_medium=email');
    const first = await allocated(1);
    await pretendPause(page, 29 * MINUTE);
    await page.goto(`${stage.gateway.site}/us.html`);
    expect((await allocated(2)).session).toBe(first.session);
    await pretendPause(page, 31 * MINUTE);
    await page.goto(`${stage.gateway.site}/us.html`);
    const next = await allocated(3);
    expect(next.session).not.toBe(first.session);
    expect(next.context.visitor).toBe(first.context.visitor);
    expect(next.bucket).toEqual({ source: '(direct)', medium: '(none)' });
    expect(next.context.values).toMatchObject({ firstSource: 'news', firstMedium: 'email' });
  });

  it('is of one view of a page where the storage is closed', async () => {
    const context = await stage.browser.newContext();
    await context.addInitScript(() => {
      Object.defineProperty(window, 'localStorage', {
        get: () => {
          throw new DOMException('closed', 'SecurityError');
        },
      });
    });
    const page = await context.newPage();
    page.on('pageerror', (error) => stage.errors.push(String(error)));
    await page.goto(`${stage.gateway.site}/us.html`);
    const first = await allocated(1);
    await page.evaluate(() => history.pushState({}, '', '/us.html?second'));
    await eventually(() => stage.gateway.hits('page').map((hit) => hit.session)).toEqual([
      first.session,
      first.session,
    ]);
    await page.reload();
    expect((await allocated(2)).session).not.toBe(first.session);
    expect(stage.errors).toEqual([]);
  });

  it('counts each page once, those of the History API too', async () => {
    const page = await stage.open('/us.html');
    const first = await allocated(1);
    await page.evaluate(() => {
      history.pushState({}, '', '/second');
      history.replaceState({}, '', '/second#part');
      history.replaceState({}, '', '/third');
    });
    await page.goBack();
    const addresses = ['/us.html', '/second', '/third', '/us.html'].map((path) => stage.gateway.site + path);
    await eventually(() => stage.gateway.hits('page').map((hit) => hit.page)).toEqual(addresses);
    expect(new Set(stage.gateway.hits('page').map((hit) => hit.session))).toEqual(new Set([first.session]));
    expect(allocations()).toHaveLength(1);
  });

  it('is not kept on the device, and has no name, while consent is denied; on grant it begins', async () => {
    const context = await stage.browser.newContext();
    await context.addInitScript(() => {
      Object.defineProperty(navigator, 'globalPrivacyControl', { value: true });
    });
    const page = await context.newPage();
    await page.goto(`${stage.gateway.site}/us.html?utm_source=news&utm_medium=email`);
    const denied = await allocated(1);
    expect(denied).toMatchObject({ session: null, bucket: { source: 'news', medium: 'email' } });
    expect(denied.context.visitor).toBeNull();
    expect(await stored(page)).toEqual([0, '']);
    expect(stage.gateway.hits('page')).toEqual([]);

    await page.evaluate(() =>
      (window as unknown as { ringtrail: { consent(decision: string): void } }).ringtrail.consent('granted'),
    );
    const granted = await allocated(2);
    expect(granted.session).toBeTruthy();
    expect((await stored(page))[0]).toBe(1);

    await page.evaluate(() =>
      (window as unknown as { ringtrail: { consent(decision: string): void } }).ringtrail.consent('denied'),
    );
    expect((await allocated(3)).session).toBeNull();
    expect(await stored(page)).toEqual([0, '']);
  });

  async function stored(page: Page): Promise<[number, string]> {
    return page.evaluate(() => [localStorage.length, document.cookie]);
  }

  /** Makes the stored session older, on a page that does not read it. */
  async function pretendPause(page: Page, milliseconds: number): Promise<void> {
    await page.goto(`${stage.gateway.site}/no-tags.html`);
    await page.evaluate((pause) => {
      for (const key of Object.keys(localStorage)) {
        const session = JSON.parse(localStorage.getItem(key) ?? '');
        localStorage.setItem(key, JSON.stringify({ ...session, seen: session.seen - pause }));
      }
    }, milliseconds);
  }
});
