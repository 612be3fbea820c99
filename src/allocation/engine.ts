import type { RedisClient } from '../infra/redis-client.ts';
import { createLastLinks } from './engine/last-links.ts';
import { createLinks } from './engine/links.ts';
import { createPoolInventory } from './engine/numbers.ts';
import type { Engine } from './engine/ports.ts';
import { createResolver } from './engine/resolution.ts';
import { createPoolUpkeep } from './engine/upkeep.ts';

export type { Engine } from './engine/ports.ts';

/**
 * Creates the allocation engine on a connection. A process needs one for each connection; a process that needs one part
 * only, such as the resolver, creates that part alone.
 * @param now a test's time in milliseconds, in place of Redis' own
 */
export function createEngine(redis: RedisClient, now?: () => number): Engine {
  const time = () => now?.() ?? null;
  return {
    ...createLinks(redis, time),
    ...createPoolInventory(redis, time),
    ...createResolver(redis, time),
    ...createLastLinks(redis),
    ...createPoolUpkeep(redis, time),
  };
}
