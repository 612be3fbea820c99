import type { RedisClient } from '../../infra/redis-client.ts';
import { keys } from '../keys.ts';
import type { LastLink, LastLinks } from './ports.ts';
import { connectScript, defineScript, json } from './script.ts';

const MAX_NUMBERS_PER_CALL = 500;

const LAST_LINKS = defineScript({
  file: 'last-links',
  keys: ['pool'],
  args: { numbers: json<readonly string[]>() },
  reply: json<LastLink[]>(),
});

/** Reads the last links of numbers in Redis. */
export function createLastLinks(redis: RedisClient): LastLinks {
  const read = connectScript(redis, LAST_LINKS);
  return {
    async lastLinks(provider, pool, numbers) {
      const found: LastLink[] = [];
      for (let i = 0; i < numbers.length; i += MAX_NUMBERS_PER_CALL) {
        const some = numbers.slice(i, i + MAX_NUMBERS_PER_CALL);
        found.push(...(await read({ pool: keys.pool(provider, pool) }, { numbers: some })));
      }
      return found;
    },
  };
}
