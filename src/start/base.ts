import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Config } from '../../config/schema.ts';
import type { Clock } from '../infra/clock.ts';
import type { Metrics } from '../infra/metrics.ts';
import type { DirectorySync } from '../registry/directory-sync.ts';
import type { Store } from '../store/port.ts';
import type { CallerNames } from '../voice/caller-names.ts';

/** What every role has. */
export type Base = {
  version: string;
  config: Config;
  log: Logger;
  redisUrl: string;
  /** For requests: it answers now or not at all. */
  redis: Redis;
  clock: Clock;
  store: Store;
  directorySync: DirectorySync;
  names: CallerNames;
  metrics: Metrics;
};

/** Ends what was started. */
export type Close = () => Promise<void>;
