import { type Cluster, Command, type Redis } from 'ioredis';
import { RedisAway } from './redis-away.ts';
import { isCluster, type RedisClient } from './redis-client.ts';

const SLOTS = 16_384;
const WRITE = "return redis.call('SET', KEYS[1], '1', 'PX', ARGV[1])";
const WRITE_MS = 60_000;

/** Returns the connection to the master of each shard. Throws `RedisAway` when a part of the slots has no master within reach. */
export function shardsOf(client: RedisClient): Redis[] {
  if (!isCluster(client)) return [client];
  const masters = new Map(client.nodes('master').map((node) => [nameOf(node), node]));
  return [...ownersOf(client)].map((name) => {
    const node = masters.get(name);
    if (!node) throw new RedisAway(new Error(`${name}, the master of a shard, is out of reach`));
    return node;
  });
}

/**
 * Resolves once a script has written to each shard. A replica, and a Redis without memory or disk, still answer a ping.
 * @param key the key's name; in a cluster the beginning of several names, one for each shard
 */
export async function writeToShards(client: RedisClient, key: string): Promise<void> {
  const keys = isCluster(client) ? keysInShards(client, key) : [key];
  await Promise.all(keys.map((one) => client.eval(WRITE, 1, one, WRITE_MS)));
}

/** Returns a key for each shard. */
function keysInShards(cluster: Cluster, prefix: string): string[] {
  const missing = ownersOf(cluster);
  const keys: string[] = [];
  for (let n = 0; missing.size > 0; n++) {
    const key = `${prefix}:${n}`;
    const [owner = ''] = cluster.slots[new Command('get', [key]).getSlot() ?? 0] ?? [];
    if (missing.delete(owner)) keys.push(key);
  }
  return keys;
}

/** Returns the names of the masters of all slots. Throws `RedisAway` when a slot has none. */
function ownersOf({ slots }: Cluster): Set<string> {
  const owners = new Set<string>();
  for (let slot = 0; slot < SLOTS; slot++) {
    const owner = slots[slot]?.[0];
    if (owner === undefined) throw new RedisAway(new Error(`no node of Redis has the slot ${slot}`));
    owners.add(owner);
  }
  return owners;
}

/** Returns the node's address as the cluster writes it. */
export function nameOf({ options: { host, port } }: Redis): string {
  return `${host}:${port}`;
}
