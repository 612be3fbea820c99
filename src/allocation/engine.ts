import type { Cluster, Redis } from 'ioredis';
import type { KeyedBy } from '../domain/ledger.ts';
import type { Zone } from '../domain/phone.ts';
import { keys } from './keys.ts';
import { type LuaScript, readLuaScript } from './lua-script.ts';

export type Rung = KeyedBy | 'overflow' | 'none';

export type AllocationReason =
  | 'within_threshold'
  | 'over_threshold'
  | 'no_session'
  | 'no_number_for_session'
  | 'no_number_free'
  | 'rate_limited'
  | 'site_rate_limited'
  | 'rebuilding';

/** A pool's settings as the scripts need them. */
export type PoolSettings = {
  provider: string;
  pool: string;
  activeSeconds: number;
  holdSeconds: number;
  threshold: number | null;
  reserve: number | null;
  countedBy: 'provider' | 'site';
  boundary: 'above' | 'reaching';
  hysteresis: number;
  overflowNumber: string | null;
};

export type AllocationInput = {
  endpoint: string;
  site: string;
  /** Empty: the visitor has not agreed to be told from others. */
  session: string;
  /** The bucket's identifier. */
  bucket: string;
  /** Numbers of its country will do, those of its area are preferred. */
  zone: Zone;
  /** A new link's identifier but for its number. */
  linkTail: string;
  /** What the page told of the session, for the ledger. */
  facts: string;
  /** Who asks, for the rate limit. */
  caller: string;
  /** Requests of the caller a minute; 0: no limit. */
  rateLimit: number;
  /** Requests of all visitors of the site a minute; 0: no limit. */
  siteLimit: number;
};

export type AllocationReply = {
  keyedBy: Rung;
  reason: AllocationReason;
  number: string;
  link: string;
  /** When the link ends unless renewed, and the moment of the answer, both in Redis' milliseconds. */
  ends: number;
  now: number;
  activeSessions: number;
  threshold: number;
  /** Requests of the caller in this minute, and in how many milliseconds they are forgotten; 0 without a limit. */
  requests: number;
  resetMs: number;
};

export type RenewalReply = Pick<AllocationReply, 'keyedBy' | 'reason' | 'number' | 'link' | 'ends' | 'now'>;

export type ResolveReply = {
  kind: 'live' | 'late' | 'unlinked';
  at: number;
  link: string;
  keyedBy: KeyedBy | '';
  key: string;
  endpoint: string;
  site: string;
};

/** A number as a pool is built from it: its zone, what was done with it, and its last link. */
export type BuildNumber = {
  number: string;
  country: string;
  area: string;
  withdrawn?: 'paused' | 'retired';
  link?: string;
  combination?: string;
  seen?: number;
  /** 0: the store does not know of its end. */
  ended?: number;
  reason?: string;
};

/** How a pool stands, as Redis knows it. */
export type PoolFacts = {
  now: number;
  isBuilt: boolean;
  size: number;
  linked: number;
  liveBuckets: number;
  free: number;
  resting: number;
  activeSessions: number;
  threshold: number;
  reserve: number;
  /** Which key the hysteresis holds to; empty without one. */
  mode: 'session' | 'bucket' | '';
  /** What happened in the minutes looked back on, by name: the rungs, `started`, `ended`. */
  totals: Record<string, number>;
};

/** How long the answer to a call is remembered for repeats of its webhook. */
const CLAIM_MS = 86_400_000;
const NUMBERS_PER_CALL = 500;
const LINKS_PER_SWEEP = 200;

/**
 * The pools in Redis. Each method is one script, so one round trip and one atomic step; the scripts lie in lua/
 * and say what they do.
 * @param now for tests: the time in milliseconds in place of Redis' own
 */
