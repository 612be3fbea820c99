import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM, newVisitor, startChromium } from '../support/chromium.ts';
import { type Ringtrail, startRingtrail } from '../support/ringtrail.ts';
import { type SetUp, setUpProvider } from '../support/setup-provider.ts';
import { htmlOf, startSite, type TestSite } from '../support/site.ts';
import { eventually } from './stage.ts';

const missing = findChromium() ? '' : ` (${NO_CHROMIUM})`;
const root = fileURLToPath(new URL('../..', import.meta.url));
const script = new URL('../../scripts/build-packages.mjs', import.meta.url).href;

describe.skipIf(missing)(`@ringtrail/tags${missing}`, () => {
  let ringtrail: Ringtrail;
  let browser: Browser;
  let site: TestSite;
  let shop: SetUp;
  let folder: string;
  let stop = async () => {};

  beforeAll(async () => {
    const cache = join(root, 'node_modules', '.cache');
    await mkdir(cache, { recursive: true });
    // Beside React and Vue, as an app's packages are.
    folder = await mkdtemp(join(cache, 'tags-package-'));
    const installed = join(folder, 'node_modules', '@ringtrail', 'tags');
    await mkdir(installed, { recursive: true });
    await copyFile(join(root, 'packages/tags/package.json'), join(installed, 'package.json'));
    const { buildTagsPackage } = (await import(script)) as { buildTagsPackage(out: string): Promise<void> };
    await buildTagsPackage(join(installed, 'dist'));
    site = await startSite();
    ringtrail = await startRingtrail();
    shop = await setUpProvider(ringtrail.api, { threshold: 100, origins: [site.origin] });
    const chromium = await startChromium();
    browser = chromium.browser;
    stop = async () => {
      await chromium.stop();
      await ringtrail.stop();
      await site.stop();
      await rm(folder, { recursive: true, force: true });
    };
  });
  afterAll(() => stop());

  it.each([
    ['React', 'react/app.jsx'],
    ['Vue', 'vue/app.js'],
  ])(
    'shows the number of the visit in the example of %s, by component and hook, and loads the tags once',
    async (_, file) => {
      const app = await example(file);
      const [loading] = /^loadTags.*$/m.exec(app) ?? [];
      const page = await pageOf(`${app}\n${loading}`);
      const link = page.locator('#app a.phone');
      await eventually(async () => shop.numbers.includes(await dialled(link))).toBe(true);
      const digits = (await dialled(link)).slice(2);
      expect((await link.textContent())?.replace(/\D/g, '')).toBe(digits);
      expect((await page.locator('#app p a').textContent())?.replace(/\D/g, '')).toBe(digits);
      expect(await page.locator('script[src*="/combined.js"]').count()).toBe(1);
    },
  );

  it('shows the number of the visit in the example of Next.js, whose components are the browser’s where they need it', async () => {
    await mkdir(join(folder, 'nextjs'), { recursive: true });
    for (const file of ['office.js', 'tags.jsx', 'page.jsx'])
      await writeFile(join(folder, 'nextjs', file), await example(`nextjs/app/${file}`));
    const page = await pageOf(
      `import { createRoot } from 'react-dom/client';
      import Page from './nextjs/page.jsx';
      import { Tags } from './nextjs/tags.jsx';
      createRoot(document.getElementById('app')).render(<><Page /><Tags /></>);`,
    );
    const link = page.locator('#app a.phone');
    await eventually(async () => shop.numbers.includes(await dialled(link))).toBe(true);
    const react = await readFile(join(folder, 'node_modules/@ringtrail/tags/dist/react.js'), 'utf8');
    expect(react.split('\n')[0], 'a page of the server may import it').toBe('"use client";');
  });

  it('shows the own number where no gateway answers', async () => {
    const page = await pageOf(
      (await example('react/app.jsx')).replace(ringtrail.publicUrl, 'http://127.0.0.1:9'),
    );
    expect(await page.locator('#app a.phone').textContent()).toBe('(202) 555-0199');
    expect(await page.locator('#app p a').textContent()).toBe('Call (202) 555-0199');
  });

  it('defines the element, and gives a page the visit by its typed commands', async () => {
    const [loading] = /^loadTags.*$/m.exec(await example('react/app.jsx')) ?? [];
    const page = await pageOf(`import { loadTags, onVisit } from '@ringtrail/tags';
      import '@ringtrail/tags/element';
      const office = { endpoint: '${shop.endpoint}' };
      document.getElementById('app').innerHTML = '<ringtrail-number endpoint="${shop.endpoint}">(202) 555-0199</ringtrail-number>';
      onVisit(({ session }) => { window.visit = session; });
      ${loading}`);
    await eventually(async () =>
      shop.numbers.includes(await dialled(page.locator('ringtrail-number a'))),
    ).toBe(true);
    expect(await page.evaluate('window.visit')).toMatch(/^[\d-]+$/);
  });

  it('is not needed by a plain page: its example shows the number of the visit', async () => {
    const own = `(202) 555-${shop.endpointNumber.slice(-4)}`;
    const html = (await example('plain-page/index.html')).replace('(202) 555-0199', own);
    const page = await show(html.replace('+12025550199', shop.endpointNumber));
    await eventually(async () => shop.numbers.includes(await dialled(page.locator('p a')))).toBe(true);
    expect(await page.locator('p a').textContent()).not.toBe(own);
  });

  it('has types: a component without the own number is refused', async () => {
    const use = (props: string) =>
      `import { PhoneNumber } from '@ringtrail/tags/react'; export const it = <PhoneNumber ${props} className="a" />;`;
    await writeFile(join(folder, 'right.tsx'), use('endpoint="e" number="+1" national="1"'));
    await writeFile(join(folder, 'wrong.tsx'), use('endpoint="e" number="+1"'));
    expect(await typesOf('right.tsx')).toBe('');
    expect(await typesOf('wrong.tsx')).toContain("'national'");
  });

  async function dialled(link: Locator): Promise<string> {
    return (await link.getAttribute('href'))?.replace('tel:', '') ?? '';
  }

  function typesOf(file: string): Promise<string> {
    const options = ['--ignoreConfig', '--noEmit', '--strict', '--jsx', 'react-jsx', '--types', ''];
    const args = [join(root, 'node_modules/typescript/bin/tsc'), ...options, '--module', 'preserve', file];
    return new Promise((resolve) => {
      execFile(process.execPath, args, { cwd: folder }, (_, output) => resolve(output));
    });
  }

  /** Returns an example with the gateway, the site and the endpoint of this test. */
  async function example(file: string): Promise<string> {
    const text = await readFile(join(root, 'examples', file), 'utf8');
    return text
      .replaceAll('https://calls.example.com', ringtrail.publicUrl)
      .replaceAll('site_…', shop.site)
      .replaceAll('end_…', shop.endpoint);
  }

  /** Shows a page with an app in `#app`, bundled as a developer would bundle it. */
  async function pageOf(app: string): Promise<Page> {
    const { outputFiles } = await build({
      stdin: { contents: app, resolveDir: folder, loader: 'jsx' },
      bundle: true,
      write: false,
      format: 'iife',
      jsx: 'automatic',
      define: { 'process.env.NODE_ENV': '"production"' },
      logLevel: 'error',
    });
    site.pages.set('/app.js', outputFiles[0]?.text ?? '');
    return show(htmlOf('', '<div id="app"></div><script src="/app.js"></script>'));
  }

  async function show(html: string): Promise<Page> {
    site.pages.set('/', html);
    const page = await (await newVisitor(browser)).newPage();
    await page.goto(`${site.origin}/`);
    return page;
  }
});
