import type { Cluster, Redis } from 'ioredis';
import { keys } from '../keys.ts';
import type { PoolFacts } from './pool.ts';
import type { PoolUpkeep } from './ports.ts';
import { defineScript, redisTime, type Time } from './scripts.ts';

const LINKS_PER_SWEEP = 200;

type StateReply = [
  ...[now: number, built: number, size: number, linked: number, liveBuckets: number],
  ...[free: number, resting: number, activeSessions: number, threshold: number, reserve: number],
  PoolFacts['mode'],
  ...(string | number)[],
];

/** Runs the scripts of upkeep. */
export function createPoolUpkeep(redis: Redis | Cluster, time: Time = redisTime): PoolUpkeep {
  const sweep = defineScript(redis, 'sweep-2');
  const state = defineScript(redis, 'state-2');

  return {
    async sweep(provider, pool) {
      let ended = 0;
      for (let last = LINKS_PER_SWEEP; last === LINKS_PER_SWEEP; ended += last) {
        last = (await sweep(
          [keys.ledger(provider), keys.pool(provider, pool)],
          [time(), LINKS_PER_SWEEP],
        )) as number;
      }
      return ended;
    },

    async state(settings, query) {
      const { provider, pool } = settings;
      const reply = (await state(
        [keys.active(provider), keys.pool(provider, pool)],
        [
          time(),
          settings.activeSeconds * 1000,
          settings.threshold ?? '',
          settings.reserve ?? '',
          query.restedMs,
          query.minutes,
          settings.countedBy === 'site' ? query.site : '',
        ],
      )) as StateReply;
      return toPoolFacts(reply);
    },
  };
}

function toPoolFacts(reply: StateReply): PoolFacts {
  const [now, built, size, linked, liveBuckets, free, resting, activeSessions, threshold, reserve, ...rest] =
    reply;
  const [mode, ...counts] = rest;
  const totals: Record<string, number> = {};
  for (let i = 0; i + 1 < counts.length; i += 2) totals[String(counts[i])] = Number(counts[i + 1]);
  return {
    ...{ now, isBuilt: built === 1, size, linked, liveBuckets, free, resting },
    ...{ activeSessions, threshold, reserve, mode, totals },
  };
}
