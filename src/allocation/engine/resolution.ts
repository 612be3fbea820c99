import type { RedisClient } from '../../infra/redis-client.ts';
import { keys } from '../keys.ts';
import { AT_PLACE, CLAIM, claimJson, type ReadClaim, reachedText, readClaim } from './claim.ts';
import { type CallClaims, type Claim, type LateCalls, PoolNotBuilt, type Resolver } from './ports.ts';
import { connectScript, defineScript, flag, nullable, number, optional, pair, text } from './script.ts';
import { redisTime, type Time } from './time.ts';

const CLAIM_MS = 24 * 60 * 60 * 1000;
/** The clocks of two processes that follow Redis' time differ by less. */
const CLOCK_MS = 500;
/** A number leads every caller by its last link. */
const NO_LATE_CALLS: LateCalls = { caller: '', withinMs: 0, sureAt: 1 };

const RESOLVE = defineScript({
  file: 'resolve',
  keys: ['claim', 'pool', 'reached'],
  args: {
    now: optional(number),
    number: text,
    claimMs: number,
    /** The caller, or an empty text. */
    caller: text,
    /** A number leads to an endpoint that it was shown for before, for this long. 0: never. */
    lateMs: number,
    /** The probability from which on such an endpoint is sure. */
    sureAt: number,
  },
  reply: pair(nullable(CLAIM), nullable(number)),
});

const REMEMBER = defineScript({
  file: 'remember',
  keys: ['reached'],
  args: { number: text, reached: text, withinMs: number },
  reply: flag,
});

const CLAIM_CALL = defineScript({
  file: 'claim',
  keys: ['claim'],
  args: { claim: text, atPlace: number, clockMs: number, claimMs: number },
  reply: flag,
});

/** Resolves dialled numbers in Redis. */
export function createResolver(redis: RedisClient, time: Time = redisTime): Resolver & CallClaims {
  const resolve = connectScript(redis, RESOLVE);
  const claimCall = connectScript(redis, CLAIM_CALL);
  const rememberReached = connectScript(redis, REMEMBER);

  async function resolved(provider: string, carrier: string, carrierCallId: string): Promise<Claim | null> {
    const claim = await redis.get(keys.claim(provider, carrier, carrierCallId));
    return claim === null ? null : readClaim(claim);
  }

  /** Remembers where the caller got, for the next call. No answer waits for it. */
  function remember(provider: string, to: string, { reached, led }: ReadClaim, late: LateCalls): void {
    if (!late.caller || late.withinMs === 0 || !led.link) return;
    rememberReached(
      { reached: keys.reached(provider, late.caller) },
      { number: to, reached: reachedText(reached(), led.at), withinMs: late.withinMs },
    ).catch(() => undefined);
  }

  return {
    async resolve(provider, pool, { carrier, id, to, late = NO_LATE_CALLS }) {
      const [found, began] = await resolve(
        {
          claim: keys.claim(provider, carrier, id),
          pool: keys.pool(provider, pool),
          reached: keys.reached(provider, late.caller),
        },
        {
          ...{ now: time(), number: to, claimMs: CLAIM_MS },
          ...{ caller: late.caller, lateMs: late.withinMs, sureAt: late.sureAt },
        },
      );
      if (!found) throw new PoolNotBuilt(pool);
      const { claim, led } = found;
      if (began === null) return { ...claim, last: null };
      remember(provider, to, found, late);
      return { ...claim, last: { link: led.link, endpoint: led.endpoint, began } };
    },

    resolved,

    async claim(provider, { carrier, id }, claim: Claim) {
      await claimCall(
        { claim: keys.claim(provider, carrier, id) },
        { claim: claimJson(claim), atPlace: AT_PLACE, clockMs: CLOCK_MS, claimMs: CLAIM_MS },
      );
    },

    async forgetCall(provider, carrier, carrierCallId) {
      return redis.unlink(keys.claim(provider, carrier, carrierCallId));
    },

    async forgetCaller(provider, caller) {
      return redis.unlink(keys.reached(provider, caller));
    },
  };
}
