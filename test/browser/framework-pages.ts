/** The same page in six frameworks: its own number as a text and as a link, the number of another business, and a price. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { createElement } from 'react';
import { renderToString as renderReact } from 'react-dom/server';
import { compile } from 'svelte/compiler';
import { render as renderSvelte } from 'svelte/server';
import { createSSRApp, h } from 'vue';
import { renderToString as renderVue } from 'vue/server-renderer';
import { angularScript, renderAngular } from './angular-page.ts';
import { LINK, MARKUP, OTHER, OTHER_TEXT, OWN, PHONE } from './framework-markup.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** What the scripts of all pages may use. */
const CONSTANTS = Object.entries({ OWN, PHONE, LINK, OTHER, OTHER_TEXT, MARKUP })
  .map(([name, value]) => `const ${name} = ${JSON.stringify(value)};`)
  .join('\n');

export type FrameworkPage = {
  /** Returns what the server sends within the body. */
  render(): string | Promise<string>;
  /** The script that passes its start to `adopt`. */
  script: string;
};

const SVELTE = `<script>
  let { phone, own, link, other, otherText } = $props();
  let presses = $state(0);
</script>
<main onclick={() => presses++}><p {...phone}>{own}</p><a {...link}>Call</a><p {...other}>{otherText}</p></main>`;
const SVELTE_PROPS = { phone: PHONE, own: OWN, link: LINK, other: OTHER, otherText: OTHER_TEXT };

/** Frameworks that adopt what a server has rendered. */
export const ADOPTING: Record<string, FrameworkPage> = {
  React: {
    render: () =>
      inRoot(
        renderReact(
          createElement('main', null, [
            createElement('p', { ...PHONE, key: 'text' }, OWN),
            createElement('a', { ...LINK, key: 'link' }, 'Call'),
            createElement('p', { ...OTHER, key: 'other' }, OTHER_TEXT),
          ]),
        ),
      ),
    script: `
      import { createElement } from 'react';
      import { hydrateRoot } from 'react-dom/client';
      adopt(() => hydrateRoot(document.getElementById('root'), createElement('main', null, [
        createElement('p', { ...PHONE, key: 'text', onClick: () => {} }, OWN),
        createElement('a', { ...LINK, key: 'link' }, 'Call'),
        createElement('p', { ...OTHER, key: 'other' }, OTHER_TEXT),
      ])));`,
  },
  Vue: {
    render: async () =>
      inRoot(
        await renderVue(
          createSSRApp(() =>
            h('main', [h('p', PHONE, OWN), h('a', LINK, 'Call'), h('p', OTHER, OTHER_TEXT)]),
          ),
        ),
      ),
    script: `
      import { createSSRApp, h } from 'vue';
      adopt(() => createSSRApp(() => h('main', [h('p', PHONE, OWN), h('a', LINK, 'Call'), h('p', OTHER, OTHER_TEXT)])).mount('#root'));`,
  },
  Svelte: {
    render: async () => inRoot((await renderSvelte(await svelteOnServer(), { props: SVELTE_PROPS })).body),
    script: `
      import { hydrate } from 'svelte';
      import App from 'page.svelte';
      const props = ${JSON.stringify(SVELTE_PROPS)};
      adopt(() => hydrate(App, { target: document.getElementById('root'), props }));`,
  },
  'Angular on a server': {
    render: renderAngular,
    script: angularScript(
      "import { provideClientHydration } from '@angular/platform-browser';",
      'provideClientHydration()',
    ),
  },
};

/** Frameworks that write the page in the browser, or change parts of it for what a server sends. */
export const WRITING: Record<string, FrameworkPage> = {
  Angular: {
    render: () => '<app-root></app-root>',
    script: angularScript(),
  },
  Turbo: {
    render: () => inRoot('<a id="next" href="/part.html">Next</a>'),
    script: `
      import '@hotwired/turbo';
      adopt(() => document.getElementById('next').click());`,
  },
  htmx: {
    render: () => inRoot('<div id="next" hx-get="/part.html" hx-trigger="go">…</div>'),
    script: `
      import htmx from 'htmx.org';
      adopt(() => htmx.trigger('#next', 'go'));`,
  },
};

/** Returns a script for the browser. It runs its start `delay` milliseconds after load and then sets `isAdopted`. */
export function scriptOf({ script }: FrameworkPage, delay: number): Promise<string> {
  const adopt = `const adopt = (run) => addEventListener('load', () => setTimeout(() => {
    run();
    setTimeout(() => { window.isAdopted = true; }, 300);
  }, ${delay}));`;
  return bundled(script, `${CONSTANTS}\n${adopt}`);
}

function inRoot(html: string): string {
  return `<div id="root">${html}</div>`;
}

async function svelteOnServer() {
  const folder = mkdtempSync(join(ROOT, 'node_modules', '.svelte-'));
  try {
    const file = join(folder, 'page.mjs');
    writeFileSync(file, compile(SVELTE, { generate: 'server', filename: 'page.svelte' }).js.code);
    return (await import(pathToFileURL(file).href)).default;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const svelte: Plugin = {
  name: 'svelte',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\.svelte$/ }, () => ({ path: 'page.svelte', namespace: 'page' }));
    onLoad({ filter: /./, namespace: 'page' }, () => ({
      contents: compile(SVELTE, { generate: 'client', filename: 'page.svelte' }).js.code,
      resolveDir: ROOT,
    }));
  },
};

async function bundled(contents: string, banner: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: ROOT },
    banner: { js: banner },
    platform: 'browser',
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    plugins: [svelte],
    define: {
      'process.env.NODE_ENV': '"production"',
      ngDevMode: 'false',
      __VUE_OPTIONS_API__: 'true',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    },
  });
  return outputFiles[0]?.text ?? '';
}
