import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { request } from 'undici';
import { beforeAll, describe, expect, it } from 'vitest';
import { CONSOLE_PATHS } from '../../src/http/console/paths.ts';
import type { Stage } from '../support/console/stage.ts';

/** The first load of the console, compressed by gzip. */
const MAX_FIRST_LOAD_BYTES = 250_000;

/** Describes the files of the console as the gateway serves them. */
export function describeServing(theStage: () => Stage<'seeded' | 'empty'>): void {
  describe('the files of the console', () => {
    let stage: Stage<'seeded' | 'empty'>;
    beforeAll(() => {
      stage = theStage();
    });

    async function get(path: string, headers: Record<string, string> = {}) {
      const answer = await request(stage.empty.url + path, { headers });
      const body = Buffer.from(await answer.body.arrayBuffer());
      return { status: answer.statusCode, headers: answer.headers, body };
    }

    async function assets(): Promise<string[]> {
      const { body } = await get('/');
      return [...body.toString().matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = '']) => path);
    }

    it('are its page at each of its paths, which lets the browser load nothing from elsewhere', async () => {
      for (const path of CONSOLE_PATHS.map((one) => one.replace(/\{\w+\}/, 'call_1'))) {
        const { status, headers, body } = await get(path);
        expect(status, path).toBe(200);
        expect(body.toString()).toContain('<div id="root">');
        expect(headers['cache-control']).toBe('no-cache');
        const policy = `${headers['content-security-policy']}`;
        expect(policy).toContain("default-src 'self'");
        expect(policy).toContain("frame-ancestors 'none'");
        expect(policy).not.toMatch(/unsafe|https?:|\*/);
      }
      expect((await assets()).every((path) => path.startsWith('/console/'))).toBe(true);
    });

    it('are cached for ever, and sent in the smallest form that the browser takes', async () => {
      const path = (await assets()).find((one) => one.endsWith('.js')) ?? '';
      const [plain, gzipped, brotli, refused] = await Promise.all([
        get(path),
        get(path, { 'accept-encoding': 'gzip, deflate' }),
        get(path, { 'accept-encoding': 'gzip, deflate, br, zstd' }),
        get(path, { 'accept-encoding': 'br;q=0, gzip;q=0.0' }),
      ]);
      expect(plain.headers['cache-control']).toContain('immutable');
      expect(plain.headers['content-type']).toContain('text/javascript');
      expect(gunzipSync(gzipped.body)).toEqual(plain.body);
      expect(brotliDecompressSync(brotli.body)).toEqual(plain.body);
      expect(refused.headers['content-encoding']).toBeUndefined();
      const { status } = await get(path, { 'if-none-match': `${plain.headers.etag}` });
      expect(status).toBe(304);
    });

    it.each([
      '/console/nothing.js',
      '/console/..%2f..%2fpackage.json',
      '/console/.sources',
      '/console/index.html.gz',
    ])('are not %s', async (path) => {
      const { status, headers } = await get(path);
      expect(status).toBe(404);
      expect(headers['content-type']).toContain('application/problem+json');
    });

    it('have the API reference at /docs, which reaches no other host and works in the dark', async () => {
      const context = await stage.browser.newContext({ colorScheme: 'dark' });
      const page = await context.newPage();
      const complaints: string[] = [];
      const hosts = new Set<string>();
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      page.on('request', (sent) => hosts.add(new URL(sent.url()).host));
      await page.goto(`${stage.empty.url}/docs`);
      await page.getByRole('heading', { name: 'List calls, the latest first' }).waitFor();
      expect(await page.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor)).toBe(
        'rgb(17, 22, 26)',
      );
      hosts.delete('');
      expect([...hosts]).toEqual([new URL(stage.empty.url).host]);
      expect(complaints).toEqual([]);
      const { headers } = await get('/docs');
      expect(`${headers['content-security-policy']}`).not.toMatch(/https?:|\*|unsafe-eval/);
      expect((await get('/console/redoc.js')).headers['cache-control']).toBe('no-cache');
      await context.close();
    });

    it('are at most 250 kB at the first load', async () => {
      const { page } = await stage.open(stage.seeded, '/');
      const loaded = await page.evaluate(() =>
        performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname),
      );
      const files = ['/', ...new Set(loaded.filter((path) => path.startsWith('/console/')))];
      expect(files.length).toBeGreaterThan(4);
      const sizes = await Promise.all(
        files.map(async (path) => (await get(path, { 'accept-encoding': 'gzip' })).body.length),
      );
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MAX_FIRST_LOAD_BYTES);
    });
  });
}
