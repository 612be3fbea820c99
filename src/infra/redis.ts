import type { Redis, RedisOptions } from 'ioredis';
import type { Logger } from 'pino';
import { RedisConnection } from './redis-away.ts';
import { waitAtMost } from './with-timeout.ts';

const FIRST_RETRY_MS = 50;
const MAX_RETRY_MS = 1000;
/** A request waits this long for Redis, or as long as the answer to a call may take where that is longer. */
const MIN_COMMAND_MS = 800;

type WaitOptions = Pick<RedisOptions, 'enableOfflineQueue' | 'commandTimeout' | 'maxRetriesPerRequest'>;

/**
 * Opens a connection for requests. While Redis is away, its commands reject at once with `RedisAway`. The connection sends
 * each command at once and does not wait for those in flight (docs/decisions/0021).
 */
export function connectForRequests(url: string, log: Logger, answerBudgetMs: number): Redis {
  return connect(url, log, {
    enableOfflineQueue: false,
    commandTimeout: Math.max(MIN_COMMAND_MS, answerBudgetMs),
    maxRetriesPerRequest: 0,
  });
}

/** Opens a connection for jobs, whose commands wait until Redis is back. */
export function connectForWork(url: string, log: Logger): Redis {
  return connect(url, log, { maxRetriesPerRequest: null });
}

/** Waits until the connection is ready, at most `timeoutMs` milliseconds. */
export async function waitForRedis(redis: Redis, timeoutMs: number): Promise<void> {
  if (redis.status === 'ready') return;
  await waitAtMost(timeoutMs, new Promise((resolve) => redis.once('ready', resolve)));
}

/**
 * Returns a function that waits while the connection is being made, until that attempt has succeeded or failed. It returns
 * null for a connection that is ready, or for which no attempt is under way.
 */
export function attemptOf(redis: Redis): () => Promise<void> | null {
  let attempt: Promise<void> | null = null;
  return () => {
    if (redis.status !== 'connecting' && redis.status !== 'connect') return null;
    attempt ??= new Promise<void>((resolve) => {
      const end = () => {
        redis.off('ready', end).off('close', end);
        attempt = null;
        resolve();
      };
      redis.on('ready', end).on('close', end);
    });
    return attempt;
  };
}

/** Opens the connection and keeps it open. It logs once when Redis goes away, and once when Redis is back. */
function connect(url: string, log: Logger, options: WaitOptions): Redis {
  const redis = new RedisConnection(url, {
    ...options,
    retryStrategy: (attempt) => Math.min(attempt * FIRST_RETRY_MS, MAX_RETRY_MS),
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
