import { setImmediate as breathe } from 'node:timers/promises';
import { slotStart } from '../domain/report.ts';
import type { Directory } from '../registry/port.ts';
import type { Store } from '../store/port.ts';

const DAY_MS = 86_400_000;
const BATCH = 200;
/** One run takes no longer than this; what is left over waits for the next. */
const MAX_ROUND_MS = 30_000;

export type RetentionOptions = {
  store: Pick<Store, 'personal' | 'audit'>;
  directory: Pick<Directory, 'all'>;
  /** Counts for reports what would be gone: what both lose, neither has. */
  count: () => Promise<unknown>;
  /** Removes jobs that have failed for good and are older. */
  cleanJobs: (olderThanMs: number) => Promise<unknown>;
  auditDays: number;
  now: () => Date;
};

/** Removes what is older than each provider keeps it, in small steps. @returns how many records went */
export function createRetention({ store, directory, count, cleanJobs, auditDays, now }: RetentionOptions) {
  return async (): Promise<number> => {
    const begun = performance.now();
    let gone = 0;
    async function repeat(step: () => Promise<number>): Promise<void> {
      for (;;) {
        const some = await step();
        gone += some;
        if (some === 0 || performance.now() - begun > MAX_ROUND_MS) return;
        await breathe();
      }
    }

    const limits = [...directory.all('providers')].flatMap(({ id, retentionDays }) =>
      retentionDays ? [{ id, days: retentionDays }] : [],
    );
    if (limits.length > 0) {
      await count();
      // Nobody says for how long to keep calls to numbers that are nobody's: as long as the shortest.
      const shortest = Math.min(...limits.map(({ days }) => days));
      for (const { id, days } of [...limits, { id: null, days: shortest }]) {
        const before = slotStart(new Date(now().getTime() - days * DAY_MS));
        await repeat(() => store.personal.expire(id, before, BATCH));
      }
      await cleanJobs(shortest * DAY_MS);
    }
    const auditedBefore = new Date(now().getTime() - auditDays * DAY_MS);
    await repeat(() => store.audit.expire(auditedBefore, BATCH));
    return gone;
  };
}
