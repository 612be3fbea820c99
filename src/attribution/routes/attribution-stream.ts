import { Problem } from '../../domain/problem.ts';
import type { RequestContext } from '../../kernel/context.ts';
import type { HttpResult } from '../../kernel/result.ts';
import type { AttributionFilter, Store } from '../../store/port.ts';
import { type Field, pick } from '../export-text.ts';
import { readFeed } from '../feed.ts';
import type { FeedTail } from '../feed-tail.ts';

/** What one process holds open; more clients find room at another gateway. */
const MAX_STREAMS = 500;
const MAX_KEY_STREAMS = 20;
/** What a client may have in memory here is one page and no more, however slowly it reads. */
const PAGE = 100;
const HEARTBEAT_MS = 15_000;
const RETRY_MS = 2000;

export type StreamOptions = {
  store: Pick<Store, 'attributions'>;
  tail: FeedTail;
  isKeyGood: (key: string) => boolean;
  /** A client hears something at least so often. */
  heartbeatMs?: number;
};

type Wanted = {
  after: string | undefined;
  filter: AttributionFilter;
  fields: readonly Field[] | undefined;
};

/**
 * The feed as server-sent events. An event's id is the cursor after it, and each heartbeat has one too: a client that
 * comes back with `Last-Event-ID` goes on exactly there, whatever was restarted meanwhile.
 */
export function attributionStream({ store, tail, isKeyGood, heartbeatMs = HEARTBEAT_MS }: StreamOptions) {
  const open = new Map<string, number>();

  function enter(key: string): () => void {
    const all = [...open.values()].reduce((sum, count) => sum + count, 0);
    const own = open.get(key) ?? 0;
    if (all >= MAX_STREAMS || own >= MAX_KEY_STREAMS)
      throw new Problem('rate_limited', 'There are too many open streams: close some, or come back later.');
    open.set(key, own + 1);
    return () => {
      const left = (open.get(key) ?? 1) - 1;
      if (left > 0) open.set(key, left);
      else open.delete(key);
    };
  }

  async function* events({ after, filter, fields }: Wanted, key: string, signal: AbortSignal) {
    const leave = enter(key);
    try {
      let { next: cursor } = await store.attributions.feed({ limit: 0, after });
      yield `retry: ${RETRY_MS}\n${heartbeat(cursor)}`;
      let heardAt = performance.now();
      while (!signal.aborted && isKeyGood(key)) {
        const page = await readFeed(store.attributions, { limit: PAGE, after: cursor }, filter);
        cursor = page.next;
        // There may be news all the time, and none that fits the filter.
        const isSilent = performance.now() - heardAt >= heartbeatMs;
        if (page.data.length > 0)
          yield page.data.map((one, i) => event(page.cursors[i] ?? cursor, pick(one, fields))).join('');
        else if (isSilent) yield heartbeat(cursor);
        if (page.data.length > 0 || isSilent) heardAt = performance.now();
        if (page.isEnd) await tail.newsAfter(cursor, heardAt + heartbeatMs - performance.now(), signal);
      }
    } finally {
      leave();
    }
  }

  return (wanted: Wanted, { key }: Pick<RequestContext, 'key'>): HttpResult => ({
    status: 200,
    headers: {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-cache, no-transform',
      // Else nginx keeps events back until it has a page of them.
      'X-Accel-Buffering': 'no',
    },
    stream: (signal) => events(wanted, key?.id ?? '', AbortSignal.any([signal, tail.closed])),
  });
}

/** Without data it is no event, but the client keeps its id: the filter's readers need not look twice. */
function heartbeat(cursor: string): string {
  return `: here\nid: ${cursor}\n\n`;
}

function event(cursor: string, data: unknown): string {
  return `event: attribution\nid: ${cursor}\ndata: ${JSON.stringify(data)}\n\n`;
}
