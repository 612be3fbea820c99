import { randomUUID } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { KINDS, type Kind, type Kinds } from '../domain/model.ts';
import { nextFlight } from '../infra/single-flight.ts';
import { type Store, StoreUnavailable } from '../store/port.ts';
import { Directory } from './directory.ts';
import { readSnapshot, writeSnapshot } from './snapshot.ts';

const CHANNEL = 'ringtrail:registry';
/** Counts changes, so that a process knows when it has missed one. */
const VERSION = 'ringtrail:registry:version';
const PAGE = 1000;
const LOOK_EVERY_MS = 5000;
const RETRY_MS = 1000;
/** A snapshot is written no more often than this. */
const SNAPSHOT_EVERY_MS = 1000;

/** Tells that records of a kind have changed: the `version`th change of all, made by the process `by`. */
type Change = { kind: Kind; ids: string[]; version: number; by: string };

/**
 * Fills a directory from the store and keeps it fresh by what other processes announce over Redis. Whoever has
 * missed an announcement, or Redis itself for a while, reads everything anew. A snapshot on disk follows it, and
 * stands in for the store where that cannot be read at the start.
 */
export async function syncDirectory(store: Store, redis: Redis, log: Logger, snapshot: string) {
  const self = randomUUID();
  const directory = new Directory();
  const subscriber = redis.duplicate();
  let version = Number.NaN;
  /** What changed while everything is read anew: what was read of it may be older. */
  const changedMeanwhile = new Set<string>();
  let isRead = false;
  let isClosed = false;
  let hasChanged = false;
  let saving: NodeJS.Timeout | undefined;
  let saved = Promise.resolve();

  /** Brings the snapshot up to date soon, once for many changes. What changes while it is written is written next. */
  function saveSoon(): void {
    hasChanged = true;
    if (saving || isClosed) return;
    saving = setTimeout(async () => {
      await save();
      saving = undefined;
      if (hasChanged) saveSoon();
    }, SNAPSHOT_EVERY_MS);
    saving.unref();
  }

  /** One at a time. */
  function save(): Promise<void> {
    saved = saved.then(async () => {
      hasChanged = false;
      await writeSnapshot(snapshot, directory).catch((error) =>
        log.error({ err: error }, 'the snapshot of the directory could not be written'),
      );
    });
    return saved;
  }

  async function refresh({ kind, ids }: Pick<Change, 'kind' | 'ids'>): Promise<void> {
    await Promise.all(
      ids.map(async (id) => {
        const record = await store[kind].get(id);
        changedMeanwhile.add(id);
        if (record) directory.put(kind, record as never);
        else directory.remove(kind, id);
      }),
    );
    saveSoon();
  }

  /** Reads everything. A reading that is under way may be past a change, so calls meanwhile share the next reading. */
  const reload = nextFlight<void, void>(readAll);

  async function readAll(): Promise<void> {
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
        await breathe();
      } while (page.length === PAGE);
      for (const { id } of [...directory.all(kind)]) {
        if (!seen.has(id) && !changedMeanwhile.has(id)) directory.remove(kind, id);
      }
    }
    isRead = true;
    saveSoon();
  }

  /** The store may be out of reach: then what was known last must do until it can be read. */
  async function readFirst(): Promise<void> {
    try {
      await reload();
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || (await readSnapshot(snapshot, directory)) === 0)
        throw error;
      log.error({ err: error }, 'the store is out of reach; calls are answered by what was known last');
    }
  }

  /** Reads everything anew when a change has been missed. */
  async function catchUp(): Promise<void> {
    const latest = Number(await redis.get(VERSION));
    if (latest === version) return;
    await reload();
    version = latest;
  }

  async function hear(change: Change): Promise<void> {
    if (change.by === self) return;
    if (change.version !== version + 1) return catchUp();
    version = change.version;
    try {
      await refresh(change);
    } catch (error) {
      // It counts as missed, so that it is read with the next look.
      version = Number.NaN;
      throw error;
    }
  }

  async function tell(kind: Kind, ids: string[]): Promise<void> {
    const next = await redis.incr(VERSION);
    // Another process' change in between is still to be heard of; then `version` stays behind until it is caught up.
    if (next === version + 1) version = next;
    const change: Change = { kind, ids, version: next, by: self };
    await redis.publish(CHANNEL, JSON.stringify(change));
  }

  function announce(kind: Kind, ids: string[]): void {
    tell(kind, ids).catch((error) => {
      log.warn({ err: error }, 'a change could not be announced; others read it once Redis is back');
    });
  }

  const later = (done: Promise<unknown>) => {
    done.catch((error) =>
      log.warn({ err: error }, 'a change could not be read; what was read before stays in force'),
    );
  };

  await readFirst();
  const reading = setInterval(() => {
    if (isRead) clearInterval(reading);
    else later(reload());
  }, RETRY_MS);
  reading.unref();
  subscriber.on('error', () => undefined);
  subscriber.on('message', (_channel, text) => later(hear(JSON.parse(text) as Change)));
  const listening = subscriber.subscribe(CHANNEL).then(() => {
    // After a time without Redis, announcements may have been missed, and its count of them lost.
    subscriber.on('ready', () => {
      version = Number.NaN;
      later(catchUp());
    });
    return catchUp();
  });
  later(listening);
  const timer = setInterval(() => later(catchUp()), LOOK_EVERY_MS);
  timer.unref();

  return {
    directory,
    /** Takes over what this process has just stored, and lets the others read it. */
    put<K extends Kind>(kind: K, records: readonly Kinds[K][]): void {
      for (const record of records) {
        changedMeanwhile.add(record.id);
        directory.put(kind, record);
      }
      saveSoon();
      announce(
        kind,
        records.map(({ id }) => id),
      );
    },
    remove(kind: Kind, id: string): void {
      changedMeanwhile.add(id);
      directory.remove(kind, id);
      saveSoon();
      announce(kind, [id]);
    },
    async close(): Promise<void> {
      isClosed = true;
      clearInterval(timer);
      clearInterval(reading);
      clearTimeout(saving);
      subscriber.disconnect();
      redis.disconnect();
      await (hasChanged ? save() : saved);
    },
  };
}

export type DirectorySync = Awaited<ReturnType<typeof syncDirectory>>;
