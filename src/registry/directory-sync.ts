import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { KINDS, type Kind, type Kinds } from '../domain/model.ts';
import { nextFlight } from '../infra/single-flight.ts';
import { StoreUnavailable } from '../store/port.ts';
import { Announcements, type Change } from './announcements.ts';
import { Directory } from './directory.ts';
import type { RecordStore } from './port.ts';
import { readSnapshot } from './snapshot.ts';
import { SnapshotWriter } from './snapshot-writer.ts';

const PAGE_SIZE = 1000;
const CATCH_UP_INTERVAL_MS = 5000;
const RETRY_INTERVAL_MS = 1000;

/**
 * Fills the directory of this process from the store and keeps it up to date. Processes announce their changes over
 * Redis. A process that has missed an announcement reads everything again. A snapshot on disk follows the directory,
 * for a start at which the store cannot be read.
 */
export class DirectorySync {
  readonly directory = new Directory();
  readonly #store: RecordStore;
  readonly #log: Logger;
  readonly #announcements: Announcements;
  readonly #snapshotPath: string;
  readonly #snapshot: SnapshotWriter;
  /** The last change that the directory has; NaN when this is not known. */
  #version = Number.NaN;
  /** Ids of records that changed during a reading: the reading may have seen an older state of them. */
  readonly #changedDuringReading = new Set<string>();
  #isRead = false;
  readonly #timers: NodeJS.Timeout[] = [];

  constructor(store: RecordStore, redis: Redis, log: Logger, snapshotPath: string) {
    this.#store = store;
    this.#log = log;
    this.#announcements = new Announcements(redis);
    this.#snapshotPath = snapshotPath;
    this.#snapshot = new SnapshotWriter(snapshotPath, this.directory, log);
  }

  /** Reads everything, then follows the changes of other processes. Rejects when neither store nor snapshot is readable. */
  async start(): Promise<void> {
    await this.#readFirst();
    const retry = this.#every(RETRY_INTERVAL_MS, async () => {
      if (this.#isRead) clearInterval(retry);
      else await this.#reload();
    });
    this.#background(this.#follow());
    this.#every(CATCH_UP_INTERVAL_MS, () => this.#catchUp());
  }

  /** Takes over records that this process has just stored, and announces them. */
  put<K extends Kind>(kind: K, records: readonly Kinds[K][]): void {
    for (const record of records) {
      this.#changedDuringReading.add(record.id);
      this.directory.put(kind, record);
    }
    this.#snapshot.schedule();
    this.#announce(
      kind,
      records.map(({ id }) => id),
    );
  }

  /** Removes a record that this process has just removed from the store, and announces that. */
  remove(kind: Kind, id: string): void {
    this.#changedDuringReading.add(id);
    this.directory.remove(kind, id);
    this.#snapshot.schedule();
    this.#announce(kind, [id]);
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    this.#announcements.close();
    await this.#snapshot.close();
  }

  async #readFirst(): Promise<void> {
    try {
      await this.#reload();
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      if ((await readSnapshot(this.#snapshotPath, this.directory)) === 0) throw error;
      this.#log.error({ err: error }, 'store is away: the directory was read from its snapshot');
    }
  }

  /** Reads everything. A reading that is under way may be past a change, so calls meanwhile share the next reading. */
  readonly #reload = nextFlight<void, void>(async () => {
    this.#changedDuringReading.clear();
    for (const kind of KINDS) await this.#readAll(kind);
    this.#isRead = true;
    this.#snapshot.schedule();
  });

  async #readAll<K extends Kind>(kind: K): Promise<void> {
    const seen = new Set<string>();
    let page: Kinds[K][];
    let after: string | undefined;
    do {
      page = await this.#store[kind].list({ limit: PAGE_SIZE, after });
      for (const record of page) {
        seen.add(record.id);
        if (!this.#changedDuringReading.has(record.id)) this.directory.put(kind, record);
      }
      after = page.at(-1)?.id;
      await nextTurn();
    } while (page.length === PAGE_SIZE);
    for (const { id } of [...this.directory.all(kind)]) {
      if (!seen.has(id) && !this.#changedDuringReading.has(id)) this.directory.remove(kind, id);
    }
  }

  async #follow(): Promise<void> {
    await this.#announcements.subscribe(
      (change) => this.#background(this.#receive(change)),
      () => {
        this.#version = Number.NaN;
        this.#background(this.#catchUp());
      },
    );
    await this.#catchUp();
  }

  /** Reads everything again when a change was missed. */
  async #catchUp(): Promise<void> {
    const latest = await this.#announcements.latestVersion();
    if (latest === this.#version) return;
    await this.#reload();
    this.#version = latest;
  }

  async #receive(change: Change): Promise<void> {
    if (change.version !== this.#version + 1) return this.#catchUp();
    this.#version = change.version;
    try {
      await Promise.all(change.ids.map((id) => this.#read(change.kind, id)));
    } catch (error) {
      // The change counts as missed, so that the next catch-up reads it.
      this.#version = Number.NaN;
      throw error;
    }
    this.#snapshot.schedule();
  }

  async #read<K extends Kind>(kind: K, id: string): Promise<void> {
    const record = await this.#store[kind].get(id);
    this.#changedDuringReading.add(id);
    if (record) this.directory.put(kind, record);
    else this.directory.remove(kind, id);
  }

  #announce(kind: Kind, ids: readonly string[]): void {
    const announce = async () => {
      const version = await this.#announcements.countChange();
      // Otherwise another process' change came between. The own version then stays behind until it is caught up.
      if (version === this.#version + 1) this.#version = version;
      await this.#announcements.publish({ kind, ids, version });
    };
    announce().catch((error) => {
      this.#log.warn({ err: error }, 'change was not announced: other processes read it when Redis is back');
    });
  }

  #every(intervalMs: number, work: () => Promise<void>): NodeJS.Timeout {
    const timer = setInterval(() => this.#background(work()), intervalMs);
    timer.unref();
    this.#timers.push(timer);
    return timer;
  }

  #background(work: Promise<void>): void {
    work.catch((error) =>
      this.#log.warn({ err: error }, 'change was not read: the directory keeps its former state'),
    );
  }
}

/** Starts to sync the directory of this process. */
export async function syncDirectory(
  store: RecordStore,
  redis: Redis,
  log: Logger,
  snapshotPath: string,
): Promise<DirectorySync> {
  const sync = new DirectorySync(store, redis, log, snapshotPath);
  await sync.start();
  return sync;
}
