import type { Redis } from 'ioredis';
import { keys } from '../../src/allocation/keys.ts';
import type { Chance } from './chance.ts';
import type { PageKind } from './set-up.ts';

/** Each webhook of this count is taken and lost by the consumer of a negative control. */
const FORGETS_EVERY = 5;

export const forgets = (count: number): boolean => count % FORGETS_EVERY === 0;

/**
 * Leads numbers to another endpoint of their business, in the data of Redis. A run with this must report calls to wrong
 * endpoints: it is the negative control of the driver's checks.
 */
export async function leadAstray(
  client: Redis,
  kinds: readonly PageKind[],
  chance: Chance,
  isOver: () => boolean,
): Promise<void> {
  while (!isOver()) {
    await chance.pause(200, 600);
    const { provider, pool, endpoint } = chance.pick(kinds);
    for (const record of await client.keys(`${keys.pool(provider, pool)}:number:*`)) {
      const combination = await client.hget(record, 'combination');
      const [kind, wrong, ...rest] = combination?.split('|') ?? [];
      if (kind === undefined || wrong === endpoint) continue;
      await client.hset(record, 'combination', [kind, endpoint, ...rest].join('|'));
    }
  }
}
