import type { Cluster, Redis } from 'ioredis';
import { keys } from '../keys.ts';
import { type CallClaims, PoolNotBuilt, type ResolveReply, type Resolver } from './ports.ts';
import { connectScript, defineScript, named, nullable, number, optional, text, word } from './script.ts';
import { redisTime, type Time } from './time.ts';

const CLAIM_MS = 24 * 60 * 60 * 1000;

/** The members' order is also that of the claims in Redis, which outlive an upgrade. */
const RESOLVED = named({
  kind: word<ResolveReply['kind']>(),
  at: number,
  link: text,
  keyedBy: word<ResolveReply['keyedBy']>(),
  key: text,
  endpoint: text,
  site: text,
});

const RESOLVE = defineScript({
  file: 'resolve',
  keys: ['claim', 'pool'],
  args: { now: optional(number), number: text, claimMs: number },
  reply: nullable(RESOLVED),
});

/** Resolves dialled numbers in Redis. */
export function createResolver(redis: Redis | Cluster, time: Time = redisTime): Resolver & CallClaims {
  const resolve = connectScript(redis, RESOLVE);

  return {
    async resolve(provider, pool, call) {
      const reply = await resolve(
        { claim: keys.claim(provider, call.carrier, call.id), pool: keys.pool(provider, pool) },
        { now: time(), number: call.to, claimMs: CLAIM_MS },
      );
      if (!reply) throw new PoolNotBuilt(pool);
      return reply;
    },

    async resolved(provider, carrier, carrierCallId) {
      const claim = await redis.get(keys.claim(provider, carrier, carrierCallId));
      return claim === null ? null : RESOLVED.decode(JSON.parse(claim));
    },

    async forgetCall(provider, carrier, carrierCallId) {
      return redis.unlink(keys.claim(provider, carrier, carrierCallId));
    },
  };
}
