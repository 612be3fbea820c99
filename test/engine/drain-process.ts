/** A process that drains a ledger and waits at one of its steps until ledger.test.ts kills it. */
import { Redis } from 'ioredis';
import { drainLedger } from '../../src/allocation/drain.ts';
import { createLedger } from '../../src/allocation/ledger.ts';
import { openStore } from '../../src/store/open.ts';

const [, , redisUrl = '', storeUrl = '', provider = '', at = ''] = process.argv;

async function reach(step: string): Promise<void> {
  if (step !== at) return;
  process.stdout.write(`${step}\n`);
  await new Promise(() => setInterval(() => undefined, 60_000));
}

const ledger = createLedger(new Redis(redisUrl.replace('unix://', '')));
const { history } = await openStore(storeUrl);
await drainLedger(
  {
    ...ledger,
    async oldest(...args) {
      await reach('before read');
      return ledger.oldest(...args);
    },
    async forget(...args) {
      await reach('before forget');
      await ledger.forget(...args);
      await reach('after forget');
    },
  },
  {
    ...history,
    async apply(entries) {
      await reach('before apply');
      await history.apply(entries);
    },
  },
  provider,
);
