import { statfs } from 'node:fs/promises';
import type { Config } from '../../config/schema.ts';
import { MAILS_QUEUE } from '../access/jobs.ts';
import { UPKEEP } from '../allocation/jobs.ts';
import { ATTRIBUTIONS, HAZARDS, REATTRIBUTIONS } from '../attribution/jobs.ts';
import { BACKUPS_QUEUE } from '../backup/jobs.ts';
import { DELIVERIES, FAN_OUT } from '../delivery/jobs.ts';
import { type Checks, outcomesOf } from '../http/ops/ops.ts';
import type { QueueState, SystemState } from '../http/ops/system.ts';
import { lazy } from '../infra/lazy.ts';
import { readRedisFacts } from '../infra/redis-facts.ts';
import { sqliteVersion } from '../infra/sqlite-file.ts';
import { withTimeout } from '../infra/with-timeout.ts';
import { RECORDS_QUEUE } from '../privacy/jobs.ts';
import { CALL_EVENTS } from '../voice/jobs.ts';
import { RECONCILIATION } from '../voice/reconciliation/jobs.ts';
import type { Container } from './container.ts';

/** The queues that every installation has, in the order in which a call meets them. */
const QUEUES = [
  ...[CALL_EVENTS, ATTRIBUTIONS, FAN_OUT, DELIVERIES],
  ...[UPKEEP, HAZARDS, REATTRIBUTIONS, RECORDS_QUEUE],
];

/** Redis answers in this time, or the state says that it does not. */
const REDIS_MS = 1000;

type StateOptions = Pick<Container, 'version' | 'config' | 'clock' | 'group' | 'directorySync' | 'redis'> & {
  checks: Checks;
};

/** Creates the function that reads the state of the installation. It waits at most a second for each part. */
export function createReadState(options: StateOptions): () => Promise<SystemState> {
  const { version, config, clock, group, directorySync, redis, checks } = options;
  const sqlite = lazy(sqliteVersion);

  const names = [...QUEUES, ...optionalQueues(config)];

  async function queueState(name: string): Promise<QueueState> {
    const queue = group.queue(name);
    const [counts, workers] = await Promise.all([
      queue.getJobCounts('waiting', 'active', 'delayed', 'failed'),
      queue.getWorkersCount(),
    ]);
    const { waiting = 0, active = 0, delayed = 0, failed = 0 } = counts;
    return { name, waiting, active, delayed, failed, workers };
  }

  return async () => {
    const [results, disk, redisFacts, gateways, queues] = await Promise.all([
      outcomesOf(checks),
      statfs(config.dataDir),
      ofRedis(readRedisFacts(redis)),
      ofRedis(directorySync.countGateways()),
      ofRedis(Promise.all(names.map(queueState))),
    ]);
    const now = clock.now();
    return {
      ...{ at: now.toISOString(), version, node: process.version, role: config.role },
      startedAt: new Date(now.getTime() - process.uptime() * 1000).toISOString(),
      publicUrl: config.publicUrl,
      store: config.storeUrl.startsWith('sqlite:') ? 'sqlite' : 'mongodb',
      ...{ sqlite: sqlite(), freeBytes: disk.bavail * disk.bsize, redis: redisFacts },
      ...{ ...results, gateways, queues },
    };
  };
}

/** Returns the queues whose workers need a setting. */
function optionalQueues({ mailServer, reconcileMinutes, carrierApis, backups }: Config): string[] {
  const hasAccounts = Object.values(carrierApis).some(({ accounts }) => accounts.length > 0);
  return [
    ...(hasAccounts && reconcileMinutes > 0 ? [RECONCILIATION] : []),
    ...(mailServer === null ? [] : [MAILS_QUEUE]),
    ...(backups === null ? [] : [BACKUPS_QUEUE]),
  ];
}

/** Resolves with null when Redis does not answer in time. */
function ofRedis<T>(answer: Promise<T>): Promise<T | null> {
  return withTimeout(REDIS_MS, answer).catch(() => null);
}
