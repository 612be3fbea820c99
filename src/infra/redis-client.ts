import { Cluster, type ClusterOptions, type Redis, type RedisOptions } from 'ioredis';
import { type RedisGroup, type RedisPlace, type RedisTlsFiles, readGroup } from './redis-address.ts';
import { ClusterConnection, RedisConnection } from './redis-away.ts';
import { readTls } from './redis-tls.ts';

const FIRST_RETRY_MS = 50;
const MAX_RETRY_MS = 1000;
/** A process learns of a fail-over in this time, also where no node refuses its commands: a master may hang. */
const LOOK_AT_CLUSTER_MS = 2000;

/** Behind sentinels, a connection that waits for an answer for so long is made again. A blocked worker waits for 10 seconds. */
const MAX_SILENCE_MS = 15_000;

/** A connection to a single Redis, to the master that sentinels name, or to a Redis Cluster. */
export type RedisClient = Redis | Cluster;

/** How long commands wait for Redis. */
export type Patience = Pick<RedisOptions, 'enableOfflineQueue' | 'commandTimeout' | 'maxRetriesPerRequest'> &
  Pick<ClusterOptions, 'maxRedirections' | 'retryDelayOnFailover'>;

/** Opens a connection and keeps it open. Its commands reject with `RedisAway` or with the server's `ReplyError`. */
export function openRedis({ url, tls }: RedisPlace, patience: Patience): RedisClient {
  const group = readGroup(url);
  const { maxRedirections = 16, retryDelayOnFailover = 100, ...waits } = patience;
  const options = { ...waits, retryStrategy: retryDelay };
  if (group?.kind === 'sentinel') return new RedisConnection({ ...options, ...sentinelOptions(group, tls) });
  if (group) return openCluster(group, tls, waits, { maxRedirections, retryDelayOnFailover });
  return new RedisConnection(url, { ...options, ...(url.startsWith('rediss:') && { tls: readTls(tls) }) });
}

export function isCluster(client: unknown): client is Cluster {
  return client instanceof Cluster;
}

/** Returns the connections to the nodes that take writes: one for each shard of a cluster, or the connection itself. */
export function mastersOf(client: RedisClient): Redis[] {
  return isCluster(client) ? client.nodes('master') : [client];
}

/** Yields the keys that match the pattern, in pages that may be empty. */
export async function* keysOf(client: RedisClient, match: string): AsyncGenerator<string[]> {
  for (const node of mastersOf(client)) yield* node.scanStream({ match, count: 500 });
}

/** Deletes the keys that match the pattern. */
export async function removeKeys(client: RedisClient, match: string): Promise<void> {
  for await (const keys of keysOf(client, match)) await Promise.all(keys.map((key) => client.unlink(key)));
}

/** Returns Redis' time as seconds and microseconds. In a cluster it is always the time of one shard, as long as its master lives. */
export function timeOf(client: Pick<RedisClient, 'time' | 'eval'>): Promise<unknown[]> {
  return isCluster(client)
    ? (client.eval("return redis.call('TIME')", 1, 'ringtrail:clock') as Promise<unknown[]>)
    : client.time();
}

/** Opens a further connection like this one, whose keys begin with the prefix. */
export function withPrefix(client: RedisClient, keyPrefix: string): RedisClient {
  return isCluster(client) ? client.duplicate([], { keyPrefix }) : client.duplicate({ keyPrefix });
}

/** Returns the options of a connection to one node of the cluster, whose commands wait for the node. */
export function nodeOptions({ options: { redisOptions } }: Cluster) {
  const { username, password, tls } = redisOptions ?? {};
  return {
    ...login({ username, password }),
    ...(tls && { tls }),
    ...{ retryStrategy: retryDelay, maxRetriesPerRequest: null },
  };
}

function retryDelay(attempt: number): number {
  return Math.min(attempt * FIRST_RETRY_MS, MAX_RETRY_MS);
}

function openCluster(
  { nodes, isSecure, username, password }: RedisGroup,
  tls: RedisTlsFiles | undefined,
  { enableOfflineQueue = true, ...waits }: Patience,
  redirections: Pick<ClusterOptions, 'maxRedirections' | 'retryDelayOnFailover'>,
): Cluster {
  const delay = redirections.retryDelayOnFailover;
  return new ClusterConnection(
    nodes,
    {
      ...redirections,
      ...(delay !== undefined && { retryDelayOnClusterDown: delay, retryDelayOnTryAgain: delay }),
      clusterRetryStrategy: retryDelay,
      slotsRefreshInterval: LOOK_AT_CLUSTER_MS,
      // A certificate is for the node's name, so the name is not replaced by its address.
      dnsLookup: (address, callback) => callback(null, address),
      redisOptions: { ...waits, ...login({ username, password }), ...(isSecure && { tls: readTls(tls) }) },
    },
    enableOfflineQueue,
  );
}

function sentinelOptions(group: Extract<RedisGroup, { kind: 'sentinel' }>, tls: RedisTlsFiles | undefined) {
  const { nodes, name, db, isSecure, username, password, sentinelUsername, sentinelPassword } = group;
  const secure = isSecure && readTls(tls);
  return {
    ...{ sentinels: nodes, name, db, ...login({ username, password }) },
    ...(sentinelUsername && { sentinelUsername }),
    ...(sentinelPassword && { sentinelPassword }),
    ...(secure && { tls: secure, sentinelTLS: secure, enableTLSForSentinelMode: true }),
    sentinelRetryStrategy: retryDelay,
    // A master that hangs keeps its connections. The failover detector of ioredis ends a connection that is just being made.
    socketTimeout: MAX_SILENCE_MS,
    // A former master that comes back is a replica after a moment. The connection then looks for the master.
    reconnectOnError: ({ message }: Error) => message.startsWith('READONLY'),
  };
}

function login({ username, password }: Pick<RedisOptions, 'username' | 'password'>) {
  return { ...(username && { username }), ...(password && { password }) };
}
