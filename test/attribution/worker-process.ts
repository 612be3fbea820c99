/** A process that attributes calls and waits at one of its steps until worker.test.ts kills it. */
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { siteDirectory } from '../../bench/attribution/history.ts';
import { createAttributor } from '../../src/attribution/attributor.ts';
import { openWorkersOn } from '../../src/infra/queues.ts';
import { openStore } from '../../src/store/open.ts';
import { attributionsWorker } from '../../workers/attributions.ts';

const [, , redisUrl = '', storeUrl = '', at = ''] = process.argv;

async function reach(step: string): Promise<void> {
  if (step !== at) return;
  process.stdout.write(`${step}\n`);
  await forEver();
}

function forEver(): Promise<never> {
  return new Promise(() => setInterval(() => undefined, 60_000));
}

const redis = new Redis(redisUrl.replace('unix://', ''), { maxRetriesPerRequest: null });
const store = await openStore(storeUrl);
let begun = 0;
let added = 0;
const attributor = createAttributor({
  store: {
    ...store,
    attributions: {
      ...store.attributions,
      async add(attribution) {
        await reach('before adding');
        if (at === 'when two are added' && ++begun > 2) return forEver();
        const isNew = await store.attributions.add(attribution);
        if (++added === 2) await reach('when two are added');
        return isNew;
      },
    },
  },
  directory: siteDirectory,
  now: () => new Date(),
  drain: () => reach('before draining'),
});
attributionsWorker(openWorkersOn(redis, pino({ level: 'silent' })), {
  async attributeCalls(ids) {
    const attributed = await attributor.attributeCalls(ids);
    await reach('when all are added');
    return attributed;
  },
});
