import { Redis, type RedisOptions } from 'ioredis';
import type { Logger } from 'pino';
import { waitAtMost } from './with-timeout.ts';

const RETRY_MS = 50;
const LAST_RETRY_MS = 1000;
/** A request waits no longer than this for Redis. */
const COMMAND_MS = 800;

/**
 * For requests: an answer now or none; while Redis is away, commands fail at once. Each goes out as it is asked, behind
 * those in flight and without waiting for them: Redis is at work on it while we are on the next request
 * (docs/decisions/0021).
 */
export function connectForRequests(url: string, log: Logger): Redis {
  return connect(url, log, {
    enableOfflineQueue: false,
    commandTimeout: COMMAND_MS,
    maxRetriesPerRequest: 0,
  });
}

/** For workers: a command waits until Redis is there again. */
export function connectForWork(url: string, log: Logger): Redis {
  return connect(url, log, { maxRetriesPerRequest: null });
}

/** Waits until the connection is ready, at most `timeoutMs` milliseconds. */
export async function waitForRedis(redis: Redis, timeoutMs: number): Promise<void> {
  if (redis.status === 'ready') return;
  await waitAtMost(timeoutMs, new Promise((resolve) => redis.once('ready', resolve)));
}

function connect(url: string, log: Logger, options: RedisOptions): Redis {
  const redis = new Redis(url, {
    ...options,
    retryStrategy: (attempt) => Math.min(attempt * RETRY_MS, LAST_RETRY_MS),
  });
  let isAway = false;
  redis.on('error', (error) => {
    if (!isAway) log.error({ err: error }, 'Redis is out of reach; trying again until it is back');
    isAway = true;
  });
  redis.on('ready', () => {
    if (isAway) log.info('Redis is back');
    isAway = false;
  });
  return redis;
}
