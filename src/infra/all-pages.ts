import { setImmediate as breathe } from 'node:timers/promises';

const PAGE = 1000;

/** Reads all pages of a list, each with at most `limit` records. Other requests have their turn between two pages. */
export async function* allPages<Range, T extends Key, Key>(
  { list }: { list: (range: Range, limit: number, after?: Key) => Promise<T[]> },
  range: Range,
  limit = PAGE,
): AsyncGenerator<T[]> {
  for (let after: T | undefined; ; await breathe()) {
    const page = await list(range, limit, after);
    yield page;
    after = page.at(-1);
    if (page.length < limit) return;
  }
}
