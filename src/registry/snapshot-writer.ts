import type { Logger } from 'pino';
import type { Directory } from './directory.ts';
import { type SnapshotState, writeSnapshot } from './snapshot.ts';

/** Changes within this time are written at once. */
const WRITE_INTERVAL_MS = 1000;

/** Writes the snapshot of a directory after changes, one write at a time. */
export class SnapshotWriter {
  readonly #path: string;
  readonly #directory: Directory;
  readonly #stateOf: () => SnapshotState;
  readonly #log: Logger;
  #timer: NodeJS.Timeout | undefined;
  #lastWrite = Promise.resolve();
  #hasChanged = false;
  #isClosed = false;

  /** @param stateOf returns the state that the snapshot names */
  constructor(path: string, directory: Directory, stateOf: () => SnapshotState, log: Logger) {
    this.#stateOf = stateOf;
    this.#path = path;
    this.#directory = directory;
    this.#log = log;
  }

  /** Schedules a write. A change during a write is part of the next one. */
  schedule(): void {
    this.#hasChanged = true;
    if (this.#timer || this.#isClosed) return;
    this.#timer = setTimeout(async () => {
      await this.#write();
      this.#timer = undefined;
      if (this.#hasChanged) this.schedule();
    }, WRITE_INTERVAL_MS);
    this.#timer.unref();
  }

  /** Ends the schedule. Resolves when the last change is in the snapshot. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await (this.#hasChanged ? this.#write() : this.#lastWrite);
  }

  #write(): Promise<void> {
    this.#lastWrite = this.#lastWrite.then(async () => {
      this.#hasChanged = false;
      await writeSnapshot(this.#path, this.#directory, this.#stateOf()).catch((error) =>
        this.#log.error({ err: error }, 'snapshot of the directory was not written'),
      );
    });
    return this.#lastWrite;
  }
}
