import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LinkRecord } from '../../src/domain/ledger.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/port.ts';
import { findChromium, NO_CHROMIUM, newVisitor, startChromium } from '../support/chromium.ts';
import { type Ringtrail, startRingtrail } from '../support/ringtrail.ts';
import { type SetUp, setUpProvider } from '../support/setup-provider.ts';
import { htmlOf, startSite, type TestSite } from '../support/site.ts';
import { eventually } from './stage.ts';

const missing = findChromium() ? '' : ` (${NO_CHROMIUM})`;
const HOLD_SECONDS = 6;
const MINUTE = 60_000;

/** What `GET /v1/tags` offers. */
type Snippets = { snippet: string; combined: string; pinned: string };

describe.skipIf(missing)(`the tags and the gateway, by its ledger${missing}`, () => {
  let ringtrail: Ringtrail;
  let store: Store;
  let browser: Browser;
  let shop: SetUp;
  let snippets: Snippets;
  let errors: string[] = [];
  let site: TestSite;
  let stop = async () => {};

  beforeAll(async () => {
    site = await startSite();
    ringtrail = await startRingtrail();
    store = await openStore(`sqlite:${join(ringtrail.dataDir, 'ringtrail.db')}`);
    const chromium = await startChromium();
    browser = chromium.browser;
    stop = async () => {
      await chromium.stop();
      await store.close();
      await ringtrail.stop();
      await site.stop();
    };
  });
  beforeEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    shop = await setUpProvider(ringtrail.api, {
      numbers: 8,
      threshold: 100,
      holdSeconds: HOLD_SECONDS,
      renewSeconds: 2,
      origins: [site.origin],
    });
    const tags = await ringtrail.api<Snippets>('GET', `/v1/tags?site=${shop.site}&endpoint=${shop.endpoint}`);
    snippets = tags.body;
    use('snippet');
    errors = [];
  });
  afterAll(() => stop());

  it('two tabs of a visitor show one number, by one link, which lives as long as one of them', async () => {
    const visitor = await newVisitor(browser);
    const page = await open(visitor, '/?utm_source=news&utm_medium=email');
    const number = await numberOn(page);
    const tab = await open(visitor, '/second');
    expect(await numberOn(tab)).toBe(number);
    const stranger = await open(await newVisitor(browser), '/');
    expect(await numberOn(stranger)).not.toBe(number);

    await page.close();
    await tab.waitForTimeout((HOLD_SECONDS + 1) * 1000);
    const session = await sessionOn(tab);
    await eventually(() => linksOf(number)).toMatchObject([
      { keyedBy: 'session', key: session, endedAt: null, returned: false },
    ]);
    await eventually(() => pagesOf(session)).toEqual(['/', '/second']);

    await tab.close();
    await eventually(() => linksOf(number)).toMatchObject([{ cause: 'left' }]);
    expect(errors).toEqual([]);
  });

  it('a visitor who goes back and forth keeps session and number', async () => {
    const page = await open(await newVisitor(browser), '/first');
    const number = await numberOn(page);
    const session = await sessionOn(page);
    await page.goto(`${site.origin}/second`);
    expect(await numberOn(page)).toBe(number);
    await page.goBack();
    expect(await numberOn(page)).toBe(number);
    await page.goForward();
    expect(await numberOn(page)).toBe(number);
    expect(await sessionOn(page)).toBe(session);

    await eventually(() => pagesOf(session)).toEqual(['/first', '/second', '/first', '/second']);
    const links = await linksOf(number);
    expect(links.every(({ key }) => key === session)).toBe(true);
    // A link that ended as a page went was begun again, for the same session, by the next.
    expect(links.slice(0, -1).every(({ returned }) => returned)).toBe(true);
    expect(links.filter(({ endedAt }) => endedAt === null)).toHaveLength(1);
  });

  it('pages that the History API makes are pages of one session with one link', async () => {
    const page = await open(await newVisitor(browser), '/first');
    const number = await numberOn(page);
    const session = await sessionOn(page);
    await page.evaluate((own) => {
      history.pushState({}, '', '/second');
      const p = document.createElement('p');
      p.id = 'another';
      p.textContent = own;
      document.body.append(p);
      history.pushState({}, '', '/third');
    }, national(shop.endpointNumber));
    await eventually(() => page.locator('#another').textContent()).toBe(national(number));
    await eventually(() => pagesOf(session)).toEqual(['/first', '/second', '/third']);
    expect(await linksOf(number)).toMatchObject([{ key: session, endedAt: null }]);
  });

  it('a page that slept for ten minutes gets another number, and its text too', async () => {
    const visitor = await newVisitor(browser);
    await visitor.clock.install();
    const page = await open(visitor, '/');
    const number = await numberOn(page);
    const session = await sessionOn(page);

    // Its clock stands still until the gateway has given the number to somebody else.
    await page.clock.pauseAt(new Date(Date.now() + 1000));
    await expect.poll(() => linksOf(number)).toMatchObject([{ key: session, cause: 'expired' }]);
    const others = await Promise.all(
      Array.from({ length: 8 }, async (_, i) => {
        const context = { site: shop.site, endpoint: shop.endpoint, session: `other-${i}`, bucket: {} };
        return (
          await ringtrail.api<{ number: string }>('POST', '/v1/allocations', { key: null, body: context })
        ).body;
      }),
    );
    expect(others.map((other) => other.number)).toContain(number);
    await ringtrail.api('POST', '/v1/hits', {
      key: null,
      body: [{ site: shop.site, session: 'other-0', type: 'leave' }],
    });

    await page.clock.fastForward(10 * MINUTE);
    await page.clock.resume();
    const next = await eventuallyNumber(page, (now) => now !== number);
    expect(next).toBe(others[0]?.number);
    expect(await page.locator('#phone').getAttribute('href')).toBe(`tel:${next}`);
    expect(await sessionOn(page)).toBe(session);
    await eventually(async () => (await linksOf(next))[0]).toMatchObject({ key: session, endedAt: null });
    expect(errors).toEqual([]);
  });

  it('a tap on the number is kept with the session', async () => {
    const page = await open(await newVisitor(browser), '/');
    expect(await numberOn(page)).not.toBe(shop.endpointNumber);
    const session = await sessionOn(page);
    await page.evaluate(() => addEventListener('click', (event) => event.preventDefault()));
    await page.locator('#phone').click();
    await eventually(async () =>
      (await store.history.hits(shop.site, session, new Date(0), new Date())).map(({ hit }) => hit),
    ).toEqual(['page', 'tap']);
  });

  it.each(['combined', 'pinned'] as const)(
    'the %s snippet does it in one compressed script',
    async (name) => {
      use(name);
      const page = await (await newVisitor(browser)).newPage();
      const [script] = await Promise.all([
        page.waitForResponse((response) => response.url().includes('/tags/')),
        page.goto(`${site.origin}/`),
      ]);
      await numberOn(page);
      expect(script.headers()['content-encoding']).toBe('gzip');
      expect(script.headers()['cache-control']).toBe(
        name === 'pinned' ? 'public, max-age=31536000, immutable' : 'public, max-age=300',
      );
      expect(await page.evaluate(() => document.cookie)).toBe('');
    },
  );

  it('a page sends the identifier of its bucket with the values, and a wrong one gets no number', async () => {
    const page = await (await newVisitor(browser)).newPage();
    const [request] = await Promise.all([
      page.waitForRequest('**/v1/allocations'),
      page.goto(`${site.origin}/?utm_source=News%20%20Letter&utm_medium=E-Mail`),
    ]);
    const { bucket, context } = request.postDataJSON();
    expect(bucket).toEqual({ source: 'News  Letter', medium: 'E-Mail' });
    expect(context.bucketId).toBe('{"source":"news letter","medium":"e-mail"}');
    expect(await numberOn(page)).not.toBe(shop.endpointNumber);

    const other = await (await newVisitor(browser)).newPage();
    let status = 0;
    await other.route('**/v1/allocations', async (route) => {
      const postData = route.request().postData()?.replace('"bucketId":"', '$&x');
      const response = await route.fetch({ ...(postData && { postData }) });
      status = response.status();
      await route.fulfill({ response });
    });
    await other.goto(`${site.origin}/?utm_source=news`);
    await eventually(() => status).toBe(400);
    expect(await other.locator('#phone').textContent()).toBe(national(shop.endpointNumber));
  });

  it('a page of an origin that the site does not list says so in the console', async () => {
    const page = await (await newVisitor(browser)).newPage();
    const messages: string[] = [];
    page.on('console', (message) => messages.push(message.text()));
    const origin = site.origin.replace('127.0.0.1', 'localhost');
    await page.goto(`${origin}/`);
    await eventually(() => messages.join('\n')).toContain(origin);
    expect(await page.locator('#phone').textContent()).toBe(national(shop.endpointNumber));
  });

  it('a pinned script that is not what it was runs no more, and the page keeps its number', async () => {
    snippets.pinned = snippets.pinned.replace(/sha384-.{8}/, 'sha384-AAAAAAAA');
    use('pinned');
    const page = await open(await newVisitor(browser), '/');
    await page.waitForTimeout(1000);
    expect(await page.locator('#phone').textContent()).toBe(national(shop.endpointNumber));
  });

  /** Lets all pages of the site carry these tags. */
  function use(name: keyof Snippets): void {
    const { endpointNumber } = shop;
    const phone = `<p>Call <a id="phone" href="tel:${endpointNumber}">${national(endpointNumber)}</a></p>`;
    site.pages.set('/', htmlOf(snippets[name], phone));
  }

  async function open(visitor: BrowserContext, path: string): Promise<Page> {
    const page = await visitor.newPage();
    page.on('pageerror', (error) => errors.push(String(error)));
    await page.goto(site.origin + path);
    return page;
  }

  /** The virtual number that the page shows, as soon as it does. */
  function numberOn(page: Page): Promise<string> {
    return eventuallyNumber(page, (now) => now !== shop.endpointNumber);
  }

  async function eventuallyNumber(page: Page, isMeant: (now: string) => boolean): Promise<string> {
    const now = async () => `+1${(await page.locator('#phone').textContent())?.replace(/\D/g, '')}`;
    await eventually(async () => isMeant(await now())).toBe(true);
    return now();
  }

  function sessionOn(page: Page): Promise<string> {
    return page
      .evaluate(() =>
        (window as unknown as { ringtrail: { session(): { session: string } } }).ringtrail.session(),
      )
      .then(({ session }) => session);
  }

  /** What the ledger has of the number, the latest first. */
  function linksOf(number: string): Promise<LinkRecord[]> {
    return store.history.linksOf(shop.provider, number, new Date(Date.now() + MINUTE), 100);
  }

  async function pagesOf(session: string): Promise<string[]> {
    const hits = await store.history.hits(shop.site, session, new Date(0), new Date(Date.now() + MINUTE));
    return hits.map(({ page }) => new URL(page ?? '').pathname);
  }
});

function national(number: string): string {
  return number.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '($1) $2-$3');
}
