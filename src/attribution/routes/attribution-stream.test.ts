import { describe, expect, it } from 'vitest';
import { attribution } from '../../../test/support/examples.ts';
import { RINGTRAIL } from '../../domain/holder.ts';
import { createSeal } from '../../infra/seal.ts';
import { openStore } from '../../store/open.ts';
import type { Store } from '../../store/port.ts';
import { Cursors } from '../cursors.ts';
import { createFeedTail } from '../feed-tail.ts';
import { attributionStream } from './attribution-stream.ts';

/** Adds attributions that the test's filter leaves out, every few milliseconds. */
async function addOthers(store: Store, signal: AbortSignal): Promise<void> {
  for (let i = 0; !signal.aborted; i++) {
    await store.attributions.add(attribution(`attr_${i}`, { source: 'other' }));
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

describe('the stream of attributions', () => {
  it('sends heartbeats while the feed grows only by attributions that its filter leaves out', async () => {
    const store = await openStore('sqlite::memory:');
    const tail = createFeedTail({ attributions: store.attributions, everyMs: 1 });
    const cursorsShown = new Cursors(createSeal(['a word of the test']));
    const stream = attributionStream({
      ...{ cursors: cursorsShown, tail, isCurrent: async () => true, heartbeatMs: 20 },
    });
    const end = new AbortController();
    const adding = addOthers(store, end.signal);
    const { attributions } = store;
    const wanted = { attributions, after: undefined, filter: { source: 'wanted' }, fields: undefined };
    const { stream: open } = stream(wanted, { holder: RINGTRAIL });
    const cursors: number[] = [];
    for await (const text of open?.(end.signal) ?? []) {
      cursors.push(Number(/^id: (\d+)$/m.exec(String(text))?.[1]));
      if (cursors.length === 4) break;
    }
    expect(cursors).toEqual(cursors.toSorted((a, b) => a - b));
    expect(cursors.at(-1)).toBeGreaterThan(cursors[0] ?? 0);
    end.abort();
    await adding;
    await store.close();
  });
});
