import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../support/chromium.ts';
import { eventually, setStage, shown } from './stage.ts';

const missing = findChromium() ? '' : ` (${NO_CHROMIUM})`;

type Allocation = { session: string | null; context: { visitor: string | null } };
type Consent = 'granted' | 'denied';
/** What pages of the web have in `window`, and ours. */
type Globals = {
  dataLayer?: unknown[];
  gtag: (...values: unknown[]) => void;
  google_tag_data?: unknown;
  ringtrail: { push(command: unknown): void; consent(decision: Consent): void };
};
declare const window: Globals;

describe.skipIf(missing)(`consent${missing}`, () => {
  const stage = setStage();
  const allocations = () => stage.gateway.bodies('/v1/allocations') as Allocation[];
  const allocated = async (count: number) => {
    await eventually(allocations).toHaveLength(count);
    return allocations()[count - 1] as Allocation;
  };

  it('is needed where the site says so: until it is given nothing is kept, and the number is of the bucket', async () => {
    stage.gateway.mood.settings = { consent: 'required' };
    const page = await stage.open('/us.html');
    expect(await allocated(1)).toMatchObject({ session: null, context: { visitor: null } });
    await eventually(() => shown(page)).toContain('0187');
    expect(await storedKeys(page)).toEqual([]);
    expect(stage.gateway.hits('page')).toEqual([]);

    await page.evaluate(() => window.ringtrail.consent('granted'));
    const { session } = await allocated(2);
    expect(session).toBeTruthy();
    // The page is the session's first, and saying it again changes nothing.
    await page.evaluate(() => window.ringtrail.consent('granted'));
    await eventually(() => stage.gateway.hits('page')).toEqual([expect.objectContaining({ session })]);
    // Without a reload the page has another number.
    await eventually(() => shown(page)).toContain('0199');
    expect(await storedKeys(page)).toEqual(['ringtrail.site_test']);
  });

  it('is assumed elsewhere', async () => {
    const page = await stage.open('/us.html');
    expect((await allocated(1)).session).toBeTruthy();
    expect(await storedKeys(page)).toEqual(['ringtrail.site_test']);
  });

  it('can be refused before the tags are there', async () => {
    const page = await openAfter(() => {
      window.ringtrail = [] as never;
      window.ringtrail.push(['consent', 'denied']);
    });
    expect((await allocated(1)).session).toBeNull();
    expect(await storedKeys(page)).toEqual([]);
  });

  it('that is withdrawn removes the stored session, and the session from the number', async () => {
    const page = await stage.open('/us.html');
    const { session } = await allocated(1);
    // The page leaves what it has: a number that is still on its way is left to its hold.
    await eventually(() => shown(page)).toContain('0187');
    await page.evaluate(() => window.ringtrail.consent('denied'));
    expect((await allocated(2)).session).toBeNull();
    await eventually(() => stage.gateway.hits('leave')).toEqual([expect.objectContaining({ session })]);
    expect(await storedKeys(page)).toEqual([]);
  });

  it("is Google's consent mode's, as the page's own commands say it", async () => {
    const page = await openAfter(() => {
      window.dataLayer = [];
      window.gtag = function () {
        // biome-ignore lint/complexity/noArguments: as gtag does
        window.dataLayer?.push(arguments);
      };
      window.gtag('consent', 'default', { analytics_storage: 'denied', ad_storage: 'granted' });
      window.gtag('js', new Date());
    });
    expect((await allocated(1)).session).toBeNull();
    expect(await storedKeys(page)).toEqual([]);

    await page.evaluate(() => window.gtag('consent', 'update', { ad_storage: 'denied' }));
    await page.evaluate(() => window.gtag('event', 'page_view'));
    expect(allocations()).toHaveLength(1);
    await page.evaluate(() => window.gtag('consent', 'update', { analytics_storage: 'granted' }));
    expect((await allocated(2)).session).toBeTruthy();
    await page.evaluate(() => window.gtag('consent', 'update', { analytics_storage: 'denied' }));
    expect((await allocated(3)).session).toBeNull();
    expect(await storedKeys(page)).toEqual([]);
  });

  it("waits for the visitor's word where a default is for some regions only", async () => {
    const page = await openAfter(() => {
      window.dataLayer = [
        ['consent', 'default', { analytics_storage: 'denied', region: ['DE', 'FR'] }],
        ['consent', 'default', { analytics_storage: 'granted' }],
      ];
    });
    expect((await allocated(1)).session).toBeNull();
    // Google's own script knows the region.
    await page.evaluate(() => {
      window.google_tag_data = { ics: { entries: { analytics_storage: { default: true } } } };
      window.dataLayer?.push({ event: 'gtm.load' });
    });
    expect((await allocated(2)).session).toBeTruthy();
  });

  it("is read from Google's own script where a dialogue informed that alone", async () => {
    const page = await openAfter(() => {
      window.google_tag_data = { ics: { entries: { analytics_storage: { default: false } } } };
    });
    expect((await allocated(1)).session).toBeNull();
    await page.evaluate(() => {
      window.google_tag_data = { ics: { entries: { analytics_storage: { default: false, update: true } } } };
      window.dataLayer?.push({ event: 'consent_given' });
    });
    expect((await allocated(2)).session).toBeTruthy();
  });

  it("is not Google's default's where the browser sends Global Privacy Control, only the visitor's", async () => {
    const page = await openAfter(() => {
      Object.defineProperty(navigator, 'globalPrivacyControl', { value: true });
      window.dataLayer = [['consent', 'default', { analytics_storage: 'granted' }]];
    });
    expect((await allocated(1)).session).toBeNull();
    expect(await storedKeys(page)).toEqual([]);
    await page.evaluate(() =>
      window.dataLayer?.push(['consent', 'update', { analytics_storage: 'granted' }]),
    );
    expect((await allocated(2)).session).toBeTruthy();
  });

  /** Opens a page in a new profile after `before` has run in it, as a script at its top would. */
  async function openAfter(before: () => void): Promise<Page> {
    const context = await stage.browser.newContext();
    await context.addInitScript(before);
    const page = await context.newPage();
    page.on('pageerror', (error) => stage.errors.push(String(error)));
    await page.goto(`${stage.gateway.site}/us.html`);
    return page;
  }

  /** The names of all that the device keeps of the site. */
  async function storedKeys(page: Page): Promise<string[]> {
    const inPage = await page.evaluate(async () => [
      ...Object.keys(localStorage),
      ...Object.keys(sessionStorage),
      ...(await indexedDB.databases()).map(({ name }) => name ?? ''),
      // Only pages that came by https have caches.
      ...(globalThis.caches ? await caches.keys() : []),
    ]);
    return [...inPage, ...(await page.context().cookies()).map(({ name }) => name)];
  }
});
