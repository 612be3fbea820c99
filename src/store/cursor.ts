import { type AttributionFilter, BadCursor, type FeedAnswer, MAX_SCANNED_ATTRIBUTIONS } from './port.ts';

/**
 * The positions of the feed that a page looks at: after `from`, up to `to`. `end` is the last position that the reading
 * may reach.
 */
export type FeedRange = { from: number; to: number; end: number };

/** Returns the position of a cursor: that of the last attribution that was read. Positions begin at 1. */
export function positionOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (!/^\d{1,15}$/.test(cursor)) throw new BadCursor('This is not a place in the feed of attributions');
  return Number(cursor);
}

export function cursorAt(position: number): string {
  return String(position);
}

/**
 * Returns the range of a page. All attributions up to `last` are visible, so a reader may pass those that the filter
 * leaves out. Throws `BadCursor` for a cursor beyond the end. It belongs to another feed, or to this one before a backup
 * was restored, and the reader would miss the next attributions.
 */
export function feedRange(
  after: string | undefined,
  upTo: string | undefined,
  last: number,
  filter: AttributionFilter,
): FeedRange {
  const from = positionOf(after);
  if (upTo === undefined && from > last)
    throw new BadCursor('This place is beyond the end of the feed of attributions');
  const end = Math.max(from, Math.min(last, upTo === undefined ? last : positionOf(upTo)));
  return { from, end, to: isScanned(filter) ? Math.min(end, from + MAX_SCANNED_ATTRIBUTIONS) : end };
}

/** Returns where a reader continues after a page that found attributions at these positions. */
export function continuation(
  { from, to, end }: FeedRange,
  positions: number[],
  limit: number,
): Pick<FeedAnswer, 'cursors' | 'next' | 'isEnd'> {
  const isFull = positions.length >= limit;
  const next = isFull ? (positions.at(-1) ?? from) : to;
  return { cursors: positions.map(cursorAt), next: cursorAt(next), isEnd: next === end };
}

/** Returns whether the filter asks for more than an index finds. */
function isScanned({ provider, site, call, ...others }: AttributionFilter): boolean {
  return Object.values(others).some((value) => value !== undefined);
}
