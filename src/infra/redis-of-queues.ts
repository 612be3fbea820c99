import { Command, type Redis } from 'ioredis';
import { RedisConnection } from './redis-away.ts';
import { isCluster, nodeOptions, type RedisClient } from './redis-client.ts';
import { connectorTo } from './redis-node-connector.ts';

/** One hash tag for all queues, because BullMQ's scripts need a queue's keys in one slot of a cluster. */
export const QUEUES_PREFIX = '{ringtrail}';

const SLOT = new Command('get', [QUEUES_PREFIX]).getSlot();

/**
 * Returns the connection for workers, whose commands wait for Redis. In a cluster it is a further one, to the master of the
 * queues' slot: a blocked worker of BullMQ does not survive every fail-over of a cluster, and does survive the loss of a connection.
 */
export function openRedisOfQueues(redis: RedisClient): Redis {
  if (!isCluster(redis)) return redis;
  const queues = new RedisConnection({
    ...nodeOptions(redis),
    Connector: connectorTo(redis, () => redis.slots[SLOT]?.slice(0, 1) ?? []),
    reconnectOnError({ message }) {
      if (!message.startsWith('MOVED')) return false;
      redis.refreshSlotsCache();
      // 2: the command is sent again on the next connection.
      return 2;
    },
  });
  queues.on('error', () => undefined);
  return queues;
}
