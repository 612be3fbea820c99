import { once } from 'node:events';
import { createServer, type OutgoingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from './support/api.ts';
import { type Ringtrail, startRingtrail } from './support/ringtrail.ts';
import { type SetUp, setUpProvider } from './support/setup-provider.ts';

type Spot = { before: string; found: string; after: string; becomes: string | null; because: string | null };
type Check = {
  url: string;
  ok: boolean;
  findings: { code: string; level: string; detail: string; facts: Record<string, string> }[];
  tags: { tag: string; presence: string }[];
  endpoints: { endpoint: string; changing: number; changes: Spot[]; unchanged: Spot[] }[];
};
type Page = { html: string; headers?: OutgoingHttpHeaders; status?: number; gzip?: boolean };

const OWN = '+12025550199';
const NUMBER = '<p>Call <a href="tel:+12025550199">(202) 555-0199</a></p>';
const FILLER = `<p>${'Electricians of the harbour since 1951. '.repeat(10)}</p>`;

describe('the check of an installation', () => {
  let ringtrail: Ringtrail;
  let shop: SetUp;
  let base: string;
  /** The code of the site: both tags in one, each by itself, and pinned. */
  let code: { combined: string; analytics: string; communication: string; pinned: string };
  const pages = new Map<string, Page>();
  const server = createServer((request, response) => {
    const { html = '', headers, status = 200, gzip } = pages.get(request.url ?? '') ?? { status: 404 };
    response.writeHead(status, {
      'Content-Type': 'text/html; charset=utf-8',
      ...(gzip && { 'Content-Encoding': 'gzip' }),
      ...headers,
    });
    response.end(gzip ? gzipSync(html) : html);
  });

  beforeAll(async () => {
    ringtrail = await startRingtrail({ env: { DELIVERY_PRIVATE_NETWORKS: 'on' } });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    shop = await setUpProvider(ringtrail.api, { origins: [base, 'https://www.shop.example'] });
    await ringtrail.api('PATCH', `/v1/endpoints/${shop.endpoint}`, { body: { number: OWN } });
    code = (await ringtrail.api<typeof code>('GET', `/v1/tags?site=${shop.site}&endpoint=${shop.endpoint}`))
      .body;
  });
  afterAll(async () => {
    server.close();
    await ringtrail.stop();
  });

  function ask(body: Record<string, unknown>, site = shop.site): Promise<Answer<Check>> {
    return ringtrail.api<Check>('POST', `/v1/sites/${site}/check`, { body });
  }

  let served = 0;
  async function checkOf(page: Page): Promise<Check> {
    const path = `/page-${served++}`;
    pages.set(path, page);
    const { status, body } = await ask({ url: base + path });
    expect(status).toBe(200);
    return body;
  }

  const page = (head: string, body = NUMBER) =>
    `<!doctype html><html><head><title>Shop</title>${head}</head><body>${FILLER}${body}</body></html>`;

  it('finds nothing wrong with a page as it should be, and marks the numbers that would change', async () => {
    const { ok, findings, tags, endpoints } = await checkOf({ html: page(code.combined) });
    expect(findings).toEqual([]);
    expect(ok).toBe(true);
    expect(tags).toMatchObject([{ tag: 'combined', presence: 'loaded' }]);
    const [endpoint] = endpoints;
    expect(endpoint).toMatchObject({ endpoint: shop.endpoint, changing: 2, unchanged: [] });
    const [link, text] = endpoint?.changes ?? [];
    expect(link).toMatchObject({ place: 'link', attribute: 'href', found: '+12025550199' });
    expect(link?.before).toMatch(/<a href="tel:$/);
    expect(text).toMatchObject({ place: 'text', found: '(202) 555-0199' });
    expect(text?.becomes).toMatch(/^\(\d{3}\) \d{3}-\d{4}$/);
    expect(`${text?.before}|${text?.found}|${text?.after}`).toContain('>|(202) 555-0199|</a>');
  });

  it('marks each of several numbers of a line, over elements, and in the format of the page', async () => {
    const html = page(
      code.combined,
      '<p>Tel. 202-<b>555</b>-0199 or +1 202.555.0199 (day and night), fax (202) 555-0100</p>',
    );
    const { endpoints } = await checkOf({ html });
    const found = endpoints[0]?.changes ?? [];
    expect(found.map((one) => one.found)).toEqual(['202-<b>555</b>-0199', '+1 202.555.0199']);
    expect(found[1]?.becomes).toMatch(/^\+1 \d{3}\.\d{3}\.\d{4}$/);
  });

  type Case = [name: string, make: () => Page, codes: string[]];
  const cases: Case[] = [
    ['no tag', () => ({ html: page('') }), ['tag_missing']],
    ['both tags', () => ({ html: page(code.analytics + code.communication) }), []],
    ['the analytics tag alone', () => ({ html: page(code.analytics) }), ['communication_missing']],
    ['the communication tag alone', () => ({ html: page(code.communication) }), ['analytics_missing']],
    ['a pinned tag', () => ({ html: page(code.pinned) }), []],
    [
      'a pinned tag of a former version',
      () => ({ html: page(code.pinned.replace(/combined-[\w-]{16}/, 'combined-0123456789abcdef')) }),
      ['tag_stale'],
    ],
    [
      'an integrity of a former version',
      () => ({ html: page(code.combined.replace('<script', '<script integrity="sha384-b2xk"')) }),
      ['tag_stale'],
    ],
    ['the tag twice', () => ({ html: page(code.combined + code.combined) }), ['tag_twice']],
    [
      'the tag of another site',
      () => ({ html: page(code.combined.replace(shop.site, 'site_another')) }),
      ['tag_of_other_site', 'tag_missing'],
    ],
    [
      'an endpoint that is gone',
      () => ({ html: page(code.combined.replace(shop.endpoint, 'end_gone')) }),
      ['tag_of_unknown_endpoint', 'tag_missing'],
    ],
    [
      'the tag of another gateway',
      () => ({ html: page(code.combined.replaceAll(ringtrail.publicUrl, 'https://old.example')) }),
      ['tag_of_other_gateway', 'tag_missing'],
    ],
    [
      'a tag that a consent manager holds back by its type',
      () => ({ html: page(code.combined.replace('<script', '<script type="text/plain"')) }),
      ['tag_blocked'],
    ],
    [
      'a tag that a consent manager holds back by its address',
      () => ({ html: page(code.combined.replace('src=', 'data-cookieblock-src=')) }),
      ['tag_blocked'],
    ],
    ['a tag in a comment', () => ({ html: page(`<!-- ${code.combined} -->`) }), ['tag_in_comment']],
    [
      'a script that adds the tag',
      () => ({
        html: page(
          `<script>var s=document.createElement('script');s.src='${ringtrail.publicUrl}/tags/${shop.site}/combined.js?endpoint=${shop.endpoint}';document.head.append(s)</script>`,
        ),
      }),
      ['tag_in_script'],
    ],
    [
      'a tag manager',
      () => ({
        html: page(
          `<script>(function(w,d,s,l,i){})(window,document,'script','dataLayer','GTM-AB12CD')</script>`,
        ),
      }),
      ['tag_manager'],
    ],
    ['no number', () => ({ html: page(code.combined, '<p>(202) 555-0100</p>') }), ['number_absent']],
    [
      'a number that is switched off',
      () => ({ html: page(code.combined, '<p data-ringtrail="off">(202) 555-0199</p>') }),
      ['number_left_alone'],
    ],
    [
      'a page that scripts write',
      () => ({ html: `<head>${code.combined}</head><div id="root"></div>` }),
      ['number_not_in_source'],
    ],
    [
      'a policy in a header that forbids the script',
      () => ({
        html: page(code.combined),
        headers: { 'Content-Security-Policy': "script-src 'self'; connect-src *" },
      }),
      ['csp_forbids_script'],
    ],
    [
      'a policy in the page that forbids requests',
      () => ({
        html: page(
          `<meta http-equiv="Content-Security-Policy" content="default-src 'self'; script-src http:">${code.combined}`,
        ),
      }),
      ['csp_forbids_requests'],
    ],
    [
      'a policy that allows the gateway',
      () => ({
        html: page(code.combined),
        headers: {
          'Content-Security-Policy': `default-src 'none'; script-src ${ringtrail.publicUrl}; connect-src 'self' ${ringtrail.publicUrl}/`,
        },
      }),
      [],
    ],
    ['a packed page', () => ({ html: page(code.combined), gzip: true }), []],
    ['a missing page', () => ({ html: '', status: 404 }), ['page_status']],
    ['a picture', () => ({ html: '', headers: { 'Content-Type': 'image/png' } }), ['page_not_html']],
    [
      'a consent dialogue',
      () => ({
        html: page(`${code.combined}<script src="https://consent.cookiebot.com/uc.js"></script>`),
      }),
      ['consent_assumed'],
    ],
  ];
  it.each(cases)('%s', async (_name, make, codes) => {
    const { findings, ok } = await checkOf(make());
    expect(findings.map((one) => one.code)).toEqual(codes);
    expect(ok).toBe(findings.every(({ level }) => level !== 'error'));
    for (const { detail } of findings) expect(detail).not.toMatch(/[{}]|undefined|null/);
  });

  it('says why numbers stay: scripts, pictures, fields, titles and attributes', async () => {
    const body = `${NUMBER}<img src="/tel-202-555-0199.png" alt="Call 202-555-0199"><input value="202-555-0199">
      <span title="202-555-0199">Call us</span><a href="https://wa.me/12025550199">Chat</a>
      <script>window.phone = '202-555-0199'</script>
      <script type="application/ld+json">{"telephone": "+12025550199"}</script>`;
    const { endpoints, findings } = await checkOf({ html: page(code.combined, body) });
    expect(findings).toEqual([]);
    expect(endpoints[0]?.changing).toBe(2);
    expect(endpoints[0]?.unchanged.map(({ because }) => because)).toEqual([
      ...['image', 'image', 'field', 'attribute', 'messaging', 'script', 'json_ld'],
    ]);
  });

  it('runs no script of the page', async () => {
    const html = page(
      code.combined,
      `<p id="p">nothing</p><script>document.getElementById('p').textContent = '(202) 555-0199'</script>
       <img src=x onerror="document.getElementById('p').textContent = '(202) 555-0199'">`,
    );
    const { findings } = await checkOf({ html });
    expect(findings.map((one) => one.code)).toEqual(['number_left_alone']);
  });

  it('names the origin that the site lacks, also after a redirect', async () => {
    const other = base.replace('127.0.0.1', 'localhost');
    pages.set('/moved', { html: '', status: 301, headers: { Location: `${other}/here` } });
    pages.set('/here', { html: page(code.combined) });
    const { body } = await ask({ url: `${base}/moved` });
    expect(body).toMatchObject({ url: `${other}/here`, ok: false });
    expect(body.findings.map(({ code }) => code)).toEqual(['redirected', 'origin_not_listed']);
    expect(body.findings[1]?.facts).toMatchObject({ origin: other });
  });

  it('says that www and its domain, and http and https, are two origins', async () => {
    for (const url of ['https://shop.example/a', 'http://www.shop.example/']) {
      const { body } = await ask({ url, html: page(code.combined) });
      expect(body.findings).toMatchObject([
        {
          code: 'origin_differs',
          facts: { origin: new URL(url).origin, listed: 'https://www.shop.example' },
        },
      ]);
    }
  });

  it('reads HTML that is pasted, and opens nothing then', async () => {
    const { body } = await ask({ url: 'https://www.shop.example/x', html: page(code.combined) });
    expect(body).toMatchObject({ ok: true, findings: [], url: 'https://www.shop.example/x' });
  });

  it('follows no endless redirects', async () => {
    pages.set('/loop', { html: '', status: 302, headers: { Location: '/loop' } });
    const { body } = await ask({ url: `${base}/loop` });
    expect(body.findings).toMatchObject([{ code: 'page_unreachable' }]);
  });

  it('says that nothing answers at an address', async () => {
    const { body } = await ask({ url: 'http://127.0.0.1:1/' });
    expect(body.findings).toMatchObject([{ code: 'page_unreachable' }]);
  });

  it('gives up a page that is nested without end, and reads the beginning of one that never ends', async () => {
    const deep = `${'<div>'.repeat(100_000)}${NUMBER}`;
    const { body } = await ask({ url: 'https://www.shop.example/', html: deep });
    expect(body.findings.map(({ code }) => code)).toContain('page_unreadable');
    const long = await checkOf({ html: page(code.combined, `${NUMBER}<!--${'x'.repeat(2_400_000)}`) });
    expect(long.findings).toMatchObject([{ code: 'page_cut', level: 'note' }]);
  });

  it('refuses an endpoint of another site, and a site that is not there', async () => {
    expect((await ask({ endpoint: 'end_unknown' })).status).toBe(422);
    expect((await ask({}, 'site_unknown')).status).toBe(404);
  });
});

describe('the check of an installation, on a gateway in public', () => {
  it('opens no address of its own network, and limits the checks of a key', async () => {
    const ringtrail = await startRingtrail({ env: { API_RATE_LIMIT: '1200' } });
    try {
      const { site } = await setUpProvider(ringtrail.api, { origins: ['https://www.shop.example'] });
      const ask = (url: string) => ringtrail.api<Check>('POST', `/v1/sites/${site}/check`, { body: { url } });
      for (const url of [
        'http://127.0.0.1:1/',
        'http://169.254.169.254/latest/meta-data',
        'https://[::1]/',
      ]) {
        const { body } = await ask(url);
        expect(body.findings, url).toMatchObject([{ code: 'page_refused' }]);
      }
      let answer = await ask('http://127.0.0.1/');
      for (let count = 0; count < 20 && answer.status === 200; count++)
        answer = await ask('http://127.0.0.1/');
      expect(answer.status).toBe(429);
    } finally {
      await ringtrail.stop();
    }
  });
});
