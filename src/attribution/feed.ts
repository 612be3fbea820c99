import { setImmediate as breathe } from 'node:timers/promises';
import type { AttributionFilter, Attributions, FeedAnswer, FeedPage } from '../store/port.ts';

/** Looking for what seldom fits, a page takes no longer than this before it says how far it has come. */
const LOOKING_MS = 250;

/**
 * A page of the feed: as the store's own, but it looks on through what does not fit the filter until it is full, at the
 * end, or out of time. Other work goes on between any two steps, also where the store itself never waits.
 */
export async function readFeed(
  attributions: Pick<Attributions, 'feed'>,
  page: FeedPage,
  filter: AttributionFilter = {},
): Promise<FeedAnswer> {
  const until = performance.now() + LOOKING_MS;
  const found = await attributions.feed(page, filter);
  while (!found.isEnd && found.data.length < page.limit && performance.now() < until) {
    await breathe();
    const rest = { ...page, limit: page.limit - found.data.length, after: found.next };
    const { data, cursors, next, isEnd } = await attributions.feed(rest, filter);
    found.data.push(...data);
    found.cursors.push(...cursors);
    Object.assign(found, { next, isEnd });
  }
  return found;
}

const EXPORT_PAGE = 250;

/** The feed up to `upTo`, page by page: what is added meanwhile is left to the next reading. */
export async function* pagesOfFeed(
  attributions: Pick<Attributions, 'feed'>,
  range: { after?: string | undefined; upTo: string },
  filter: AttributionFilter,
): AsyncGenerator<FeedAnswer> {
  let { after } = range;
  for (;;) {
    const page = await attributions.feed({ ...range, limit: EXPORT_PAGE, after }, filter);
    yield page;
    if (page.isEnd) return;
    after = page.next;
    await breathe();
  }
}
