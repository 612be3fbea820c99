import type { Boundary, CountedBy, KeyedBy } from '../../domain/rung.ts';
import type { RedisClient } from '../../infra/redis-client.ts';
import { keys } from '../keys.ts';
import { createPlan } from './plan.ts';
import type { PoolFacts } from './pool.ts';
import type { PoolUpkeep } from './ports.ts';
import { connectScript, defineScript, flag, json, named, number, optional, text, word } from './script.ts';
import { redisTime, type Time } from './time.ts';

const MAX_SWEEP_LINKS = 200;

const now = optional(number);

const SWEEP = defineScript({
  file: 'sweep',
  keys: ['ledger', 'pool'],
  args: { now, limit: number },
  reply: number,
});

const POOL_STATE = defineScript({
  file: 'pool-state',
  keys: ['active', 'pool'],
  args: {
    now,
    activeMs: number,
    threshold: optional(number),
    otherNumbers: number,
    reserve: optional(number),
    boundary: word<Boundary>(),
    hysteresis: number,
    restedMs: number,
    minutes: number,
    countedBy: word<CountedBy>(),
    site: text,
  },
  reply: named({
    now: number,
    isBuilt: flag,
    size: number,
    linked: number,
    liveBuckets: number,
    free: number,
    resting: number,
    activeSessions: number,
    threshold: number,
    reserve: number,
    nextKeyedBy: word<KeyedBy>(),
    totals: json<Record<string, number>>(),
  }),
});

/** Runs the scripts of upkeep. */
export function createPoolUpkeep(redis: RedisClient, time: Time = redisTime): PoolUpkeep {
  const sweep = connectScript(redis, SWEEP);
  const poolState = connectScript(redis, POOL_STATE);

  return {
    async sweep(provider, pool) {
      const at = { ledger: keys.ledger(provider), pool: keys.pool(provider, pool) };
      let ended = 0;
      for (let last = MAX_SWEEP_LINKS; last === MAX_SWEEP_LINKS; ended += last) {
        last = await sweep(at, { now: time(), limit: MAX_SWEEP_LINKS });
      }
      return ended;
    },

    plan: createPlan(redis, time),

    async state({ provider, pool, activeSeconds, policy, ...settings }, query) {
      const { threshold, otherNumbers, reserve, boundary, hysteresis, countedBy } = settings;
      const facts = await poolState(
        { active: keys.active(provider), pool: keys.pool(provider, pool) },
        {
          now: time(),
          activeMs: activeSeconds * 1000,
          ...{ threshold, otherNumbers, reserve, boundary, hysteresis, countedBy },
          ...query,
        },
      );
      return policy === 'affinity' ? byAffinity(facts) : facts;
    },
  };
}

/** By the policy `affinity`, sessions share numbers when none is free, and nothing is reserved. */
function byAffinity(facts: PoolFacts): PoolFacts {
  const nextKeyedBy = facts.free + facts.resting > 0 ? 'session' : 'bucket';
  return { ...facts, threshold: facts.size, reserve: 0, nextKeyedBy };
}
