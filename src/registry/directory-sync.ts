import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { KINDS, type Kind, type Kinds } from '../domain/model.ts';
import type { RedisClient } from '../infra/redis-client.ts';
import { nextFlight } from '../infra/single-flight.ts';
import { withTimeout } from '../infra/with-timeout.ts';
import { StoreUnavailable } from '../store/port.ts';
import { Announcements, type Change } from './announcements.ts';
import { Directory } from './directory.ts';
import { createGateways, type Gateways } from './gateways.ts';
import type { LateRecords, RecordStore } from './needs.ts';
import { readSnapshot } from './snapshot.ts';
import { SnapshotWriter } from './snapshot-writer.ts';

const PAGE_SIZE = 1000;
const CATCH_UP_INTERVAL_MS = 5000;
const RETRY_INTERVAL_MS = 1000;
/** The time that other gateways get to learn of a change. */
const MAX_SPREAD_MS = 2000;
const SPREAD_POLL_MS = 25;
const MAX_LEAVE_MS = 200;
/** A call to a number that nobody knows waits this long for Redis, and as long again for the store. */
const MAX_LOOK_MS = 1500;
/** Unknown numbers cause at most one reading of the whole store in this time. */
const MIN_RELOAD_PAUSE_MS = 5000;

export type DirectorySyncOptions = {
  snapshotPath: string;
  /** Says whether this process is a gateway. No number is allocated before all gateways know it. */
  answersCalls: boolean;
  installation: DirectoryInstallation;
};

/** The installation whose records the directory holds. */
export type DirectoryInstallation = {
  id(): string | null;
  /** Rejects when the store, or Redis, is of another installation. Nothing is read from such a store. */
  check(): Promise<void>;
  /** Marks Redis as this installation's. */
  markRedis(): Promise<void>;
};

/**
 * Fills the directory of this process from the store and keeps it up to date. Processes announce their changes with the
 * records over Redis, which holds the latest changes. So a process follows while the store is away. A process that has
 * missed a change that Redis does not hold any more reads everything again. A snapshot on disk follows the directory, for
 * a start at which the store cannot be read.
 */
export class DirectorySync implements LateRecords {
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
  /** Readings of single records that are under way. A change of the record meanwhile makes what they find too old. */
  readonly #readings = new Map<string, symbol>();
  /** A change was taken from an announcement, and the store did not confirm it. */
  #isUnconfirmed = false;
  #lastReloadMs = Number.NEGATIVE_INFINITY;
  /** The number of this process's last change. */
  #lastChange: Promise<number> = Promise.resolve(0);
  readonly #gateways: Gateways;
  readonly #answersCalls: boolean;
  readonly #installation: DirectoryInstallation;
  readonly #timers: NodeJS.Timeout[] = [];

