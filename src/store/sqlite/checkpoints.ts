import Background from 'libsql/promise';

const EVERY_MS = 1000;

/**
 * Moves writes from SQLite's log to the file, once a second at most, in a thread of the driver. The thread that
 * moves them waits for the disk. In the main thread that would stop all requests.
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
      // Another reader or a full disk is in the way. The next checkpoint moves these writes too.
    }
    next = undefined;
  }

  return {
    /** Plans a checkpoint. Call it after each write. */
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