export function createEngine(redis: Redis | Cluster, now?: () => number) {
  const run = defineScripts(redis);
  const time = () => now?.() ?? '';

  return {
    async allocate(settings: PoolSettings, ask: AllocationInput): Promise<AllocationReply> {
      const { provider, pool } = settings;
      const reply = (await run.allocate(
        [
          keys.active(provider),
          keys.ledger(provider),
          keys.pool(provider, pool),
          keys.rate(provider, 'allocations', ask.caller),
          keys.rate(provider, 'allocations', ask.site),
        ],
        [
          time(),
          ask.endpoint,
          ask.site,
          ask.session,
          ask.bucket,
          ask.zone.country,
          ask.zone.area,
          settings.activeSeconds * 1000,
          settings.holdSeconds * 1000,
          settings.threshold ?? '',
          settings.reserve ?? '',
          settings.overflowNumber ?? '',
          ask.linkTail,
          ask.facts,
          ask.rateLimit,
          ask.siteLimit,
          settings.countedBy === 'site' ? ask.site : '',
          settings.boundary,
          settings.hysteresis,
        ],
      )) as [Rung, AllocationReason, string, string, number, number, number, number, number, number];
      const [keyedBy, reason, number, link, ends, at, activeSessions, threshold, requests, resetMs] = reply;
      return { keyedBy, reason, number, link, ends, now: at, activeSessions, threshold, requests, resetMs };
    },

    /** @returns null when the link has ended */
    async renew(
      settings: PoolSettings,
      link: string,
      number: string,
      session: string,
    ): Promise<RenewalReply | null> {
      const { provider, pool } = settings;
      const reply = (await run.renew(
        [keys.active(provider), keys.ledger(provider), keys.pool(provider, pool)],
        [
          time(),
          link,
          number,
          session,
          settings.activeSeconds * 1000,
          settings.holdSeconds * 1000,
          settings.countedBy === 'site' ? 1 : 0,
        ],
      )) as [Rung, AllocationReason, string, string, number, number] | null;
      if (!reply) return null;
      const [keyedBy, reason, renewed, id, ends, at] = reply;
      return { keyedBy, reason, number: renewed, link: id, ends, now: at };
    },

    /** The session leaves the link. @returns how many links ended */
    async leaveLink(
      provider: string,
      pool: string,
      session: string,
      link: string,
      number: string,
    ): Promise<number> {
      return (await run.leave(
        [keys.ledger(provider), keys.pool(provider, pool)],
        [time(), session, link, number, ''],
      )) as number;
    },

    /** The session leaves its own links to the site's endpoints. @returns how many links ended */
    async leaveSite(
      provider: string,
      pool: string,
      session: string,
      site: string,
      endpoints: readonly string[],
    ): Promise<number> {
      return (await run.leave(
        [keys.ledger(provider), keys.pool(provider, pool)],
        [time(), session, '', '', site, ...endpoints],
      )) as number;
    },

    /** @returns false when the caller has sent more hits than its share */
    async hit(
      provider: string,
      hit: {
        site: string;
        session: string;
        type: 'page' | 'tap';
        page: string | null;
        caller: string;
        rateLimit: number;
        /** Whose active sessions are counted: empty for the provider's, else the site. */
        scope: string;
      },
    ): Promise<boolean> {
      const taken = await run.hit(
        [keys.active(provider), keys.ledger(provider), keys.rate(provider, 'hits', hit.caller)],
        [time(), hit.site, hit.session, hit.type, hit.page ?? '', hit.rateLimit, hit.scope],
      );
      return taken === 1;
    },

    /** What the number leads to; the same for every repeat of the call. */
    async resolve(
      provider: string,
      pool: string,
      call: { carrier: string; id: string; to: string },
    ): Promise<ResolveReply> {
      const reply = await run.resolve(
        [keys.claim(provider, call.carrier, call.id), keys.pool(provider, pool)],
        [time(), call.to, CLAIM_MS],
      );
      if (!reply) throw new PoolNotBuilt(pool);
      return toResolveReply(reply as ResolveTuple);
    },

    /** What a call's number led to when the call was answered; null when that is not remembered. */
    async resolved(provider: string, carrier: string, carrierCallId: string): Promise<ResolveReply | null> {
      const claim = await redis.get(keys.claim(provider, carrier, carrierCallId));
      return claim === null ? null : toResolveReply(JSON.parse(claim) as ResolveTuple);
    },

    /**
     * Puts numbers into the pool that are not in it, or were withdrawn. Rejects with `PoolNotBuilt` when it is to be
     * built as a whole.
     * @returns how many
     */
    async addNumbers(
      provider: string,
      pool: string,
      numbers: readonly { number: string; zone: Zone }[],
    ): Promise<number> {
      let added = 0;
      for (const some of chunks(numbers, NUMBERS_PER_CALL)) {
        const args = some.flatMap(({ number, zone }) => [number, zone.country, zone.area]);
        const reply = await run.addNumbers([keys.pool(provider, pool)], args);
        if (reply === null) throw new PoolNotBuilt(pool);
        added += reply as number;
      }
      return added;
    },

    /**
     * Takes numbers out of the pool: paused ones when their links end, retired ones at once. A call to one still finds
     * its last link.
     * @returns how many were given out until now
     */
    async withdraw(
      provider: string,
      pool: string,
      numbers: readonly string[],
      state: 'paused' | 'retired',
    ): Promise<number> {
      let withdrawn = 0;
      for (const some of chunks(numbers, NUMBERS_PER_CALL)) {
        withdrawn += (await run.withdraw(
          [keys.ledger(provider), keys.pool(provider, pool)],
          [time(), state, ...some],
        )) as number;
      }
      return withdrawn;
    },

    /** Forgets retired numbers: calls to them find nothing any more. @returns how many */
    async forget(provider: string, pool: string, numbers: readonly string[]): Promise<number> {
      return (await run.forget([keys.pool(provider, pool)], [...numbers])) as number;
    },

    /** Forgets whose the session's numbers were; its live links end. @returns how many traces there were */
    async forgetSession(
      provider: string,
      pool: string,
      session: string,
      site: string,
      endpoints: readonly string[],
    ): Promise<number> {
      return (await run.forgetSession(
        [keys.active(provider), keys.ledger(provider), keys.pool(provider, pool)],
        [time(), session, site, ...endpoints],
      )) as number;
    },

    /** Forgets what the call was answered with. @returns how many claims there were */
    async forgetCall(provider: string, carrier: string, carrierCallId: string): Promise<number> {
      return redis.unlink(keys.claim(provider, carrier, carrierCallId));
    },

    /** Removes what is left of a pool that has no numbers. */
    async removePool(provider: string, pool: string): Promise<void> {
      const key = keys.pool(provider, pool);
      await redis.unlink(key, `${key}:live`, `${key}:combinations`, `${key}:countries`);
    },

    /**
     * Puts numbers back into a lost pool; those that are there already are left. With the last of them comes how many
     * there are in all: the pool is whole then. Rejects with `PoolNotBuilt` when some went missing meanwhile.
     */
    async build(
      provider: string,
      pool: string,
      holdSeconds: number,
      numbers: readonly BuildNumber[],
      whole: number | null,
    ): Promise<number> {
      const reply = await run.build(
        [keys.ledger(provider), keys.pool(provider, pool)],
        [time(), holdSeconds * 1000, whole ?? '', ...numbers.map((number) => JSON.stringify(number))],
      );
      if (reply === null) throw new PoolNotBuilt(pool);
      return reply as number;
    },

    async isBuilt(provider: string, pool: string): Promise<boolean> {
      return (await redis.hexists(keys.pool(provider, pool), 'built')) === 1;
    },

    /**
     * How the pool stands. A number is resting for `restedMs` after its link; totals are of the last `minutes` whole
     * minutes. `site` says whose sessions are counted where sites are counted apart.
     */
    async state(
      settings: PoolSettings,
      look: { restedMs: number; minutes: number; site: string },
    ): Promise<PoolFacts> {
      const { provider, pool } = settings;
      const reply = (await run.state(
        [keys.active(provider), keys.pool(provider, pool)],
        [
          time(),
          settings.activeSeconds * 1000,
          settings.threshold ?? '',
          settings.reserve ?? '',
          look.restedMs,
          look.minutes,
          settings.countedBy === 'site' ? look.site : '',
        ],
      )) as [...StateReply, ...(string | number)[]];
      const [
        at,
        built,
        size,
        linked,
        liveBuckets,
        free,
        resting,
        activeSessions,
        threshold,
        reserve,
        mode,
        ...rest
      ] = reply;
      const totals: Record<string, number> = {};
      for (let i = 0; i + 1 < rest.length; i += 2) totals[String(rest[i])] = Number(rest[i + 1]);
      const isBuilt = built === 1;
      return {
        now: at,
        isBuilt,
        size,
        linked,
        liveBuckets,
        free,
        resting,
        activeSessions,
        threshold,
        reserve,
        mode,
        totals,
      };
    },

    /** How many numbers the pool has, free or not. */
    async size(provider: string, pool: string): Promise<number> {
      return Number((await redis.hget(keys.pool(provider, pool), 'size')) ?? 0);
    },

    /** Ends the pool's expired links that no request has met. @returns how many */
    async sweep(provider: string, pool: string): Promise<number> {
      let ended = 0;
      for (let last = LINKS_PER_SWEEP; last === LINKS_PER_SWEEP; ended += last) {
        last = (await run.sweep(
          [keys.ledger(provider), keys.pool(provider, pool)],
          [time(), LINKS_PER_SWEEP],
        )) as number;
      }
      return ended;
    },
  };
}

