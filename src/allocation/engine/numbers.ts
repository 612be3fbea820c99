import type { RedisClient } from '../../infra/redis-client.ts';
import { keys } from '../keys.ts';
import type { BuildNumber, WithdrawnState } from './pool.ts';
import { type PoolInventory, PoolNotBuilt } from './ports.ts';
import { connectScript, defineScript, json, nullable, number, optional, word } from './script.ts';
import { redisTime, type Time } from './time.ts';

const MAX_NUMBERS_PER_CALL = 500;

const now = optional(number);

const ADD_NUMBERS = defineScript({
  file: 'add-numbers',
  keys: ['pool'],
  args: { numbers: json<{ number: string; country: string; area: string }[]>() },
  reply: nullable(number),
});

const WITHDRAW_NUMBERS = defineScript({
  file: 'withdraw-numbers',
  keys: ['ledger', 'pool'],
  args: { now, state: word<WithdrawnState>(), numbers: json<readonly string[]>() },
  reply: number,
});

const FORGET_NUMBERS = defineScript({
  file: 'forget-numbers',
  keys: ['pool'],
  args: { numbers: json<readonly string[]>() },
  reply: number,
});

const REMOVE_POOL = defineScript({ file: 'remove-pool', keys: ['pool'], args: {}, reply: number });

const BUILD_POOL = defineScript({
  file: 'build-pool',
  keys: ['pool'],
  args: { now, holdMs: number, total: optional(number), numbers: json<readonly BuildNumber[]>() },
  reply: nullable(number),
});

/** Runs the scripts of pools' numbers. */
export function createPoolInventory(redis: RedisClient, time: Time = redisTime): PoolInventory {
  const addNumbers = connectScript(redis, ADD_NUMBERS);
  const withdrawNumbers = connectScript(redis, WITHDRAW_NUMBERS);
  const forgetNumbers = connectScript(redis, FORGET_NUMBERS);
  const removePool = connectScript(redis, REMOVE_POOL);
  const buildPool = connectScript(redis, BUILD_POOL);

  return {
    async addNumbers(provider, pool, numbers) {
      let added = 0;
      for (const some of chunks(numbers, MAX_NUMBERS_PER_CALL)) {
        const inZones = some.map(({ number, zone: { country, area } }) => ({ number, country, area }));
        const reply = await addNumbers({ pool: keys.pool(provider, pool) }, { numbers: inZones });
        if (reply === null) throw new PoolNotBuilt(pool);
        added += reply;
      }
      return added;
    },

    async withdrawNumbers(provider, pool, numbers, state) {
      const at = { ledger: keys.ledger(provider), pool: keys.pool(provider, pool) };
      let withdrawn = 0;
      for (const some of chunks(numbers, MAX_NUMBERS_PER_CALL)) {
        withdrawn += await withdrawNumbers(at, { now: time(), state, numbers: some });
      }
      return withdrawn;
    },

    forgetNumbers(provider, pool, numbers) {
      return forgetNumbers({ pool: keys.pool(provider, pool) }, { numbers });
    },

    async removePool(provider, pool) {
      await removePool({ pool: keys.pool(provider, pool) }, {});
    },

    async buildPool(provider, pool, holdSeconds, numbers, total) {
      const reply = await buildPool(
        { pool: keys.pool(provider, pool) },
        { now: time(), holdMs: holdSeconds * 1000, total, numbers },
      );
      if (reply === null) throw new PoolNotBuilt(pool);
      return reply;
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
