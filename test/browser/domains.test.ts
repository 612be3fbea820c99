import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { diallingOf } from '../../src/domain/dialling.ts';
import { type TagConfig, tagScripts } from '../../src/http/tags/tag-scripts.ts';
import { findChromium, NO_CHROMIUM, startChromium } from '../support/chromium.ts';
import { tagFolder } from '../support/tags.ts';
import { eventually } from './stage.ts';

const missing = findChromium() ? '' : ` (${NO_CHROMIUM})`;
const API = 'https://calls.example';
const CONFIG = {
  ...{ api: API, site: 'site_1', bucketing: ['source', 'location'] as const, endpoint: 'end_1' },
  ...diallingOf('+12025550123'),
};

type Allocation = {
  session: string | null;
  bucket: Record<string, string>;
  context: { visitor: string | null; clickIds: Record<string, string> };
};

describe.skipIf(missing)(`hosts of one domain${missing}`, () => {
  let chromium: Awaited<ReturnType<typeof startChromium>>;
  let scriptOf: (config: TagConfig) => string;
  let context: BrowserContext;
  let allocations: Allocation[];
  let hits: { type: string }[];

  beforeAll(async () => {
    chromium = await startChromium();
    const tagOf = tagScripts(await tagFolder());
    scriptOf = (config) => tagOf('combined', config).text;
  });
  afterAll(() => chromium.stop());

  /** Opens a profile in which every host serves the same page with the tags. */
  async function profile(domains: string[] | undefined, before = ''): Promise<Page> {
    context = await chromium.browser.newContext();
    const script = scriptOf({ ...CONFIG, ...(domains && { domains }) });
    const html = `<!doctype html><script>${before}</script><script>${script}</script>
      <p>(202) 555-0123</p><a id="shop" href="https://shop.brand.example/basket">shop</a>
      <a id="promotion" href="https://shop.brand.example/?utm_source=banner">promotion</a>`;
    await context.route('**/*', async (route) => {
      const request = route.request();
      const url = new URL(request.url());
      if (url.origin !== API) return route.fulfill({ contentType: 'text/html', body: html });
      const body = JSON.parse(request.postData() ?? 'null');
      if (url.pathname === '/v1/allocations') allocations.push(body);
      if (url.pathname === '/v1/hits') hits.push(...body);
      const answer = {
        number: '+12025550199',
        national: '(202) 555-0199',
        keyedBy: 'session',
        link: 'lnk_1',
      };
      return route.fulfill({
        headers: { 'Access-Control-Allow-Origin': request.headers().origin ?? '*' },
        json: { ...answer, renewAfterSeconds: 30 },
      });
    });
    return context.newPage();
  }

  beforeEach(async () => {
    await context?.close();
    allocations = [];
    hits = [];
  });

  async function open(page: Page, address: string, count: number): Promise<Allocation> {
    await page.goto(address);
    await eventually(() => allocations.length).toBe(count);
    return allocations[count - 1] as Allocation;
  }

  const visitOf = ({ session, bucket, context: { visitor, clickIds } }: Allocation) => ({
    ...{ session, bucket, visitor, clickIds },
  });

  it('have one visit: session, visitor, bucket and click id are the same on www, apex and a subdomain', async () => {
    const page = await profile(['brand.example']);
    const first = await open(page, 'https://www.brand.example/?gclid=A1', 1);
    expect(first).toMatchObject({ bucket: { source: 'google' }, context: { clickIds: { gclid: 'A1' } } });
    for (const [i, host] of ['brand.example', 'shop.brand.example', 'www.brand.example'].entries()) {
      expect(visitOf(await open(page, `https://${host}/`, i + 2)), host).toEqual(visitOf(first));
    }
    const [cookie, ...others] = await context.cookies();
    expect(others).toEqual([]);
    expect(cookie).toMatchObject({ domain: '.brand.example', path: '/', secure: true, sameSite: 'Lax' });
    expect(await page.evaluate('localStorage.length'), 'in one place only').toBe(0);
  });

  it('have visits of their own without a shared domain', async () => {
    const page = await profile(undefined);
    const first = await open(page, 'https://www.brand.example/', 1);
    const other = await open(page, 'https://brand.example/', 2);
    expect(other.session).not.toBe(first.session);
    expect(await context.cookies()).toEqual([]);
  });

  it('keep the visit on hosts for which the browser refuses the cookie', async () => {
    const page = await profile(['another.example']);
    const first = await open(page, 'https://www.brand.example/', 1);
    expect(visitOf(await open(page, 'https://www.brand.example/next', 2))).toEqual(visitOf(first));
    expect(await context.cookies()).toEqual([]);
  });

  it('count a link between them as one within the site, and leave no link by it', async () => {
    const page = await profile(['brand.example']);
    const first = await open(page, 'https://www.brand.example/', 1);
    await page.click('#promotion');
    await eventually(() => allocations.length).toBe(2);
    expect(visitOf(allocations[1] as Allocation)).toEqual(visitOf(first));
    expect(hits.map(({ type }) => type)).not.toContain('leave');
  });

  it('forget the visit together when consent is withdrawn', async () => {
    const page = await profile(['brand.example']);
    await open(page, 'https://www.brand.example/', 1);
    await page.evaluate("ringtrail.push(['consent', 'denied'])");
    await expect.poll(() => context.cookies()).toEqual([]);
  });

  it('share a visit whose addresses are too long for a cookie', async () => {
    const page = await profile(['brand.example']);
    const long = `https://www.brand.example/?utm_source=News&gclid=${'g'.repeat(500)}&x=${'é'.repeat(900)}`;
    const first = await open(page, long, 1);
    const next = await open(page, 'https://brand.example/', 2);
    expect(next.session).toBe(first.session);
    expect(next.context.visitor).toBe(first.context.visitor);
    expect(next.bucket).toEqual(first.bucket);
  });

  it('send the place that the page names', async () => {
    const page = await profile(['brand.example'], "ringtrail = [['location', 'New  York']]");
    const { bucket } = await open(page, 'https://www.brand.example/?utm_source=News', 1);
    expect(bucket).toEqual({ source: 'News', location: 'New  York' });
  });
});
