import type { Cluster, Redis } from 'ioredis';
import { keys } from '../keys.ts';
import { type CallClaims, type Claim, PoolNotBuilt, type ResolveReply, type Resolver } from './ports.ts';
import {
  connectScript,
  defineScript,
  named,
  nullable,
  number,
  optional,
  pair,
  text,
  word,
} from './script.ts';
import { redisTime, type Time } from './time.ts';

const CLAIM_MS = 24 * 60 * 60 * 1000;
/** The clocks of two processes that follow Redis' time differ by less. */
const CLOCK_MS = 500;

/** The members' order is that of the claims in Redis, which outlive an upgrade. */
const CLAIM = named({
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
  reply: pair(nullable(CLAIM), nullable(number)),
});

/** Resolves dialled numbers in Redis. */
export function createResolver(redis: Redis | Cluster, time: Time = redisTime): Resolver & CallClaims {
  const resolve = connectScript(redis, RESOLVE);

  async function resolved(provider: string, carrier: string, carrierCallId: string): Promise<Claim | null> {
    const claim = await redis.get(keys.claim(provider, carrier, carrierCallId));
    return claim === null ? null : CLAIM.decode(JSON.parse(claim));
  }

  return {
    async resolve(provider, pool, call) {
      const reply = await resolve(
        { claim: keys.claim(provider, call.carrier, call.id), pool: keys.pool(provider, pool) },
        { now: time(), number: call.to, claimMs: CLAIM_MS },
      );
      const [claim, began] = reply;
      if (!claim) throw new PoolNotBuilt(pool);
      return { ...claim, began };
    },

    resolved,

    async claim(provider, { carrier, id }, claim: Claim) {
      const first = await resolved(provider, carrier, id);
      if (first && first.at < claim.at - CLOCK_MS) return;
      const text = JSON.stringify(CLAIM.names?.map((name) => claim[name as keyof Claim]));
      await redis.set(keys.claim(provider, carrier, id), text, 'PX', CLAIM_MS);
    },

    async forgetCall(provider, carrier, carrierCallId) {
      return redis.unlink(keys.claim(provider, carrier, carrierCallId));
    },
  };
}
