import { setImmediate as breathe } from 'node:timers/promises';
import type { Block } from '../domain/model.ts';
import { slotStart } from '../domain/report.ts';
import type { Directory } from '../registry/port.ts';
import type { Store } from '../store/port.ts';
import { unusedBlocks } from './blocks.ts';
import { expireCalls } from './expire-calls.ts';

const DAY_MS = 86_400_000;
const MAX_BATCH_RECORDS = 200;
/** One run ends after this time. The next run continues. */
const MAX_RUN_MS = 30_000;

export type RetentionOptions = {
  store: Pick<
    Store,
    'calls' | 'annotations' | 'attributions' | 'deliveries' | 'history' | 'visits' | 'reports' | 'audit'
  >;
  directory: Pick<Directory, 'all' | 'blocksOf'>;
  removeBlocks: (blocks: readonly Block[]) => Promise<void>;
  /** Counts all attributions for reports. A call that expires uncounted would be missing from them. */
  count: () => Promise<unknown>;
  /** Removes dead jobs that are older. */
  cleanJobs: (olderThanMs: number) => Promise<unknown>;
  auditDays: number;
  now: () => Date;
};

/**
 * Returns a job that removes the records that are older than each provider's `retentionDays`, in small steps. The job
 * returns how many calls, attributions, history records, report records, blocks and audit entries it removed.
 */
export function createRetention(options: RetentionOptions) {
  const { store, directory, removeBlocks, count, cleanJobs, auditDays, now } = options;
  const daysAgo = (days: number) => new Date(now().getTime() - days * DAY_MS);

  return async (): Promise<number> => {
    const repeat = createRepeater();
    const limits = [...directory.all('providers')].flatMap(({ id, retentionDays }) =>
      retentionDays ? [{ id, days: retentionDays }] : [],
    );
    let removed = 0;
    if (limits.length > 0) {
      await count();
      // No provider sets a time for calls to unknown numbers. The shortest one applies.
      const shortest = Math.min(...limits.map(({ days }) => days));
      for (const { id, days } of [...limits, { id: null, days: shortest }])
        for (const step of stepsOf(store, id, slotStart(daysAgo(days)))) removed += await repeat(step);
      for (const { id, days } of limits) {
        const blocks = await unusedBlocks(id, daysAgo(days), { directory, calls: store.calls });
        await removeBlocks(blocks);
        removed += blocks.length;
      }
      await cleanJobs(shortest * DAY_MS);
    }
    return removed + (await repeat(() => store.audit.expire(daysAgo(auditDays), MAX_BATCH_RECORDS)));
  };
}

type Step = () => Promise<number>;

/**
 * Returns the steps that remove the provider's records from before `before`. Each step returns how many records it
 * removed, and is repeated until it returns 0.
 */
function stepsOf(
  store: Omit<RetentionOptions['store'], 'audit'>,
  provider: string | null,
  before: Date,
): Step[] {
  const steps: Step[] = [
    () => expireCalls(store, provider, before, MAX_BATCH_RECORDS),
    () => store.attributions.expire(provider, before, MAX_BATCH_RECORDS),
    () => store.reports.expire(provider, before, MAX_BATCH_RECORDS),
  ];
  if (provider === null) return steps;
  return [
    ...steps,
    () => store.history.expire(provider, before, MAX_BATCH_RECORDS),
    () => store.visits.expire(provider, before, MAX_BATCH_RECORDS),
  ];
}

/** Returns a function that repeats a step until it removes nothing, or until the run has taken its time. */
function createRepeater() {
  const begun = performance.now();
  return async (step: Step): Promise<number> => {
    let removed = 0;
    for (;;) {
      const some = await step();
      removed += some;
      if (some === 0 || performance.now() - begun > MAX_RUN_MS) return removed;
      await breathe();
    }
  };
}
