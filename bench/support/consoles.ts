import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Request } from 'playwright-core';
import { startChromium } from '../../test/support/chromium.ts';

/** A request that an open Live screen makes again and again. */
export type Repeated = { path: string; headers: Record<string, string>; everyMs: number };

export type Gateway = { port: number; adminKey: string };

/** Opens the Live screen in Chromium for some time. Returns the requests that it repeated, each with its pause. */
export async function requestsOfLive({ port, adminKey }: Gateway, watchMs: number): Promise<Repeated[]> {
  const { browser, stop } = await startChromium();
  try {
    const page = await browser.newPage();
    await page.addInitScript((key) => sessionStorage.setItem('ringtrail.key', key), adminKey);
    const sent = new Map<string, Request[]>();
    page.on('request', (request) => {
      const { pathname, search } = new URL(request.url());
      if (!pathname.startsWith('/v1/')) return;
      sent.set(pathname + search, [...(sent.get(pathname + search) ?? []), request]);
    });
    const repeated = () => [...sent].filter(([, requests]) => requests.length > 1);
    await page.goto(`http://127.0.0.1:${port}/live`);
    await page.locator('h1').first().waitFor();
    const began = performance.now();
    await sleep(watchMs);
    // A busy machine may take longer than the watch.
    while (repeated().length === 0) await page.waitForRequest((request) => request.url().includes('/v1/'));
    const watchedMs = performance.now() - began;
    return repeated().map(([path, requests]) => ({
      path,
      headers: freshnessOf(requests[0]),
      everyMs: watchedMs / (requests.length - 1),
    }));
  } finally {
    await stop();
  }
}

/** Returns the header that says how old an answer may be, where the request has one. */
function freshnessOf(request: Request | undefined): Record<string, string> {
  const control = request?.headers()['cache-control'];
  return control === undefined ? {} : { 'Cache-Control': control };
}

/** Opens consoles that make these requests, each at times of its own and the first one at once. Returns the function that closes them and counts the answers. */
export function openConsoles(
  { port, adminKey }: Gateway,
  requests: readonly Repeated[],
  consoles: number,
): () => { answers: number } {
  const agent = new Agent({ keepAlive: true, maxSockets: consoles });
  const timers = new Set<NodeJS.Timeout>();
  let answers = 0;
  let isClosed = false;
  const ask = ({ path, headers }: Repeated) => {
    const sent = get(
      { port, path, agent, headers: { ...headers, Authorization: `Bearer ${adminKey}` } },
      (response) => {
        if (response.statusCode !== 200) throw new Error(`${path}: ${response.statusCode}`);
        response.resume().on('end', () => answers++);
      },
    );
    // Closing cuts the requests that are under way.
    sent.on('error', (error) => {
      if (!isClosed) throw error;
    });
  };
  for (let i = 0; i < consoles; i++)
    for (const request of requests) {
      const first = setTimeout(
        () => {
          timers.add(setInterval(() => ask(request), request.everyMs));
          ask(request);
        },
        i === 0 ? 0 : Math.random() * request.everyMs,
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
