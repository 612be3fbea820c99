import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { at, entry, pool, provider, virtualNumber } from '../../test/support/examples.ts';
import type { PoolSlot } from '../domain/pool-use.ts';
import { Directory } from '../registry/directory.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/port.ts';
import { poolHistory } from './pool-history.ts';

const [FIRST, SECOND] = ['+12025550101', '+12025550102'];
const HOUR = 3600;

let store: Store;
let directory: Directory;
beforeEach(async () => {
  store = await openStore('sqlite::memory:');
  directory = new Directory();
  directory.put('providers', provider('prov_1'));
  directory.put('pools', pool('pool_1', 'prov_1'));
  directory.put('numbers', virtualNumber('num_1', FIRST, { pool: 'pool_1' }));
  directory.put('numbers', virtualNumber('num_2', SECOND, { pool: 'pool_1' }));
});
afterEach(() => store.close());

/** Returns the members of each hour from the second to the other one. */
async function hours(from: number, to: number, members: (keyof PoolSlot)[]): Promise<unknown[][]> {
  const slots = { since: at(from), until: at(to), stepMs: HOUR * 1000 };
  const found = await poolHistory(directory, store.history, 'pool_1', slots);
  return found.map((slot) => members.map((member) => slot[member]));
}

describe('the history of a pool', () => {
  it('counts the numbers that were linked, also from before the period', async () => {
    await store.history.apply([
      entry.start(0, 'link_1', { number: FIRST }),
      entry.end(1.5 * HOUR, 'link_1', at(1.4 * HOUR)),
      entry.start(1.1 * HOUR, 'link_2', { number: SECOND, keyedBy: 'bucket', activeSessions: 6 }),
    ]);
    const members = ['linkedToSessions', 'linkedToBuckets', 'activeSessions', 'threshold'] as const;
    expect(await hours(HOUR, 4 * HOUR, [...members])).toEqual([
      [1, 1, 6, 5],
      [0, 1, null, null],
      [0, 1, null, null],
    ]);
  });

  it('ends a link whose end is not known when the number has its next one', async () => {
    await store.history.apply([
      entry.start(0, 'link_1', { number: FIRST }),
      entry.start(0.5 * HOUR, 'link_2', { number: FIRST, former: 'link_1' }),
      entry.end(0.8 * HOUR, 'link_2', at(0.7 * HOUR)),
    ]);
    expect(await hours(0, 2 * HOUR, ['linked', 'startedForSessions'])).toEqual([
      [1, 2],
      [0, 0],
    ]);
  });

  it('leaves out links of another pool, which had the number before', async () => {
    await store.history.apply([entry.start(0, 'link_1', { number: FIRST, pool: 'pool_2' })]);
    expect(await hours(0, HOUR, ['linked'])).toEqual([[0]]);
  });

  it('has all links of a number that had more than one page of them', async () => {
    const starts = Array.from({ length: 1100 }, (_, i) => entry.start(i * 3, `link_${i}`, { number: FIRST }));
    await store.history.apply(starts);
    expect(await hours(0, HOUR, ['linked', 'startedForSessions'])).toEqual([[1, 1100]]);
  });
});
