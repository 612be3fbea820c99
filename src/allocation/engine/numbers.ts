import type { Cluster, Redis } from 'ioredis';
import { keys } from '../keys.ts';
import { type PoolInventory, PoolNotBuilt } from './ports.ts';
import { defineScript, redisTime, type Time } from './scripts.ts';

const NUMBERS_PER_CALL = 500;

/** Runs the scripts of pools' numbers. */
export function createPoolInventory(redis: Redis | Cluster, time: Time = redisTime): PoolInventory {
  const add = defineScript(redis, 'add-numbers-1');
  const withdraw = defineScript(redis, 'withdraw-2');
  const forget = defineScript(redis, 'forget-1');
  const build = defineScript(redis, 'build-2');

  return {
    async addNumbers(provider, pool, numbers) {
      let added = 0;
      for (const some of chunks(numbers, NUMBERS_PER_CALL)) {
        const args = some.flatMap(({ number, zone }) => [number, zone.country, zone.area]);
        const reply = await add([keys.pool(provider, pool)], args);
        if (reply === null) throw new PoolNotBuilt(pool);
        added += reply as number;
      }
      return added;
    },

    async withdrawNumbers(provider, pool, numbers, state) {
      let withdrawn = 0;
      for (const some of chunks(numbers, NUMBERS_PER_CALL)) {
        withdrawn += (await withdraw(
          [keys.ledger(provider), keys.pool(provider, pool)],
          [time(), state, ...some],
        )) as number;
      }
      return withdrawn;
    },

    async forgetNumbers(provider, pool, numbers) {
      return (await forget([keys.pool(provider, pool)], [...numbers])) as number;
    },

    async removePool(provider, pool) {
      const key = keys.pool(provider, pool);
      await redis.unlink(key, `${key}:live`, `${key}:combinations`, `${key}:countries`);
    },

    async buildPool(provider, pool, holdSeconds, numbers, total) {
      const reply = await build(
        [keys.ledger(provider), keys.pool(provider, pool)],
        [time(), holdSeconds * 1000, total ?? '', ...numbers.map((number) => JSON.stringify(number))],
      );
      if (reply === null) throw new PoolNotBuilt(pool);
      return reply as number;
    },

    async isBuilt(provider, pool) {
      return (await redis.hexists(keys.pool(provider, pool), 'built')) === 1;
    },

    async countNumbers(provider, pool) {
      return Number((await redis.hget(keys.pool(provider, pool), 'size')) ?? 0);
    },
  };
}

function* chunks<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let i = 0; i < items.length; i += size) yield items.slice(i, i + size);
}
