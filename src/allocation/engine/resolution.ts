import type { Cluster, Redis } from 'ioredis';
import { keys } from '../keys.ts';
import { type CallClaims, PoolNotBuilt, type ResolveReply, type Resolver } from './ports.ts';
import { defineScript, redisTime, type Time } from './scripts.ts';

const CLAIM_MS = 24 * 60 * 60 * 1000;

type ResolveTuple = [ResolveReply['kind'], number, string, ResolveReply['keyedBy'], string, string, string];

/** Resolves dialled numbers in Redis. */
export function createResolver(redis: Redis | Cluster, time: Time = redisTime): Resolver & CallClaims {
  const resolve = defineScript(redis, 'resolve-2');

  return {
    async resolve(provider, pool, call) {
      const reply = await resolve(
        [keys.claim(provider, call.carrier, call.id), keys.pool(provider, pool)],
        [time(), call.to, CLAIM_MS],
      );
      if (!reply) throw new PoolNotBuilt(pool);
      return toResolveReply(reply as ResolveTuple);
    },

    async resolved(provider, carrier, carrierCallId) {
      const claim = await redis.get(keys.claim(provider, carrier, carrierCallId));
      return claim === null ? null : toResolveReply(JSON.parse(claim) as ResolveTuple);
    },

    async forgetCall(provider, carrier, carrierCallId) {
      return redis.unlink(keys.claim(provider, carrier, carrierCallId));
    },
  };
}

function toResolveReply([kind, at, link, keyedBy, key, endpoint, site]: ResolveTuple): ResolveReply {
  return { kind, at, link, keyedBy, key, endpoint, site };
}
