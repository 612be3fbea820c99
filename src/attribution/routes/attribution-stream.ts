import type { Holder } from '../../domain/holder.ts';
import { Problem } from '../../domain/problem.ts';
import type { HeldContext } from '../../kernel/context.ts';
import type { HttpResult } from '../../kernel/result.ts';
import type { AttributionFilter, NarrowedStore } from '../../store/port.ts';
import type { Cursors } from '../cursors.ts';
import { type Field, pick } from '../export-text.ts';
import { readFeed } from '../feed.ts';
import type { FeedTail } from '../feed-tail.ts';

/** Open streams of one process. More clients find room at another gateway. */
const MAX_STREAMS = 500;
const MAX_OWN_STREAMS = 20;
/** Attributions that a slow client may occupy in memory. */
const PAGE = 100;
const HEARTBEAT_MS = 15_000;
const RETRY_MS = 2000;

export type StreamOptions = {
  cursors: Cursors;
  tail: FeedTail;
  /** Returns whether the sender still has the rights with which its stream began. */
  isCurrent: (holder: Holder) => Promise<boolean>;
  /** The longest silence of a stream, in milliseconds. */
  heartbeatMs?: number;
};

type Wanted = {
  attributions: NarrowedStore['attributions'];
  after: string | undefined;
  filter: AttributionFilter;
  fields: readonly Field[] | undefined;
};

/**
 * Creates the function that answers with the feed as server-sent events. The id of an event or a heartbeat is the cursor
 * after it. A client that reconnects with `Last-Event-ID` continues exactly there, even after a restart of the gateway.
 */
export function attributionStream({ cursors, tail, isCurrent, heartbeatMs = HEARTBEAT_MS }: StreamOptions) {
  const open = new Map<string, number>();

  function enter({ id }: Holder): () => void {
    const all = [...open.values()].reduce((sum, count) => sum + count, 0);
    const own = open.get(id) ?? 0;
    if (all >= MAX_STREAMS || own >= MAX_OWN_STREAMS)
      throw new Problem('rate_limited', 'Too many streams are open. Close some, or try again later.');
    open.set(id, own + 1);
    return () => {
      const left = (open.get(id) ?? 1) - 1;
      if (left > 0) open.set(id, left);
      else open.delete(id);
    };
  }

  async function* events(
    { attributions, after, filter, fields }: Wanted,
    holder: Holder,
    signal: AbortSignal,
  ) {
    const show = (cursor: string) => cursors.show(cursor, holder.reach);
    const leave = enter(holder);
    try {
      let { next: cursor } = await attributions.feed({ limit: 0, after });
      yield `retry: ${RETRY_MS}\n${heartbeat(show(cursor))}`;
      let sentAt = performance.now();
      while (!signal.aborted && (await isCurrent(holder))) {
        const page = await readFeed(attributions, { limit: PAGE, after: cursor }, filter);
        cursor = page.next;
        // The feed may grow all the time by attributions that do not pass the filter.
        const isSilent = performance.now() - sentAt >= heartbeatMs;
        if (page.data.length > 0)
          yield page.data.map((one, i) => event(show(page.cursors[i] ?? cursor), pick(one, fields))).join('');
        else if (isSilent) yield heartbeat(show(cursor));
        if (page.data.length > 0 || isSilent) sentAt = performance.now();
        if (page.isEnd) await tail.newsAfter(cursor, sentAt + heartbeatMs - performance.now(), signal);
      }
    } finally {
      leave();
    }
  }

  return (wanted: Wanted, { holder }: Pick<HeldContext, 'holder'>): HttpResult => ({
    status: 200,
    headers: {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-cache, no-transform',
      // Otherwise nginx buffers events until it has a page of them.
      'X-Accel-Buffering': 'no',
    },
    stream: (signal) => events(wanted, holder, AbortSignal.any([signal, tail.closed])),
  });
}

/** Text without data, which is not an event. The client still takes its id, and reconnects behind all that the filter left out. */
function heartbeat(cursor: string): string {
  return `: here\nid: ${cursor}\n\n`;
}

function event(cursor: string, data: unknown): string {
  return `event: attribution\nid: ${cursor}\ndata: ${JSON.stringify(data)}\n\n`;
}
