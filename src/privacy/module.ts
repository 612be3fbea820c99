import type { Logger } from 'pino';
import { recordsWorker } from '../../workers/records.ts';
import type { Block } from '../domain/model.ts';
import { lazy } from '../infra/lazy.ts';
import type { Metrics } from '../infra/metrics.ts';
import type { WorkerGroup } from '../infra/worker-group.ts';
import type { Module } from '../kernel/module.ts';
import type { Route } from '../kernel/route.ts';
import type { Directory } from '../registry/port.ts';
import { narrowing, type Store } from '../store/port.ts';
import { createAuditLog } from './audit-log.ts';
import { createEraser, type LiveTraces } from './eraser.ts';
import { createPersonExport } from './export.ts';
import { RECORDS_EVERY_MS, RECORDS_QUEUE, type RecordsJob } from './jobs.ts';
import { repeatErasure } from './repeat-erasure.ts';
import { createRetention } from './retention.ts';
import { type PrivacyRoutes, privacyRoutes } from './routes.ts';

export type PrivacyOptions = {
  store: Store;
  directory: Directory;
  now: () => Date;
  log: Logger;
  metrics: Pick<Metrics, 'lostAuditEntries'>;
  /** The process's queues. */
  group: WorkerGroup;
  /** Throws `Problem` while Redis is away. */
  requireRedis: () => void;
  /** Returns every form in which the provider may have stored the caller. */
  namesOf: (provider: string, caller: string) => string[];
  removeBlocks: (blocks: readonly Block[]) => Promise<void>;
  /** Drains the provider's ledger to the store. */
  drain: (provider: string) => Promise<unknown>;
  /** Erases what lies in Redis. */
  live: () => LiveTraces;
  /** Counts new attributions for reports. */
  countReports: () => Promise<unknown>;
  /** Removes failed jobs that are older than the age. */
  cleanJobs: (olderThanMs: number) => Promise<unknown>;
  auditDays: number;
};

/** Privacy: erasure, export, retention and the audit log. */
export function privacyModule(options: PrivacyOptions) {
  const { store, directory, now, log, metrics, group, requireRedis, namesOf, drain, removeBlocks } = options;
  const eraser = lazy(() =>
    createEraser({
      ...{ store, directory, namesOf, drain, removeBlocks, now, live: options.live() },
      repeat: (id, job) => repeatErasure(group.queue<RecordsJob>(RECORDS_QUEUE), id, job),
    }),
  );
  const personExport = lazy(() => createPersonExport({ store, directory, drain, jobOf: eraser().jobOf }));
  const auditLog = lazy(() =>
    createAuditLog({
      ...{ now, audit: store.audit },
      onFailed: (error) => log.warn({ err: error }, 'the audit log waits for the store'),
      onLost: () => metrics.lostAuditEntries.inc(),
    }),
  );

  const erase: PrivacyRoutes['erase'] = async (subject) => {
    requireRedis();
    return eraser().erase(subject);
  };
  const everythingOn: PrivacyRoutes['everythingOn'] = (subject) => {
    requireRedis();
    return personExport()(subject);
  };

  return {
    name: 'privacy',
    service: { auditLog },
    routes: (): Route[] => privacyRoutes({ narrow: narrowing(store), directory, erase, everythingOn }),
    startWorkers(workers: WorkerGroup): void {
      const { countReports: count, cleanJobs, auditDays } = options;
      recordsWorker(workers.open, {
        reports: count,
        retention: createRetention({ store, directory, removeBlocks, count, cleanJobs, auditDays, now }),
        erase: (job) => eraser().again(job),
      });
      workers.schedule(RECORDS_QUEUE, RECORDS_EVERY_MS);
    },
    close: () => auditLog().close(),
  } satisfies Module & { service: object };
}

export type PrivacyModule = ReturnType<typeof privacyModule>;