export type Engine = ReturnType<typeof createEngine>;

/** The pool is not in Redis, or not whole: it is to be built from the store first. */
export class PoolNotBuilt extends Error {
  override readonly name = 'PoolNotBuilt';
  constructor(pool: string) {
    super(`${pool} is not whole in Redis`);
  }
}

type StateReply = [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  PoolFacts['mode'],
];
type ResolveTuple = [ResolveReply['kind'], number, string, ResolveReply['keyedBy'], string, string, string];

function toResolveReply([kind, at, link, keyedBy, key, endpoint, site]: ResolveTuple): ResolveReply {
  return { kind, at, link, keyedBy, key, endpoint, site };
}

type Run = (keys: string[], args: (string | number)[]) => Promise<unknown>;

const scripts = {
  allocate: 'allocate-5',
  renew: 'renew-3',
  leave: 'leave-2',
  hit: 'hit-3',
  resolve: 'resolve-2',
  addNumbers: 'add-numbers-1',
  withdraw: 'withdraw-2',
  forget: 'forget-1',
  forgetSession: 'forget-session-3',
  build: 'build-2',
  state: 'state-2',
  sweep: 'sweep-2',
} as const;

/** The scripts as commands of the connection: sent by digest, and whole when Redis does not know them yet. */
function defineScripts(redis: Redis | Cluster): Record<keyof typeof scripts, Run> {
  const defined = Object.entries(scripts).map(([name, file]) => {
    const command = `ringtrail:${file}`;
    const script: LuaScript = readLuaScript(new URL(`./lua/${file}.lua`, import.meta.url).pathname);
    redis.defineCommand(command, script);
    const send = (redis as unknown as Record<string, (...args: (string | number)[]) => Promise<unknown>>)[
      command
    ];
    if (!send) throw new Error(`the connection did not take the script ${file}`);
    return [name, (keys: string[], args: (string | number)[]) => send.call(redis, ...keys, ...args)] as const;
  });
  return Object.fromEntries(defined) as Record<keyof typeof scripts, Run>;
}

function* chunks<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let i = 0; i < items.length; i += size) yield items.slice(i, i + size);
}
