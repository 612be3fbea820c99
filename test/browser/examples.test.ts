import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { findChromium, NO_CHROMIUM, newVisitor, startChromium } from '../support/chromium.ts';
import { type Ringtrail, startRingtrail } from '../support/ringtrail.ts';
import { type SetUp, setUpProvider } from '../support/setup-provider.ts';
import { htmlOf, startSite, type TestSite } from '../support/site.ts';
import { eventually } from './stage.ts';

const missing = findChromium() ? '' : ` (${NO_CHROMIUM})`;
const ROOT = new URL('../../', import.meta.url);
const DOCUMENT = readFileSync(new URL('docs/tags.md', ROOT), 'utf8');
/** The endpoint's own number in the examples. */
const OWN = '(202) 555-0199';

const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0';

type NumberFor = (visit: object) => Promise<{ number: string; national: string; link: string | null }>;
/** An element as JSX makes it. */
type Made = { type: unknown; props: { children?: Made | Made[]; href?: string; link?: string } };

/**
 * The examples wait 1.5 seconds for the gateway. On a busy machine an answer may take longer, so here they wait for the
 * answer itself.
 */
const withoutTimeout = () => new AbortController().signal;

describe.skipIf(missing)(`the examples in docs/tags.md${missing}`, () => {
  let ringtrail: Ringtrail;
  let browser: Browser;
  let site: TestSite;
  let shop: SetUp;
  let folder: string;
  let stop = async () => {};
  const visit = (session: string | null, userAgent = BROWSER) => ({
    session,
    bucket: { source: 'news', medium: 'email' },
    page: 'https://www.example.com/boilers',
    address: '192.0.2.7',
    userAgent,
  });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ringtrail-examples-'));
    site = await startSite();
    ringtrail = await startRingtrail({ env: { TRUST_PROXY: 'loopback' } });
    shop = await setUpProvider(ringtrail.api, { numbers: 20, threshold: 100, origins: [site.origin] });
    const chromium = await startChromium();
    browser = chromium.browser;
    // A reader who copies them has files of these names.
    for (const name of ['number.mjs', 'amp.mjs', 'phone.jsx', 'renewal.jsx', 'phone-number.jsx']) {
      writeFileSync(join(folder, name), fileNamed(name));
    }
    stop = async () => {
      await chromium.stop();
      await ringtrail.stop();
      await site.stop();
      rmSync(folder, { recursive: true });
    };
  });
  afterAll(() => stop());
  beforeEach(() => {
    vi.spyOn(AbortSignal, 'timeout').mockImplementation(withoutTimeout);
  });

  it('ask for a number from a server, and have the own one for robots and when nobody answers', async () => {
    const { numberFor } = (await import(pathToFileURL(join(folder, 'number.mjs')).href)) as {
      numberFor: NumberFor;
    };
    const first = await numberFor(visit('server-1'));
    expect(shop.numbers).toContain(first.number);
    expect((await numberFor(visit('server-1'))).number).toBe(first.number);
    expect((await numberFor(visit('server-2'))).number).not.toBe(first.number);
    const robot = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
    expect(await numberFor(visit('server-3', robot))).toMatchObject({ national: OWN, link: null });

    writeFileSync(
      join(folder, 'dead.mjs'),
      fileNamed('number.mjs').replace(ringtrail.url, 'http://127.0.0.1:9'),
    );
    const dead = (await import(pathToFileURL(join(folder, 'dead.mjs')).href)) as { numberFor: NumberFor };
    expect(await dead.numberFor(visit('server-1'))).toMatchObject({ national: OWN, link: null });
  });

  it('render the number of the bucket with Next.js where the visitor has refused consent', async () => {
    writeFileSync(
      join(folder, 'next-headers.mjs'),
      `export const requestHeaders = new Map([['user-agent', '${BROWSER}'], ['x-forwarded-for', '192.0.2.8']]);
       export const headers = async () => ({ get: (name) => requestHeaders.get(name) ?? null });
       export const cookies = async () => ({ get: () => ({ value: 'next-1' }) });`,
    );
    const bundle = join(folder, 'next.mjs');
    await bundled(
      `export { Phone } from './phone.jsx'; export { requestHeaders } from 'next/headers';`,
      bundle,
      'node',
    );
    const { Phone, requestHeaders } = (await import(pathToFileURL(bundle).href)) as {
      Phone: (props: object) => Promise<Made>;
      requestHeaders: Map<string, string>;
    };
    const rendered = async () => {
      const { props } = await Phone({ page: 'https://www.example.com/', bucket: { source: 'news' } });
      const [anchor, renewal] = [props.children].flat();
      return { href: anchor?.props.href ?? '', link: renewal?.props.link };
    };
    const first = await rendered();
    expect(shop.numbers).toContain(first.href.replace('tel:', ''));
    expect(first.link).toBeTruthy();
    expect(await rendered()).toEqual(first);
    requestHeaders.set('sec-gpc', '1');
    expect((await rendered()).href).not.toBe(first.href);
  });

  it('renew the link of a rendered page, and ask for a new page when it has ended', async () => {
    const { body } = await ringtrail.api<{ link: string }>('POST', '/v1/allocations', {
      key: null,
      body: { site: shop.site, endpoint: shop.endpoint, session: 'renewed', bucket: {} },
    });
    const page = await pageWith(
      `import { Renewal } from './renewal.jsx';
       import { h, render } from 'preact';
       render(h(Renewal, { link: '${body.link}', session: 'renewed', seconds: 0.2 }), document.body);`,
      '',
      '',
    );
    const answer = await page.waitForResponse((response) => response.url().endsWith('/renewals'));
    expect(answer.status()).toBe(200);
    expect(await page.evaluate(() => 'refreshed' in window)).toBe(false);
    await ringtrail.api('POST', '/v1/hits', {
      key: null,
      body: [{ site: shop.site, session: 'renewed', type: 'leave', link: body.link }],
    });
    await eventually(() => page.evaluate(() => 'refreshed' in window)).toBe(true);
  });

  it('show the number in a React component that was rendered by a server', async () => {
    const own = `<a data-ringtrail="off" href="tel:+12025550199">${OWN}</a>`;
    const page = await pageWith(
      `import { PhoneNumber } from './phone-number.jsx';
       import { h, hydrate } from 'preact';
       hydrate(
         h(PhoneNumber, { endpoint: '${shop.endpoint}', number: '+12025550199' }, '${OWN}'),
         document.getElementById('root'),
       );`,
      await snippet(),
      `<div id="root">${own}</div>`,
    );
    expect(shop.numbers).toContain(await numberOn(page, '#root a'));
    expect(await page.locator('#root a').count()).toBe(1);
  });

  it('show the number in the element', async () => {
    const page = await pageWith('', await snippet(), block('The element'));
    expect(shop.numbers).toContain(await numberOn(page, 'ringtrail-number a'));
  });

  it('work in a page of WordPress', async () => {
    const [, html = ''] = /\?>\n(.*)<\?php/s.exec(block('WordPress')) ?? [];
    const page = await pageWith('', html, ownNumber());
    expect(shop.numbers).toContain(await numberOn(page, '#phone'));
  });

  it('work when Google Tag Manager puts them in', async () => {
    const page = await pageWith('', '', ownNumber());
    // It creates the elements of the text, and a new element for each script.
    await page.evaluate((html) => {
      const template = document.createElement('template');
      template.innerHTML = html;
      for (const { attributes } of template.content.querySelectorAll('script')) {
        const script = document.createElement('script');
        for (const { name, value } of attributes) script.setAttribute(name, value);
        document.body.append(script);
      }
    }, block('Google Tag Manager'));
    expect(shop.numbers).toContain(await numberOn(page, '#phone'));
  });

  it('give a page the visit and its number', async () => {
    const page = await newPage();
    const logged: string[] = [];
    page.on('console', (message) => logged.push(message.text()));
    await show(page, block("The page's interface") + (await snippet()), ownNumber());
    await eventually(() => logged.join('\n')).toMatch(/^[\d-]+ [\d-]+ .*\n.* \+1\d{10} session$/);
    expect(logged).toHaveLength(2);
  });

  it("answer AMP's list", async () => {
    const { server } = (await import(pathToFileURL(join(folder, 'amp.mjs')).href)) as { server: Server };
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const [, query = ''] = /number\.json\?(\S+?)"/.exec(block('AMP')) ?? [];
    const parameters = query
      .replace('CLIENT_ID(visit)', 'amp-1')
      .replace('QUERY_PARAM(utm_source)', 'news')
      .replace('QUERY_PARAM(utm_medium)', '');
    const { port } = server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/number.json?${parameters}`, {
      headers: { Origin: 'https://www-example-com.cdn.ampproject.org', 'User-Agent': BROWSER },
    });
    const { items } = (await response.json()) as { items: { number: string; national: string }[] };
    server.close();
    expect(response.headers.get('access-control-allow-origin')).toBe(
      'https://www-example-com.cdn.ampproject.org',
    );
    expect(items).toHaveLength(1);
    expect(shop.numbers).toContain(items[0]?.number);
  });

  it('pin a number to a mailing', async () => {
    const { status, text } = await ringtrail.api('POST', '/v1/numbers', {
      body: JSON.parse(block('E-mail')),
    });
    expect(status, text).toBe(201);
  });

  /** The first block of code under the heading, with the ids of this test's site and endpoint. */
  function block(heading: string): string {
    const section = DOCUMENT.split(/^#+ /m).find((one) => one.startsWith(`${heading}\n`)) ?? '';
    const [, code] = /^```\w+\n(.*?)^```/ms.exec(section) ?? [];
    if (!code) throw new Error(`docs/tags.md has no code under ${heading}`);
    return withOurs(code);
  }

  /** The block of code that begins with the file's name. */
  function fileNamed(name: string): string {
    const code = [...DOCUMENT.matchAll(/^```\w+\n(.*?)^```/gms)].map(([, one = '']) => one);
    const found = code.find((one) => one.startsWith(`// ${name}\n`));
    if (!found) throw new Error(`docs/tags.md has no ${name}`);
    return withOurs(found);
  }

  function withOurs(code: string): string {
    return code
      .replaceAll('https://calls.example.com', ringtrail.url)
      .replaceAll('site_…', shop.site)
      .replaceAll('end_…', shop.endpoint)
      .replaceAll('pool_…', shop.pool);
  }

  async function snippet(): Promise<string> {
    const path = `/v1/tags?site=${shop.site}&endpoint=${shop.endpoint}`;
    return (await ringtrail.api<{ snippet: string }>('GET', path)).body.snippet;
  }

  function ownNumber(): string {
    return `<a id="phone" href="tel:${shop.endpointNumber}">${shop.endpointNumber}</a>`;
  }

  async function newPage(): Promise<Page> {
    const page = await (await newVisitor(browser)).newPage();
    await page.addInitScript(`AbortSignal.timeout = ${withoutTimeout}`);
    return page;
  }

  async function show(page: Page, head: string, body: string): Promise<void> {
    site.pages.set('/', htmlOf(head, body));
    await page.goto(`${site.origin}/`);
  }

  /** A page with the tags in its head, and with a script at its end that may import the examples. */
  async function pageWith(script: string, head: string, body: string): Promise<Page> {
    const file = join(folder, 'page.js');
    await bundled(script, file, 'browser');
    site.pages.set('/page.js', readFileSync(file, 'utf8'));
    const page = await newPage();
    await show(page, head, `${body}<script src="/page.js"></script>`);
    return page;
  }

  /** With Preact, which understands React's components, and with stand-ins for the framework around them. */
  async function bundled(contents: string, outfile: string, platform: 'browser' | 'node'): Promise<void> {
    const router = `const router = { refresh: () => { window.refreshed = true; } }; export const useRouter = () => router;`;
    writeFileSync(join(folder, 'next-navigation.mjs'), router);
    await build({
      stdin: { contents, resolveDir: folder, loader: 'jsx' },
      outfile,
      bundle: true,
      platform,
      format: platform === 'node' ? 'esm' : 'iife',
      jsx: 'automatic',
      jsxImportSource: 'preact',
      nodePaths: [fileURLToPath(new URL('node_modules', ROOT))],
      alias: {
        react: 'preact/compat',
        'next/headers': join(folder, 'next-headers.mjs'),
        'next/navigation': join(folder, 'next-navigation.mjs'),
      },
    });
  }

  /** Where the link leads when it leads elsewhere than to the endpoint; its text must say the same. */
  async function numberOn(page: Page, selector: string): Promise<string> {
    const link = page.locator(selector);
    await eventually(async () => shop.numbers.includes(await dialled(link))).toBe(true);
    const number = await dialled(link);
    expect((await link.textContent())?.replace(/^\+1|\D/g, '')).toBe(number.replace('+1', ''));
    return number;
  }

  async function dialled(link: Locator): Promise<string> {
    return (await link.getAttribute('href'))?.replace('tel:', '') ?? '';
  }
});