  constructor(
    store: RecordStore,
    redis: RedisClient,
    log: Logger,
    { snapshotPath, answersCalls, installation }: DirectorySyncOptions,
  ) {
    this.#gateways = createGateways(redis);
    this.#answersCalls = answersCalls;
    this.#store = store;
    this.#log = log;
    this.#announcements = new Announcements(redis);
    this.#snapshotPath = snapshotPath;
    this.#snapshot = new SnapshotWriter(
      snapshotPath,
      this.directory,
      () => ({ changes: this.#knownVersion(), installation: installation.id() }),
      log,
    );
    this.#installation = installation;
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
    this.#every(CATCH_UP_INTERVAL_MS, () => this.#report());
    this.#every(CATCH_UP_INTERVAL_MS, () => this.#mark());
    this.#background(this.#mark());
  }

  /** Takes over records that this process has just stored, and announces them. */
  put<K extends Kind>(kind: K, records: readonly Kinds[K][]): void {
    for (const record of records) {
      this.#noteChange(record.id);
      this.directory.put(kind, record);
    }
    this.#snapshot.schedule();
    for (let i = 0; i < records.length; i += PAGE_SIZE) this.#announce(kind, records.slice(i, i + PAGE_SIZE));
  }

  /** Removes a record that this process has just removed from the store, and announces that. */
  remove(kind: Kind, id: string): void {
    this.#noteChange(id);
    this.directory.remove(kind, id);
    this.#snapshot.schedule();
    this.#announce(kind, [], [id]);
  }

  /**
   * Waits until every gateway knows the changes that this process has made, at most two seconds. Returns false when one
   * does not, and when Redis does not say so.
   */
  async waitUntilKnown(): Promise<boolean> {
    const deadline = performance.now() + MAX_SPREAD_MS;
    const spread = async () => {
      const version = await this.#lastChange;
      while (!(await this.#gateways.knowAll(version))) {
        if (performance.now() > deadline) return false;
        await sleep(SPREAD_POLL_MS);
      }
      return true;
    };
    return withTimeout(MAX_SPREAD_MS, spread()).catch(() => false);
  }

  /** Waits until the last change of this process is announced, at most two seconds. From then on `beCurrent` finds it everywhere. */
  async announced(): Promise<void> {
    if (!this.#announcements.isConnected) return;
    await withTimeout(MAX_SPREAD_MS, this.#lastChange).catch(() => undefined);
  }

  /**
   * Waits until this process knows every change that was announced before, so that no request is served by a right that has
   * ended. While Redis is away, the process goes by what it knows.
   */
  async beCurrent(): Promise<void> {
    if (!this.#announcements.isConnected) return;
    const isBehind = async () => (await this.#announcements.latestVersion()) > this.#knownVersion();
    if (await withTimeout(MAX_LOOK_MS, isBehind()).catch(() => false)) await this.#takeMissedSoon();
  }

  /** Returns true when every gateway knows all records that this process knows. */
  async isKnownEverywhere(): Promise<boolean> {
    return !Number.isNaN(this.#version) && this.#gateways.knowAll(this.#version);
  }

  /** Returns how many gateways work. It waits for Redis. */
  countGateways(): Promise<number> {
    return this.#gateways.count();
  }

  async findNumber(carrier: string, number: string): Promise<void> {
    const isKnown = () => this.directory.dialable(carrier, number) !== undefined;
    await this.#takeMissedSoon();
    if (isKnown() || performance.now() - this.#lastReloadMs < MIN_RELOAD_PAUSE_MS) return;
    await withTimeout(MAX_LOOK_MS, this.#reload()).catch((error) => this.#reportUnread(error));
  }

  async findEndpoint(id: string): Promise<void> {
    await this.#takeMissedSoon();
    if (this.directory.get('endpoints', id)) return;
    await withTimeout(MAX_LOOK_MS, this.#read('endpoints', id)).catch((error) => this.#reportUnread(error));
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    if (this.#answersCalls) await withTimeout(MAX_LEAVE_MS, this.#gateways.leave()).catch(() => undefined);
    this.#announcements.close();
    await this.#snapshot.close();
  }

  async #readFirst(): Promise<void> {
    try {
      await this.#reload();
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      const snapshot = await readSnapshot(this.#snapshotPath, this.directory);
      if (snapshot.records === 0) throw error;
      this.#version = snapshot.version;
      this.#log.error({ err: error }, 'store is away: the directory was read from its snapshot');
    }
  }

  /** Reads everything. A reading that is under way may be past a change, so calls meanwhile share the next reading. */
  readonly #reload = nextFlight<void, void>(async () => {
    await this.#installation.check();
    this.#changedDuringReading.clear();
    const startedMs = performance.now();
    for (const kind of KINDS) await this.#readAll(kind);
    this.#isRead = true;
    this.#lastReloadMs = startedMs;
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
      () => this.#background(this.#catchUp()),
    );
    await this.#catchUp();
  }

  /** Takes over the changes that were missed: from Redis, and from the store where Redis does not have all of them. */
  readonly #catchUp = nextFlight<void, void>(async () => {
    const latest = await this.#announcements.latestVersion();
    const isCaughtUp = await this.#takeMissed();
    if (isCaughtUp && this.#isRead && !this.#isUnconfirmed) return;
    this.#isUnconfirmed = false;
    try {
      await this.#reload();
    } catch (error) {
      this.#isUnconfirmed = true;
      throw error;
    }
    if (!isCaughtUp) this.#version = latest;
    await this.#report();
  });

  /** Takes over the missed changes from Redis. Returns false when Redis does not have all of them. */
  readonly #takeMissed = nextFlight<void, boolean>(async () => {
    if (Number.isNaN(this.#version)) return false;
    const missed = await this.#announcements.changesAfter(this.#version);
    if (!missed) return false;
    for (const change of missed) this.#apply(change);
    // Two processes may have changed a record at once. The store has the later state.
    if (missed.length > 0) this.#isUnconfirmed = true;
    await this.#report();
    return true;
  });

  async #takeMissedSoon(): Promise<void> {
    await withTimeout(MAX_LOOK_MS, this.#takeMissed()).catch((error) => this.#reportUnread(error));
  }

  async #receive(change: Change): Promise<void> {
    if (change.version !== this.#version + 1) return this.#catchUp();
    this.#apply(change);
    await this.#report();
    try {
      // Two processes may have changed a record at once. The store has the later state.
      await Promise.all(change.ids.map((id) => this.#read(change.kind, id)));
    } catch (error) {
      this.#isUnconfirmed = true;
      throw error;
    }
    this.#snapshot.schedule();
  }

  /** Takes over the records of an announced change. */
  #apply({ kind, ids, records, version }: Change): void {
    this.#version = version;
    if (!records) {
      // A process of an earlier version announced the ids alone.
      this.#isUnconfirmed = true;
      return;
    }
    const existing = new Set(records.map(({ id }) => id));
    for (const record of records) this.directory.put(kind, record);
    for (const id of ids) {
      this.#noteChange(id);
      if (!existing.has(id)) this.directory.remove(kind, id);
    }
    this.#snapshot.schedule();
  }

  #noteChange(id: string): void {
    this.#changedDuringReading.add(id);
    this.#readings.delete(id);
  }

  #knownVersion(): number {
    return Number.isNaN(this.#version) ? -1 : this.#version;
  }

  async #report(): Promise<void> {
    if (this.#answersCalls) await this.#gateways.report(this.#knownVersion());
  }

  /** Marks Redis, also after it has lost its data. An installation without records may still be given up. */
  async #mark(): Promise<void> {
    if (this.directory.count('providers') > 0) await this.#installation.markRedis();
  }

  #reportUnread(error: unknown): void {
    this.#log.warn({ err: error }, 'change was not read: the directory keeps its former state');
  }

  async #read<K extends Kind>(kind: K, id: string): Promise<void> {
    const reading = Symbol(id);
    this.#readings.set(id, reading);
    const record = await this.#store[kind].get(id);
    if (this.#readings.get(id) !== reading) return;
    this.#noteChange(id);
    if (record) this.directory.put(kind, record);
    else this.directory.remove(kind, id);
  }

  #announce<K extends Kind>(kind: K, records: readonly Kinds[K][], removed: readonly string[] = []): void {
    const ids = [...records.map(({ id }) => id), ...removed];
    const announce = async () => {
      const version = await this.#announcements.publish({ kind, ids, records });
      if (version === this.#version + 1) {
        this.#version = version;
        await this.#report();
      } else {
        // Another process' change came between.
        this.#background(this.#catchUp());
      }
      return version;
    };
    this.#lastChange = announce();
    this.#lastChange.catch((error) => {
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
    work.catch((error) => this.#reportUnread(error));
  }
}

/** Starts to sync the directory of this process. */
export async function syncDirectory(
  store: RecordStore,
  redis: RedisClient,
  log: Logger,
  options: DirectorySyncOptions,
): Promise<DirectorySync> {
  const sync = new DirectorySync(store, redis, log, options);
  await sync.start();
  return sync;
}
