import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { createElement } from 'react';
import { renderToString as renderReact } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { createSSRApp, h } from 'vue';
import { renderToString as renderVue } from 'vue/server-renderer';
import { findChromium, NO_CHROMIUM } from '../support/chromium.ts';
import { eventually, faults, setStage } from './stage.ts';

const missing = findChromium() ? '' : ` (${NO_CHROMIUM})`;

const PHONE = { 'data-shows': '(202) 555-0187' };
const LINK = { href: 'tel:+12025550123', 'data-leads': 'tel:+12025550187' };

/** The same page of both frameworks: what the server renders, and the script that adopts it in the browser. */
const FRAMEWORKS = {
  React: {
    render: async () =>
      renderReact(
        createElement('main', null, [
          createElement('p', { ...PHONE, key: 'text' }, '(202) 555-0123'),
          createElement('a', { ...LINK, key: 'link' }, 'Call'),
        ]),
      ),
    script: `
      import { createElement } from 'react';
      import { hydrateRoot } from 'react-dom/client';
      adopt(() => hydrateRoot(document.getElementById('root'), createElement('main', null, [
        createElement('p', { ...PHONE, key: 'text', onClick: () => {} }, '(202) 555-0123'),
        createElement('a', { ...LINK, key: 'link' }, 'Call'),
      ])));`,
  },
  Vue: {
    render: () =>
      renderVue(createSSRApp(() => h('main', [h('p', PHONE, '(202) 555-0123'), h('a', LINK, 'Call')]))),
    script: `
      import { createSSRApp, h } from 'vue';
      adopt(() => createSSRApp(() => h('main', [h('p', PHONE, '(202) 555-0123'), h('a', LINK, 'Call')])).mount('#root'));`,
  },
};

describe.skipIf(missing)(`a page that a server renders and a framework adopts${missing}`, () => {
  const stage = setStage();

  describe.each(Object.entries(FRAMEWORKS))('with %s', (_name, { render, script }) => {
    it.each([
      ['at once', 0],
      ['after the number is shown', 900],
    ])('shows the number, without an error, when it is adopted %s', async (_when, delay) => {
      const page = await show(await render(), script, delay);
      await page.waitForFunction(() => (window as unknown as { isAdopted?: boolean }).isAdopted);
      await eventually(() => faults(page)).toEqual([]);
      expect(stage.errors).toEqual([]);
    });
  });

  /** Opens a page with the tags, the rendered HTML, and the script, which runs `delay` milliseconds after load. */
  async function show(html: string, script: string, delay: number): Promise<Page> {
    const code = await bundled(`
      const PHONE = ${JSON.stringify(PHONE)};
      const LINK = ${JSON.stringify(LINK)};
      const adopt = (run) => addEventListener('load', () => setTimeout(() => {
        run();
        setTimeout(() => { window.isAdopted = true; }, 300);
      }, ${delay}));
      ${script}`);
    const page = await (await stage.browser.newContext()).newPage();
    const report = (text: string) => stage.errors.push(text);
    page.on('pageerror', (error) => report(String(error)));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) report(message.text());
    });
    stage.gateway.pages.set(
      '/app.html',
      `<!doctype html><html data-endpoint="us"><head><link rel="icon" href="data:,"><!-- tags --></head>
<body><div id="root">${html}</div><script>${code.replaceAll('</script', '<\\/script')}</script></body></html>`,
    );
    await page.goto(`${stage.gateway.site}/app.html`);
    return page;
  }
});

async function bundled(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL('../..', import.meta.url)) },
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    platform: 'browser',
    define: {
      'process.env.NODE_ENV': '"production"',
      __VUE_OPTIONS_API__: 'true',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    },
  });
  return outputFiles[0]?.text ?? '';
}
