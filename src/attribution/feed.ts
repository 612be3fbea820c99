import { setImmediate as breathe } from 'node:timers/promises';
import type { Attribution } from '../domain/attribution.ts';
import type { AttributionFilter, Attributions, FeedAnswer, FeedPage } from '../store/port.ts';

/** A page whose filter fits seldom ends after this time, with the cursor that it has reached. */
const MAX_PAGE_MS = 250;

/**
 * Reads a page of the feed. Unlike the store's own page, it continues past attributions that do not fit the filter until it
 * is full, at the end of the feed, or out of time. Other work runs between two reads, even with a store that never waits.
 */
export async function readFeed(
  attributions: Pick<Attributions, 'feed'>,
  page: FeedPage,
  filter: AttributionFilter = {},
): Promise<FeedAnswer> {
  const until = performance.now() + MAX_PAGE_MS;
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

/** Yields the pages of the feed up to `upTo`, without the attributions that are added meanwhile. */
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

/** Returns the attributions that no other one replaces, up to the cursor. So a corrected call is there once. */
export async function effectiveOf(
  attributions: Pick<Attributions, 'ofCall'>,
  page: readonly Attribution[],
  upTo: string,
): Promise<Attribution[]> {
  const latest = await Promise.all(page.map(({ call }) => attributions.ofCall(call, upTo)));
  return page.filter(({ id }, i) => latest[i]?.id === id);
}
