import { once } from 'node:events';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import type { Copies, StoreCopy } from '../port.ts';
import { startThread } from './thread.ts';

/** The name of the file in a copy. */
export const COPIED_FILE = 'ringtrail.db';

type Answer = { result?: unknown; error?: Error };

/** Copies of an SQLite file, by SQLite's online backup. A read transaction fixes the moment, and nobody waits for it. */
export function sqliteCopies(path: string): Copies {
  return {
    async open(): Promise<StoreCopy> {
      if (path === ':memory:') throw new Error('A store in memory cannot be copied');
      const { worker, post } = startThread('./copy-thread.mjs', path);
      worker.ref();
      const ended = once(worker, 'exit').catch(() => undefined);
      const ask = async (order: string, to?: string): Promise<unknown> => {
        post({ order, to });
        const [{ result, error }] = (await once(worker, 'message')) as [Answer];
        if (error) throw error;
        return result;
      };
      await ask('open');
      return {
        kind: 'sqlite',
        hold: async () => (await ask('hold')) === true,
        async write(folder) {
          const to = join(folder, COPIED_FILE);
          const counts = await ask('write', to);
          await chmod(to, 0o600);
          return counts as Record<string, number>;
        },
        async close() {
          post({ order: 'close' });
          await ended;
        },
      };
    },
  };
}
