import { Redis } from 'ioredis';
import { isCluster, nodeOptions, type RedisClient } from './redis-client.ts';
import { connectorTo } from './redis-node-connector.ts';
import { nameOf } from './redis-shards.ts';

/**
 * Opens a further connection like this one, for channels alone. In a cluster it is a connection to one of the nodes, because a
 * message reaches all of them.
 */
export function openSubscriber(redis: RedisClient): Redis {
  const subscriber = isCluster(redis)
    ? new Redis({
        ...nodeOptions(redis),
        Connector: connectorTo(redis, () => redis.nodes('all').map(nameOf)),
      })
    : redis.duplicate();
  subscriber.on('error', () => undefined);
  return subscriber;
}
