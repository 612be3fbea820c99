import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { startChromium } from '../../test/support/chromium.ts';

/** A request that an open Live screen makes again and again. */
export type Repeated = { path: string; everyMs: number };

export type Gateway = { port: number; adminKey: string };

/** Opens the Live screen in Chromium for some time. Returns the requests that it repeated, each with its pause. */
export async function requestsOfLive({ port, adminKey }: Gateway, watchMs: number): Promise<Repeated[]> {
  const { browser, stop } = await startChromium();
  try {
    const page = await browser.newPage();
    await page.addInitScript((key) => sessionStorage.setItem('ringtrail.key', key), adminKey);
    await page.goto(`http://127.0.0.1:${port}/live`);
    await page.locator('h1').first().waitFor();
    const began = performance.now();
    await sleep(watchMs);
    await page.waitForFunction(repeatsOne);
    const watchedMs = performance.now() - began;
    const sent = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
    const counts = new Map<string, number>();
    for (const url of sent) {
      const { pathname, search } = new URL(url);
      if (pathname.startsWith('/v1/'))
        counts.set(pathname + search, (counts.get(pathname + search) ?? 0) + 1);
    }
    return [...counts]
      .filter(([, count]) => count > 1)
      .map(([path, count]) => ({ path, everyMs: watchedMs / (count - 1) }));
  } finally {
    await stop();
  }
}

/** Returns whether the page has made one of its requests twice. A busy machine may take longer than the watch. Runs in the page. */
function repeatsOne(): boolean {
  const names = performance.getEntriesByType('resource').map(({ name }) => name);
  return names.some((name, i) => name.includes('/v1/') && names.indexOf(name) < i);
}

/** Opens consoles that make these requests, each at times of its own and the first one at once. Returns the function that closes them and counts the answers. */
export function openConsoles(
  { port, adminKey }: Gateway,
  requests: readonly Repeated[],
  consoles: number,
): () => { answers: number } {
  const agent = new Agent({ keepAlive: true, maxSockets: consoles });
  const headers = { Authorization: `Bearer ${adminKey}` };
  const timers = new Set<NodeJS.Timeout>();
  let answers = 0;
  let isClosed = false;
  const ask = (path: string) => {
    const sent = get({ port, path, agent, headers }, (response) => {
      if (response.statusCode !== 200) throw new Error(`${path}: ${response.statusCode}`);
      response.resume().on('end', () => answers++);
    });
    // Closing cuts the requests that are under way.
    sent.on('error', (error) => {
      if (!isClosed) throw error;
    });
  };
  for (let i = 0; i < consoles; i++)
    for (const { path, everyMs } of requests) {
      const first = setTimeout(
        () => {
          timers.add(setInterval(() => ask(path), everyMs));
          ask(path);
        },
        i === 0 ? 0 : Math.random() * everyMs,
      );
      timers.add(first);
    }
  return () => {
    isClosed = true;
    for (const timer of timers) clearTimeout(timer);
    agent.destroy();
    return { answers };
  };
}
