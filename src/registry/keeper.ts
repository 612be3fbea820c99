import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Store } from '../store/port.ts';
import { Directory, KINDS, type Kind } from './directory.ts';

const CHANNEL = 'ringtrail:registry';
const PAGE = 1000;
const RELOAD_MS = 30_000;

/** Tells that records of a kind have changed, so that every process reads them anew. */
export type Change = { kind: Kind; ids: string[] };

/**
 * Fills a directory from the store and keeps it fresh: by what other processes announce over Redis and, since an
 * announcement can be lost, by reading everything anew every half minute.
 */
export async function keepDirectory(store: Store, redis: Redis, log: Logger) {
  const directory = new Directory();
  const subscriber = redis.duplicate();
  subscriber.on('error', () => undefined);
  subscriber.on('message', (_channel, text) => {
    refresh(JSON.parse(text) as Change).catch((error) =>
      log.warn({ err: error }, 'a change could not be read'),
    );
  });

  /** What changed while everything is read anew: what was read of it may be older. */
  const changedMeanwhile = new Set<string>();

  async function refresh({ kind, ids }: Change): Promise<void> {
    await Promise.all(
      ids.map(async (id) => {
        changedMeanwhile.add(id);
        const record = await store[kind].get(id);
        if (record) directory.put(kind, record as never);
        else directory.remove(kind, id);
      }),
    );
  }

  async function reload(): Promise<void> {
    changedMeanwhile.clear();
    for (const kind of KINDS) {
      const seen = new Set<string>();
      let page: { id: string }[];
      let after: string | undefined;
      do {
        page = await store[kind].list({ limit: PAGE, after });
        for (const record of page) {
          seen.add(record.id);
          if (!changedMeanwhile.has(record.id)) directory.put(kind, record as never);
        }
        after = page.at(-1)?.id;
      } while (page.length === PAGE);
      for (const { id } of [...directory.all(kind)])
        if (!seen.has(id) && !changedMeanwhile.has(id)) directory.remove(kind, id);
    }
  }

  await reload();
  subscriber.subscribe(CHANNEL).catch((error) => log.warn({ err: error }, 'changes are not announced to us'));
  const timer = setInterval(() => {
    reload().catch((error) =>
      log.warn({ err: error }, 'the store could not be read; what was read before stays in force'),
    );
  }, RELOAD_MS);
  timer.unref();

  return {
    directory,
    reload,
    /** Puts a change into this process' directory and announces it to the others. */
    async announce(change: Change): Promise<void> {
      await refresh(change);
      redis.publish(CHANNEL, JSON.stringify(change)).catch((error) => {
        log.warn({ err: error }, 'a change could not be announced; others read it within half a minute');
      });
    },
    close(): void {
      clearInterval(timer);
      subscriber.disconnect();
    },
  };
}

export type DirectoryKeeper = Awaited<ReturnType<typeof keepDirectory>>;
