import type { Logger } from 'pino';
import { backupsWorker } from '../../workers/backups.ts';
import type { Metrics } from '../infra/metrics.ts';
import type { RedisClient } from '../infra/redis-client.ts';
import type { WorkerGroup } from '../infra/worker-group.ts';
import type { Module } from '../kernel/module.ts';
import type { Route } from '../kernel/route.ts';
import type { Store } from '../store/port.ts';
import { type BackupPlan, readBackups, runPlannedBackup } from './backups.ts';
import { BACKUPS_QUEUE, type BackupJob } from './jobs.ts';
import { backupRoutes } from './routes.ts';

const HOUR_MS = 3_600_000;
/** All requests of one moment are this one job. */
const NOW = 'now';

export type BackupModuleOptions = {
  store: Store;
  workRedis: RedisClient;
  dataDir: string;
  version: string;
  /** null: no back-ups are made by schedule. */
  plan: BackupPlan | null;
  now: () => Date;
  log: Logger;
  metrics: Pick<Metrics, 'backups' | 'lastBackup'>;
  group: WorkerGroup;
  requireRedis: () => void;
};

/** Back-ups by schedule and on request. The commands make them too. */
export function backupModule({ plan, group, workRedis, requireRedis, ...options }: BackupModuleOptions) {
  const queue = () => group.queue<BackupJob>(BACKUPS_QUEUE);
  return {
    name: 'backup',
    routes: (): Route[] =>
      backupRoutes({
        ...{ plan, requireRedis },
        read: () => readBackups(workRedis),
        isRunning: async () => {
          const { waiting = 0, active = 0 } = await queue().getJobCounts('waiting', 'active');
          return waiting + active > 0;
        },
        begin: async (requestId) => {
          const once = { jobId: NOW, attempts: 1, removeOnComplete: true, removeOnFail: true };
          await queue().add('make', { v: 1, task: 'make', requestId }, once);
        },
      }),
    startWorkers(workers: WorkerGroup): void {
      if (!plan) return;
      backupsWorker(workers.open, () => runPlannedBackup({ ...options, plan, redis: workRedis }));
      workers.schedule(BACKUPS_QUEUE, { make: plan.everyHours * HOUR_MS });
    },
  } satisfies Module;
}
