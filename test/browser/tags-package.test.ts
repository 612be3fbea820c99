import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
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

/** An app in each framework, which shows the number by the component and by the hook. */
const REACT = `import { createElement as h } from 'react';
  import { createRoot } from 'react-dom/client';
  import { PhoneNumber, usePhoneNumber } from '@ringtrail/tags/react';
  const Hook = () => h('b', { 'data-ringtrail': 'off' }, usePhoneNumber(own).number);
  createRoot(document.getElementById('app')).render(h('p', null, h(PhoneNumber, { ...own, className: 'phone' }), h(Hook)));`;
const VUE = `import { createApp, h } from 'vue';
  import { PhoneNumber, usePhoneNumber } from '@ringtrail/tags/vue';
  const Hook = { setup() { const phone = usePhoneNumber(own); return () => h('b', { 'data-ringtrail': 'off' }, phone.value.number); } };
  createApp(() => h('p', null, [h(PhoneNumber, { ...own, class: 'phone' }), h(Hook)])).mount('#app');`;

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
    ['React', REACT],
    ['Vue', VUE],
  ])(
    'shows the number of the visit in a component and a hook of %s, and loads the tags once',
    async (_, app) => {
      const page = await pageOf(`${app} load(); load();`);
      const link = page.locator('#app a.phone');
      await eventually(async () => shop.numbers.includes(await textOf(page.locator('#app b')))).toBe(true);
      const number = await textOf(page.locator('#app b'));
      expect(await link.getAttribute('href')).toBe(`tel:${number}`);
      expect((await textOf(link)).replace(/\D/g, '')).toBe(number.slice(2));
      expect(await page.locator('script[src*="/combined.js"]').count()).toBe(1);
    },
  );

  it('shows the own number where the gateway has none for the page', async () => {
    const page = await pageOf(`${REACT} load('https://other.invalid');`);
    expect(await page.locator('#app a.phone').textContent()).toBe('(202) 555-0199');
    expect(await page.locator('#app b').textContent()).toBe(shop.endpointNumber);
  });

  it('defines the element, and gives a page the visit by its typed commands', async () => {
    const page = await pageOf(`import '@ringtrail/tags/element';
      document.getElementById('app').innerHTML = '<ringtrail-number endpoint="${shop.endpoint}">(202) 555-0199</ringtrail-number>';
      onVisit(({ session }) => { window.visit = session; });
      load();`);
    const link = page.locator('ringtrail-number a');
    await eventually(async () =>
      shop.numbers.includes(((await link.getAttribute('href')) ?? '').slice(4)),
    ).toBe(true);
    expect(await page.evaluate('window.visit')).toMatch(/^[\d-]+$/);
  });

  it('has types: a component without the own number is refused', async () => {
    const use = (props: string) =>
      `import { PhoneNumber } from '@ringtrail/tags/react'; export const it = <PhoneNumber ${props} className="a" />;`;
    await writeFile(join(folder, 'right.tsx'), use('endpoint="e" number="+1" national="1"'));
    await writeFile(join(folder, 'wrong.tsx'), use('endpoint="e" number="+1"'));
    expect(await typesOf('right.tsx')).toBe('');
    expect(await typesOf('wrong.tsx')).toContain("'national'");
  });

  async function textOf(place: Locator): Promise<string> {
    return (await place.textContent()) ?? '';
  }

  function typesOf(file: string): Promise<string> {
    const options = ['--ignoreConfig', '--noEmit', '--strict', '--jsx', 'react-jsx', '--types', ''];
    const args = [join(root, 'node_modules/typescript/bin/tsc'), ...options, '--module', 'preserve', file];
    return new Promise((resolve) => {
      execFile(process.execPath, args, { cwd: folder }, (_, output) => resolve(output));
    });
  }

  /** A page with an app in `#app`, whose code has the endpoint as `own` and loads the tags by `load()`. */
  async function pageOf(app: string): Promise<Page> {
    const { outputFiles } = await build({
      stdin: {
        contents: `import { loadTags, onVisit } from '@ringtrail/tags';
          const own = ${JSON.stringify({ endpoint: shop.endpoint, number: shop.endpointNumber, national: '(202) 555-0199' })};
          const load = (gateway = '${ringtrail.url}') => loadTags({ gateway, site: '${shop.site}', endpoint: own.endpoint });
          ${app}`,
        resolveDir: folder,
      },
      bundle: true,
      write: false,
      format: 'iife',
      define: { 'process.env.NODE_ENV': '"production"' },
      logLevel: 'error',
    });
    site.pages.set('/app.js', outputFiles[0]?.text ?? '');
    site.pages.set('/', htmlOf('', '<div id="app"></div><script src="/app.js"></script>'));
    const page = await (await newVisitor(browser)).newPage();
    await page.goto(`${site.origin}/`);
    return page;
  }
});
