import Background from 'libsql/promise';

const EVERY_MS = 1000;

/**
 * Has what was written go from SQLite's log to the file, now and then, in a thread of the driver: whoever does it waits
 * for the disk, and so would all else that this process does.
 */
export function openCheckpoints(path: string) {
  let connection: Background | undefined;
  let next: NodeJS.Timeout | undefined;
  let underWay: Promise<unknown> = Promise.resolve();

  async function checkpoint(): Promise<void> {
    try {
      connection ??= new Background(path, {});
      await connection.exec('PRAGMA wal_checkpoint(PASSIVE)');
    } catch {
      // What others are in the way of, or a full disk, goes with the next.
    }
    next = undefined;
  }

  return {
    written(): void {
      next ??= setTimeout(() => {
        underWay = checkpoint();
      }, EVERY_MS).unref();
    },

    async close(): Promise<void> {
      clearTimeout(next);
      await underWay;
      connection?.close();
    },
  };
}

export type Checkpoints = ReturnType<typeof openCheckpoints>;
