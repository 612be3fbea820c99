import { type AttributionFilter, BadCursor, type FeedAnswer, MAX_SCANNED_ATTRIBUTIONS } from './port.ts';

/** Positions of the feed, the first one not included. `end` is the last that there is. */
export type FeedRange = { from: number; to: number; end: number };

/** The feed's cursor is the position of the last attribution that was read; positions begin at 1. */
export function positionOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (!/^\d{1,15}$/.test(cursor)) throw new BadCursor('This is not a place in the feed of attributions');
  return Number(cursor);
}

export function cursorAt(position: number): string {
  return String(position);
}

/** Where a page looks. What lies up to `last` is visible already, so a reader may pass it by unseen. */
export function feedRange(
  after: string | undefined,
  upTo: string | undefined,
  last: number,
  filter: AttributionFilter,
): FeedRange {
  const from = positionOf(after);
  // Else a reader of another feed, or of this one before it was put back, would wait there and miss what comes first.
  if (upTo === undefined && from > last)
    throw new BadCursor('This place is beyond the end of the feed of attributions');
  const end = Math.max(from, Math.min(last, upTo === undefined ? last : positionOf(upTo)));
  return { from, end, to: isNarrow(filter) ? Math.min(end, from + MAX_SCANNED_ATTRIBUTIONS) : end };
}

/** Where a page leads that has found what lies at these positions. */
export function goingOn(
  { from, to, end }: FeedRange,
  positions: number[],
  limit: number,
): Pick<FeedAnswer, 'cursors' | 'next' | 'isEnd'> {
  const isFull = positions.length >= limit;
  const next = isFull ? (positions.at(-1) ?? from) : to;
  return { cursors: positions.map(cursorAt), next: cursorAt(next), isEnd: next === end };
}

/** Whether the filter asks for what no index leads to. */
function isNarrow({ provider, site, call, ...others }: AttributionFilter): boolean {
  return Object.values(others).some((value) => value !== undefined);
}
