/**
 * One process of a race on the feed. A writer has a clock that is minutes wrong. It adds attributions until its time is
 * over and prints how many. A reader reads until its standard input reports the end of all writes, and prints a digest.
 *
 *   node feed-racer.js write|read <store url> <name> <seconds> <in flight>
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { setImmediate as breathe } from 'node:timers/promises';
import { openStore } from '../../src/store/open.ts';
import { attribution } from '../../test/support/examples.ts';

export type Written = { added: number };
export type Seen = { count: number; different: number; order: string };

const [, , role = '', url = '', name = '', seconds = '1', inFlight = '4'] = process.argv;
const store = await openStore(url);
process.stdout.write('"ready"\n');
const result = await (role === 'write' ? write() : read());
process.stdout.write(`${JSON.stringify(result)}\n`);
await store.close();
process.exit(0);

async function write(): Promise<Written> {
  await once(process.stdin, 'data');
  const skew = (Math.random() - 0.5) * 600_000;
  const until = performance.now() + Number(seconds) * 1000;
  let added = 0;
  async function keepAdding(): Promise<void> {
    while (performance.now() < until) {
      const id = `attr_${name}_${++added}`;
      if (!(await store.attributions.add(attribution(id, { at: new Date(Date.now() + skew) }))))
        throw new Error(`${id} existed already`);
      await breathe();
    }
  }
  await Promise.all(Array.from({ length: Number(inFlight) }, keepAdding));
  return { added };
}

async function read(): Promise<Seen> {
  let isAllWritten = false;
  process.stdin.once('data', () => {
    isAllWritten = true;
  });
  const ids = new Set<string>();
  const order = createHash('sha256');
  let count = 0;
  let after: string | undefined;
  for (;;) {
    const wasAllWritten = isAllWritten;
    const page = await store.attributions.feed({ limit: 1 + (count % 500), after });
    for (const { id } of page.data) {
      count++;
      ids.add(id);
      order.update(id);
    }
    after = page.next;
    if (wasAllWritten && page.isEnd) return { count, different: ids.size, order: order.digest('hex') };
    await breathe();
  }
}
