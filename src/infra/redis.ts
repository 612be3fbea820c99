import type { Cluster, Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { RedisPlace } from './redis-address.ts';
import { isCluster, openRedis, type Patience, type RedisClient } from './redis-client.ts';
import { nameOf } from './redis-shards.ts';
import { waitAtMost } from './with-timeout.ts';

/** A request waits this long for Redis, or as long as the answer to a call may take where that is longer. */
const MIN_COMMAND_MS = 800;

/** A command for a shard without a master is sent this often again, after `SHARD_RETRY_MS` each. It follows a slot that moves. */
const MAX_REDIRECTIONS = 4;
const SHARD_RETRY_MS = 50;

/**
 * Opens a connection for requests. While Redis is away, its commands reject at once with `RedisAway`. The connection sends
 * each command at once and does not wait for those in flight (docs/decisions/0021).
 */
export function connectForRequests(place: RedisPlace, log: Logger, answerBudgetMs: number): RedisClient {
  return connect(place, log, {
    enableOfflineQueue: false,
    commandTimeout: Math.max(MIN_COMMAND_MS, answerBudgetMs),
    maxRetriesPerRequest: 0,
    maxRedirections: MAX_REDIRECTIONS,
    retryDelayOnFailover: SHARD_RETRY_MS,
  });
}

/** Opens a connection for jobs, whose commands wait until Redis is back. */
export function connectForWork(place: RedisPlace, log: Logger): RedisClient {
  return connect(place, log, { maxRetriesPerRequest: null, maxRedirections: Number.POSITIVE_INFINITY });
}

/** Waits until the connection is ready, at most `timeoutMs` milliseconds. */
export async function waitForRedis(redis: RedisClient, timeoutMs: number): Promise<void> {
  if (redis.status === 'ready') return;
  await waitAtMost(timeoutMs, new Promise((resolve) => redis.once('ready', resolve)));
}

/**
 * Returns a function that waits while the connection is being made, until that attempt has succeeded or failed. It returns
 * null for a connection that is ready, or for which no attempt is under way.
 */
export function attemptOf(redis: RedisClient): () => Promise<void> | null {
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
function connect(place: RedisPlace, log: Logger, patience: Patience): RedisClient {
  const redis = openRedis(place, patience);
  let isAway = false;
  redis.on('error', (error) => {
    if (!isAway) log.error({ err: error }, 'Redis is out of reach; trying again until it is back');
    isAway = true;
  });
  redis.on('ready', () => {
    if (isAway) log.info('Redis is back');
    isAway = false;
  });
  if (isCluster(redis)) logLostNodes(redis, log);
  return redis;
}

/** Logs once when a node of a cluster goes away, and once when it is back. */
function logLostNodes(cluster: Cluster, log: Logger): void {
  const away = new Set<string>();
  cluster.on('node error', (error: Error, node: string) => {
    if (!away.has(node)) log.warn({ err: error, node }, 'a node of Redis is out of reach');
    away.add(node);
  });
  cluster.on('+node', (node: Redis) => {
    const name = nameOf(node);
    node.once('ready', () => {
      if (away.delete(name)) log.info({ node: name }, 'a node of Redis is back');
    });
  });
}
