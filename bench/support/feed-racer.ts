/**
 * One process of a race on the feed. A writer adds attributions, its clock wrong by minutes, until its time is over, and
 * prints how many; a reader reads on until it is told on its standard input that all is written, and prints what it saw.
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
const told = await (role === 'write' ? write() : read());
process.stdout.write(`${JSON.stringify(told)}\n`);
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
        throw new Error(`${id} was there`);
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
