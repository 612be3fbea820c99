import type { LinkRecord } from '../domain/ledger.ts';
import { type PoolLink, type PoolSlot, poolUse, type Slots } from '../domain/pool-use.ts';
import { Problem } from '../domain/problem.ts';
import type { Directory } from '../registry/port.ts';
import type { Store } from '../store/port.ts';

/** Links that are read at once of one number. */
const PAGE = 500;
/** Numbers that are read at once. */
const PARALLEL = 20;
/** Each link takes some hundred bytes of memory while it is counted. */
const MAX_LINKS = 200_000;

type History = Pick<Store['history'], 'linksOf'>;

/**
 * Returns the use of a pool over time, from the history. It has the numbers that the pool has now. Visitors who got no number,
 * or an overflow number, have no link. Rejects with `Problem` when the period has too many links.
 */
export async function poolHistory(
  directory: Pick<Directory, 'get' | 'numbersOf'>,
  history: History,
  pool: string,
  slots: Slots,
): Promise<PoolSlot[]> {
  const provider = directory.get('pools', pool)?.provider ?? '';
  const numbers = [...new Set(directory.numbersOf(pool).map(({ number }) => number))];
  const links: PoolLink[] = [];
  for (let i = 0; i < numbers.length; i += PARALLEL) {
    const read = numbers.slice(i, i + PARALLEL).map((number) => linksIn(history, provider, number, slots));
    for (const found of await Promise.all(read)) links.push(...found.filter((link) => link.pool === pool));
    if (links.length > MAX_LINKS)
      throw new Problem('invalid_request', 'This period has too many links. Ask for a shorter one.');
  }
  return poolUse(links, slots);
}

/** Returns the links of the number that lived in the time of the slots. A link ends at the latest when the next one starts. */
async function linksIn(history: History, provider: string, number: string, { since, until }: Slots) {
  const found: (PoolLink & Pick<LinkRecord, 'pool'>)[] = [];
  let before = new Date(until.getTime() - 1);
  let nextStart: Date | null = null;
  for (;;) {
    const page = await history.linksOf(provider, number, before, PAGE);
    for (const { startedAt, keyedBy, endedAt, pool, activeSessions, threshold } of page) {
      if (!startedAt || !keyedBy) continue;
      const end: Date | null = endedAt ?? nextStart;
      if (end && end <= since) return found;
      found.push({ startedAt, keyedBy, endedAt: end, pool, activeSessions, threshold });
      nextStart = startedAt;
      if (startedAt <= since) return found;
    }
    if (page.length < PAGE || !nextStart) return found;
    before = new Date(nextStart.getTime() - 1);
  }
}
