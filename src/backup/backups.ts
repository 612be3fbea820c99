import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Metrics } from '../infra/metrics.ts';
import type { RedisClient } from '../infra/redis-client.ts';
import { RedisDumpError } from '../infra/redis-dump-error.ts';
import { type BackupOptions, makeBackup } from './backup.ts';
import { backupName, listBackups, prepareFolder, removeOld, type StoredBackup } from './folder.ts';

/** The state of scheduled back-ups in Redis, so that gateways on other machines than the worker can show it. */
const KEY = 'ringtrail:backups';

export type BackupPlan = { folder: string; everyHours: number; keep: number };

export type Attempt = {
  startedAt: string;
  endedAt: string;
  /** null: it succeeded. Otherwise a sentence with what failed. */
  failure: string | null;
};
type State = { last: Attempt | null; saved: StoredBackup[] };

export type BackupsOptions = BackupOptions & {
  plan: BackupPlan;
  log: Logger;
  metrics: Pick<Metrics, 'backups' | 'lastBackup'>;
};

/**
 * Makes a back-up in the folder of the plan, and removes old ones. A failure is logged, counted and noted for people. It does not reject: the next
 * run comes by the schedule.
 */
export async function runPlannedBackup(options: BackupsOptions): Promise<void> {
  const { plan, now, log, metrics, redis } = options;
  const startedAt = now();
  let failure: string | null = null;
  try {
    await prepareFolder(plan.folder);
    await makeBackup(options, join(plan.folder, backupName(startedAt)));
    await removeOld(plan.folder, plan.keep);
    metrics.lastBackup.set(now().getTime() / 1000);
  } catch (error) {
    failure = wordsOf(error);
    log.error({ err: error, folder: plan.folder }, 'the back-up failed');
  }
  metrics.backups.inc({ result: failure === null ? 'made' : 'failed' });
  const last = { startedAt: startedAt.toISOString(), endedAt: now().toISOString(), failure };
  const saved = await listBackups(plan.folder).catch(() => []);
  await redis.set(KEY, JSON.stringify({ last, saved } satisfies State));
}

/** Reads the last attempt, and the back-ups that there were after it. */
export async function readBackups(redis: RedisClient): Promise<State> {
  const text = await redis.get(KEY);
  return text === null ? { last: null, saved: [] } : JSON.parse(text);
}

const REMEDIES: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full. Free space there, or set BACKUP_KEEP lower.',
  EDQUOT: 'The disk quota is used up. Free space there, or set BACKUP_KEEP lower.',
  EACCES: 'The worker may not write there. Give the folder to its user, or set BACKUP_TO to another one.',
  EEXIST: 'A file is where the folder should be. Set BACKUP_TO to a folder.',
  EROFS: 'The disk is read-only. Set BACKUP_TO to a folder on another disk.',
};

function wordsOf(error: unknown): string {
  if (error instanceof RedisDumpError) return error.message;
  const { code, message } = error as NodeJS.ErrnoException;
  return (code && REMEDIES[code]) ?? message;
}
