import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM, newVisitor, startChromium } from '../support/chromium.ts';
import { type Ringtrail, startRingtrail } from '../support/ringtrail.ts';
import { nextNumber, type SetUp, setUpProvider } from '../support/setup-provider.ts';
import { htmlOf, startSite, type TestSite } from '../support/site.ts';

const missing = findChromium() ? '' : ` (${NO_CHROMIUM})`;

type Tags = { analytics: string; communication: string; snippet: string; combined: string; pinned: string };
type Allocation = { site: string; endpoint: string; session: string; bucket: object };

describe.skipIf(missing)(`pages with what GET /v1/tags returns${missing}`, () => {
  let ringtrail: Ringtrail;
  let browser: Browser;
  let [dental, branch]: TestSite[] = [];
  let stop = async () => {};
  /** A site with two endpoints, and another site of the same provider and pool. */
  let shop: SetUp;
  let second: { id: string; number: string };

  beforeAll(async () => {
    [dental, branch] = [await startSite(), await startSite()];
    ringtrail = await startRingtrail();
    const chromium = await startChromium();
    browser = chromium.browser;
    shop = await setUpProvider(ringtrail.api, { numbers: 12, threshold: 100, sites: 2 });
    for (const [i, { origin }] of [dental, branch].entries())
      await ringtrail.api('PATCH', `/v1/sites/${shop.sites[i]?.site}`, { body: { origins: [origin] } });
    const number = nextNumber();
    const body = { site: shop.site, name: 'Emergencies', number };
    second = { id: (await ringtrail.api<{ id: string }>('POST', '/v1/endpoints', { body })).body.id, number };
    stop = async () => {
      await chromium.stop();
      await ringtrail.stop();
      await Promise.all([dental, branch].map((site) => site?.stop()));
    };
  });
  afterAll(() => stop());

  async function tagsFor(site: string, endpoint: string): Promise<Tags> {
    const query = `site=${site}&endpoint=${encodeURIComponent(endpoint)}`;
    return (await ringtrail.api<Tags>('GET', `/v1/tags?${query}`, { key: null })).body;
  }

  /** Opens the page with the tags in its head. Returns it with the requests for numbers that it sends. */
  async function open(
    site: TestSite,
    head: string,
    body: string,
  ): Promise<{ page: Page; sent: Allocation[] }> {
    site.pages.set('/', htmlOf(head, body));
    const page = await (await newVisitor(browser)).newPage();
    const sent: Allocation[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/v1/allocations')) sent.push(JSON.parse(request.postData() ?? ''));
    });
    await page.goto(`${site.origin}/?utm_source=news&utm_medium=email`);
    return { page, sent };
  }

  const national = (number: string) => `(${number.slice(2, 5)}) ${number.slice(5, 8)}-${number.slice(8)}`;
  const shown = async (page: Page, id: string) => (await page.locator(`#${id}`).textContent()) ?? '';
  const changed = async (page: Page, id: string, from: string) => {
    await expect.poll(() => shown(page, id)).not.toBe(national(from));
    return shown(page, id);
  };

  it('show the number of each endpoint, for one session, with one analytics tag', async () => {
    const desk = await tagsFor(shop.site, shop.endpoint);
    const emergencies = await tagsFor(shop.site, second.number);
    expect(emergencies.analytics).toBe(desk.analytics);
    expect(emergencies.communication).not.toBe(desk.communication);
    const own = { desk: shop.endpointNumber, emergencies: second.number };
    const { page, sent } = await open(
      dental as TestSite,
      desk.analytics + desk.communication + emergencies.communication,
      `<p id="desk">${national(own.desk)}</p><p id="emergencies">${national(own.emergencies)}</p>
       <a id="link" href="tel:${own.emergencies}">Call</a>`,
    );
    const numbers = [
      await changed(page, 'desk', own.desk),
      await changed(page, 'emergencies', own.emergencies),
    ];
    expect(new Set(numbers).size).toBe(2);
    expect(shop.numbers.map(national)).toEqual(expect.arrayContaining(numbers));
    const dialled = await page.locator('#link').getAttribute('href');
    expect(national(dialled?.replace('tel:', '') ?? '')).toBe(numbers[1]);
    expect(sent.map(({ endpoint }) => endpoint).toSorted()).toEqual([shop.endpoint, second.id].toSorted());
    expect(new Set(sent.map(({ session }) => session)).size).toBe(1);
  });

  it.each(['snippet', 'combined', 'pinned'] as const)(
    'of another site ask for that site: %s',
    async (kind) => {
      const [, other] = shop.sites;
      const tags = await tagsFor(other?.site ?? '', other?.endpoint ?? '');
      const own = other?.endpointNumber ?? '';
      const foreign = national(shop.endpointNumber);
      const { page, sent } = await open(
        branch as TestSite,
        tags[kind],
        `<p id="own">${national(own)}</p><p id="foreign">${foreign}</p>`,
      );
      expect(shop.numbers.map(national)).toContain(await changed(page, 'own', own));
      // The number of the other site's endpoint is not one that this page replaces.
      expect(await shown(page, 'foreign')).toBe(foreign);
      expect(sent).toMatchObject([
        { site: other?.site, endpoint: other?.endpoint, bucket: { source: 'news' } },
      ]);
    },
  );

  it('are refused for an endpoint of another site', async () => {
    const [, other] = shop.sites;
    const path = `/v1/tags?site=${shop.site}&endpoint=${other?.endpoint}`;
    expect((await ringtrail.api('GET', path, { key: null })).body.code).toBe('unknown_endpoint');
  });
});
