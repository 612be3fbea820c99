/** How long scripts hold up a page's main thread, by Chromium's own trace. */
import type { Browser, CDPSession, Page } from 'playwright-core';

const CATEGORIES = ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'v8.execute'];
/** The first milliseconds of a task that block nobody, as Lighthouse counts. */
const UNNOTICED = 50;

/** Times are microseconds; `tdur` those that the thread itself worked, whatever else the machine did. */
type TraceEvent = {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  tdur?: number;
  args: { name?: string; data?: { url?: string; fileName?: string } };
};

export type Cost = {
  /** Milliseconds in which the main thread ran the scripts. */
  total: number;
  /** Milliseconds of the longest task in which they ran, whatever else it did. */
  longest: number;
  /** Of each such task what goes beyond 50 ms, as in Lighthouse's total blocking time. */
  blocking: number;
};

/**
 * What the scripts whose address holds `part` cost the page while `run` runs, on a processor that is `slowdown` times
 * slower than ours.
 */
export async function costOf(
  browser: Browser,
  page: Page,
  part: string,
  slowdown: number,
  run: () => Promise<unknown>,
): Promise<Cost> {
  const client: CDPSession = await page.context().newCDPSession(page);
  await client.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  await browser.startTracing(page, { categories: CATEGORIES });
  // No later trace can begin while this one runs.
  const failure = await run().then(
    () => null,
    (error: unknown) => ({ error }),
  );
  const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  if (failure) throw failure.error;
  await client.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  return costIn(trace.traceEvents, part);
}

function costIn(events: TraceEvent[], part: string): Cost {
  const named = events.filter(({ ph, args }) => {
    const { url = '', fileName = '' } = args.data ?? {};
    return ph === 'X' && (url.includes(part) || fileName.includes(part));
  });
  const first = named.find(({ name }) => name === 'EvaluateScript' || name === 'FunctionCall');
  if (!first) throw new Error(`the trace has no script in ${part}`);
  // The browser also parses scripts in threads of its own, which hold up nobody.
  const ofMain = events.filter(({ ph, pid, tid }) => ph === 'X' && pid === first.pid && tid === first.tid);
  const ofTags = ofMain.filter((event) => named.includes(event));
  // The trace names no script of the code after an `await` or in `then`. It runs in the same microtasks as the calls that are named.
  const microtasks = ofMain.filter(
    (event) => event.name === 'RunMicrotasks' && ofTags.some((one) => holds(event, one)),
  );
  const ofScripts = [...ofTags, ...microtasks];
  const tasks = ofMain.filter(({ name }) => name === 'RunTask');

  const cost = { total: 0, longest: 0, blocking: 0 };
  for (const event of ofScripts)
    if (!ofScripts.some((other) => holds(other, event))) cost.total += worked(event);
  if (tasks.length === 0) throw new Error('the trace has no task');
  for (const task of tasks.filter((one) => ofScripts.some((event) => holds(one, event)))) {
    cost.longest = Math.max(cost.longest, worked(task));
    cost.blocking += Math.max(0, worked(task) - UNNOTICED);
  }
  return cost;
}

function holds(outer: TraceEvent, inner: TraceEvent): boolean {
  return (
    outer !== inner &&
    outer.pid === inner.pid &&
    outer.tid === inner.tid &&
    outer.ts <= inner.ts &&
    outer.ts + (outer.dur ?? 0) >= inner.ts + (inner.dur ?? 0)
  );
}

function worked({ tdur, dur = 0 }: TraceEvent): number {
  return (tdur ?? dur) / 1000;
}
