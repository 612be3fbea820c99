import type { Cluster, Redis } from 'ioredis';
import { keys } from '../keys.ts';
import { type CallClaims, type Claim, PoolNotBuilt, type ResolveReply, type Resolver } from './ports.ts';
import {
  connectScript,
  defineScript,
  flag,
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

/** The place of `at` in a claim, as Lua counts. */
const AT_PLACE = (CLAIM.names?.indexOf('at') ?? 0) + 1;

const RESOLVE = defineScript({
  file: 'resolve',
  keys: ['claim', 'pool'],
  args: { now: optional(number), number: text, claimMs: number },
  reply: pair(nullable(CLAIM), nullable(number)),
});

const CLAIM_CALL = defineScript({
  file: 'claim',
  keys: ['claim'],
  args: { claim: text, atPlace: number, clockMs: number, claimMs: number },
  reply: flag,
});

/** Reads a claim as Redis has it. */
export function readClaim(json: string): Claim {
  return CLAIM.decode(JSON.parse(json));
}

/** Resolves dialled numbers in Redis. */
export function createResolver(redis: Redis | Cluster, time: Time = redisTime): Resolver & CallClaims {
  const resolve = connectScript(redis, RESOLVE);
  const claimCall = connectScript(redis, CLAIM_CALL);

  async function resolved(provider: string, carrier: string, carrierCallId: string): Promise<Claim | null> {
    const claim = await redis.get(keys.claim(provider, carrier, carrierCallId));
    return claim === null ? null : readClaim(claim);
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
      const json = JSON.stringify(CLAIM.names?.map((name) => claim[name as keyof Claim]));
      await claimCall(
        { claim: keys.claim(provider, carrier, id) },
        { claim: json, atPlace: AT_PLACE, clockMs: CLOCK_MS, claimMs: CLAIM_MS },
      );
    },

    async forgetCall(provider, carrier, carrierCallId) {
      return redis.unlink(keys.claim(provider, carrier, carrierCallId));
    },
  };
}
