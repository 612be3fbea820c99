import type { Redis } from 'ioredis';
import type { KeyedBy } from '../domain/ledger.ts';
import type { Zone } from '../domain/phone.ts';
import { keys } from './keys.ts';
import { type LuaScript, readLuaScript } from './lua-script.ts';

export type Rung = KeyedBy | 'overflow' | 'none';

export type Reason =
  | 'within_threshold'
  | 'over_threshold'
  | 'no_number_for_session'
  | 'no_number_free'
  | 'rate_limited';

/** A pool's settings as the scripts need them. */
export type PoolSettings = {
  provider: string;
  pool: string;
  activeSeconds: number;
  holdSeconds: number;
  threshold: number | null;
  reserve: number | null;
  overflowNumber: string | null;
};

export type Ask = {
  endpoint: string;
  site: string;
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
};

export type Given = {
  keyedBy: Rung;
  reason: Reason;
  number: string;
  link: string;
  /** When the link ends unless renewed, and the moment of the answer, both in Redis' milliseconds. */
  ends: number;
  now: number;
  activeSessions: number;
  threshold: number;
  /** Requests of the caller in this minute; 0 without a limit. */
  requests: number;
};

export type Renewed = Pick<Given, 'keyedBy' | 'reason' | 'number' | 'link' | 'ends' | 'now'>;

export type Dialled = {
  kind: 'live' | 'late' | 'unlinked';
  at: number;
  link: string;
  keyedBy: KeyedBy | '';
  key: string;
  endpoint: string;
  site: string;
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
export function createEngine(redis: Redis, now?: () => number) {
  const run = defineScripts(redis);
  const time = () => now?.() ?? '';

  return {
    async allocate(settings: PoolSettings, ask: Ask): Promise<Given> {
      const { provider, pool } = settings;
      const reply = (await run.allocate(
        [
          keys.active(provider),
          keys.ledger(provider),
          keys.pool(provider, pool),
          keys.rate(provider, 'allocations', ask.caller),
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
        ],
      )) as [Rung, Reason, string, string, number, number, number, number, number];
      const [keyedBy, reason, number, link, ends, at, activeSessions, threshold, requests] = reply;
      return { keyedBy, reason, number, link, ends, now: at, activeSessions, threshold, requests };
    },

    /** @returns null when the link has ended */
    async renew(
      settings: PoolSettings,
      link: string,
      number: string,
      session: string,
    ): Promise<Renewed | null> {
      const { provider, pool } = settings;
      const reply = (await run.renew(
        [keys.active(provider), keys.ledger(provider), keys.pool(provider, pool)],
        [time(), link, number, session, settings.activeSeconds * 1000, settings.holdSeconds * 1000],
      )) as [Rung, Reason, string, string, number, number] | null;
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
      },
    ): Promise<boolean> {
      const taken = await run.hit(
        [keys.active(provider), keys.ledger(provider), keys.rate(provider, 'hits', hit.caller)],
        [time(), hit.site, hit.session, hit.type, hit.page ?? '', hit.rateLimit],
      );
      return taken === 1;
    },

    /** What the number leads to; the same for every repeat of the call. */
    async resolve(
      provider: string,
      pool: string,
      call: { carrier: string; id: string; to: string },
    ): Promise<Dialled> {
      const reply = await run.resolve(
        [keys.claim(provider, call.carrier, call.id), keys.pool(provider, pool)],
        [time(), call.to, CLAIM_MS],
      );
      return toDialled(reply as DialledReply);
    },

    /** What a call's number led to when the call was answered; null when that is not remembered. */
    async resolved(provider: string, carrier: string, carrierCallId: string): Promise<Dialled | null> {
      const claim = await redis.get(keys.claim(provider, carrier, carrierCallId));
      return claim === null ? null : toDialled(JSON.parse(claim) as DialledReply);
    },

    /** Puts numbers into the pool that are not in it. @returns how many */
    async addNumbers(
      provider: string,
      pool: string,
      numbers: readonly { number: string; zone: Zone }[],
    ): Promise<number> {
      let added = 0;
      for (const some of chunks(numbers, NUMBERS_PER_CALL)) {
        const args = some.flatMap(({ number, zone }) => [number, zone.country, zone.area]);
        added += (await run.addNumbers([keys.pool(provider, pool)], args)) as number;
      }
      return added;
    },

    /** Takes numbers out of the pool; a call to one still finds its last link. @returns how many */
    async withdraw(provider: string, pool: string, numbers: readonly string[]): Promise<number> {
      let withdrawn = 0;
      for (const some of chunks(numbers, NUMBERS_PER_CALL)) {
        withdrawn += (await run.withdraw(
          [keys.ledger(provider), keys.pool(provider, pool)],
          [time(), ...some],
        )) as number;
      }
      return withdrawn;
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

type DialledReply = [Dialled['kind'], number, string, Dialled['keyedBy'], string, string, string];

function toDialled([kind, at, link, keyedBy, key, endpoint, site]: DialledReply): Dialled {
  return { kind, at, link, keyedBy, key, endpoint, site };
}

type Run = (keys: string[], args: (string | number)[]) => Promise<unknown>;

const scripts = {
  allocate: 'allocate-4',
  renew: 'renew-3',
  leave: 'leave-2',
  hit: 'hit-3',
  resolve: 'resolve-2',
  addNumbers: 'add-numbers-1',
  withdraw: 'withdraw-2',
  sweep: 'sweep-2',
} as const;

/** The scripts as commands of the connection: sent by digest, and whole when Redis does not know them yet. */
function defineScripts(redis: Redis): Record<keyof typeof scripts, Run> {
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
