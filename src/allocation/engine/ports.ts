/**
 * The engine's interfaces, by use. Each method is one Lua script or one command, so it is one round trip to Redis
 * and one atomic step. Methods reject with `RedisAway` when Redis does not answer.
 */

import type { SHOWN_KINDS } from '../../domain/call-event.ts';
import type { Zone } from '../../domain/phone.ts';
import type { AllocationReason, KeyedBy, Rung } from '../../domain/rung.ts';
import type {
  BuildNumber,
  NumberInZone,
  Planning,
  PoolFacts,
  PoolSettings,
  StateQuery,
  WithdrawnState,
} from './pool.ts';

/** A page's request for a number, with all ids resolved by the directory. */
export type AllocationInput = {
  endpoint: string;
  site: string;
  /** The session's id. Empty when the visitor has declined consent: the page then gets its bucket's number. */
  session: string;
  /** The visitor's id. Empty when it is unknown. A new session of a visitor gets the number of the last one if it can. */
  visitor: string;
  /** The bucket's id. */
  bucket: string;
  /** The number must be of this country. A number of this area is preferred. */
  zone: Zone;
  /** The intent that the site's own score reported. */
  intent?: string | undefined;
  /** The start of a new link's id, from `newLinkIdPrefix`. */
  linkIdPrefix: string;
  /** The session's facts as JSON, for the ledger. */
  facts: string;
  /** The digest of the client's network, for its limits. */
  caller: string;
  /** The client's requests in one minute. 0: no limit. */
  rateLimit: number;
  /** The site's requests in one minute, of all visitors. 0: no limit. */
  siteLimit: number;
  /** The guard against clients that take the pool. Undefined: clients are not limited by it. */
  guard?: PoolGuard | undefined;
};

/** How much of a pool one network may take. */
export type PoolGuard = {
  /** The percentage of the pool's numbers. */
  sharePercent: number;
  /** The hold until a page's first renewal. */
  firstHoldSeconds: number;
  /** The bucket without values. All share its number whose own bucket gets none. */
  sharedBucket: string;
};

export type AllocationReply = {
  keyedBy: Rung;
  reason: AllocationReason;
  /** Empty on the rung `none`. */
  number: string;
  /** Empty on the rungs `overflow` and `none`. */
  link: string;
  /** The link's end without a renewal, in milliseconds of Redis' clock. 0 on the rung `none`. */
  ends: number;
  /** The link's start, which is higher with each link of the number. 0 without a link. */
  began: number;
  /** The time of the reply, in milliseconds of Redis' clock. */
  now: number;
  activeSessions: number;
  threshold: number;
  /** The client's requests in this minute. 0 without a limit. */
  requests: number;
  /** The milliseconds until the count of requests starts again. */
  resetMs: number;
};

export type RenewalReply = Pick<AllocationReply, 'keyedBy' | 'reason' | 'number' | 'link' | 'ends' | 'now'>;

/** The client of a renewal or hit. */
export type LimitedClient = {
  /** The digest of the client's network. */
  caller: string;
  /** The client's renewals, or its hits and goodbyes, in one minute. 0: no limit. */
  rateLimit: number;
};

export type RecordedHit = SiteVisit &
  LimitedClient & {
    type: 'page' | 'tap';
    page: string | null;
    /** The link that the hit names. */
    link?: { id: string; number: string } | undefined;
  };

/** A session's links to all endpoints of a site. */
export type SiteVisit = { session: string; site: string; endpoints: readonly string[] };

/** Allocation: the links of pages, from the first request to the goodbye. */
export interface Links {
  /** Allocates a number to a page, or renews the link of its combination. Replies `none` when there is no number. */
  allocate(settings: PoolSettings, input: AllocationInput): Promise<AllocationReply>;

  /**
   * Renews a link for `holdSeconds`. Returns null when the link has ended, for this session at least, and when it is
   * not of one of `sites`. Without `sites` any site may renew it. Replies `rate_limited` above the client's limit.
   */
  renew(
    settings: PoolSettings,
    link: string,
    number: string,
    session: string,
    client?: LimitedClient & { sites?: readonly string[] | undefined },
  ): Promise<RenewalReply | null>;

  /** Takes the session off the link and returns the number of links that ended. A bucket link ends with its last session. */
  leaveLink(
    provider: string,
    pool: string,
    leaving: { session: string; site: string; link: string; number: string },
    client?: LimitedClient,
  ): Promise<number>;

  /** Ends the session's own links to the site's endpoints and returns their number. */
  leaveSite(provider: string, pool: string, visit: SiteVisit, client?: LimitedClient): Promise<number>;

  /**
   * Adds a hit to the ledger. Returns false when it did not: the client has reached its limit, or the session is not
   * shown a number. A page's hit then waits for its number.
   */
  recordHit(settings: PoolSettings, hit: RecordedHit): Promise<boolean>;

  /** Ends the session's links and removes its id from the records of numbers. Returns the number of traces removed. */
  forgetSession(provider: string, pool: string, visit: SiteVisit): Promise<number>;
}

/** Numbers: the contents of a pool. */
export interface PoolInventory {
  /**
   * Adds numbers that are not in the pool or were withdrawn, and returns how many. Rejects with `PoolNotBuilt` when
   * Redis has lost the pool.
   */
  addNumbers(provider: string, pool: string, numbers: readonly NumberInZone[]): Promise<number>;

  /**
   * Withdraws numbers and returns how many were in use or free until now. A paused number keeps its live link; a
   * retired number's link ends at once. The last link stays known for late calls.
   */
  withdrawNumbers(
    provider: string,
    pool: string,
    numbers: readonly string[],
    state: WithdrawnState,
  ): Promise<number>;

  /** Forgets retired numbers and returns how many. A later call to one finds no link. */
  forgetNumbers(provider: string, pool: string, numbers: readonly string[]): Promise<number>;

  /** Removes the keys of a pool that has no numbers. */
  removePool(provider: string, pool: string): Promise<void>;

  /**
   * Puts numbers into a pool that Redis has lost, and returns how many were missing. The last call brings `total`, the
   * count of all numbers, and marks the pool as built. Rejects with `PoolNotBuilt` when numbers have been lost meanwhile.
   */
  buildPool(
    provider: string,
    pool: string,
    holdSeconds: number,
    numbers: readonly BuildNumber[],
    total: number | null,
  ): Promise<number>;

  isBuilt(provider: string, pool: string): Promise<boolean>;

  /** Returns how many numbers are linked or free. */
  countNumbers(provider: string, pool: string): Promise<number>;
}

export const RESOLUTION_KINDS = ['live', 'late', 'unlinked'] as const;

/** The link that a dialled number led to at the time of the call. */
export type Claim = {
  /**
   * `unlinked`: the number has never had a link, and the members after `at` are empty. A call to an endpoint that the
   * caller was shown before names that endpoint and its link; `keyedBy`, `key` and `site` are empty.
   */
  kind: (typeof RESOLUTION_KINDS)[number] | (typeof SHOWN_KINDS)[number];
  /** The time of the call, in milliseconds of Redis' clock. */
  at: number;
  link: string;
  keyedBy: KeyedBy | '';
  key: string;
  endpoint: string;
  site: string;
};

export type ResolveReply = Claim & {
  /** The number's last link, with the start 0 where there is no link. null for a repeat of the call. */
  last: Omit<LastLink, 'number'> | null;
};

/** The last link of a number. Its start is higher with each link of the number. */
export type LastLink = { number: string; link: string; endpoint: string; began: number };

/** The last links of numbers, for processes that follow them. */
export interface LastLinks {
  /** Returns the last link of each of the pool's numbers that has had one. */
  lastLinks(provider: string, pool: string, numbers: readonly string[]): Promise<LastLink[]>;
}

/** A provider's rule for calls to a number that has since been shown for another endpoint. */
export type LateCalls = {
  /** The caller as the provider stores it. Empty: the caller withheld the number. */
  caller: string;
  /** A number leads to an endpoint that it was shown for before, for this long. 0: never. */
  withinMs: number;
  /** The probability from which on such an endpoint is sure. */
  sureAt: number;
};

/** Resolution: the endpoint and the link that a dialled number leads to. */
export interface Resolver {
  /**
   * Resolves the dialled number and claims the answer for the call: a repeat of the call gets the same answer for a day.
   * Rejects with `PoolNotBuilt` when Redis has lost the pool.
   */
  resolve(
    provider: string,
    pool: string,
    call: { carrier: string; id: string; to: string; late?: LateCalls },
  ): Promise<ResolveReply>;

  /** Returns the call's claim. Returns null for a call without a claim. */
  resolved(provider: string, carrier: string, carrierCallId: string): Promise<Claim | null>;

  /**
   * Replaces the call's claim by the answer that the call got, unless another gateway had answered it before. A question that
   * Redis answered too late has a later claim, which no carrier received.
   */
  claim(provider: string, call: { carrier: string; id: string }, claim: Claim): Promise<void>;

  /** Forgets the endpoints that the caller has reached, and returns the number of keys removed. */
  forgetCaller(provider: string, caller: string): Promise<number>;
}

/** The claims of calls, for erasure. */
export interface CallClaims {
  /** Removes the call's claim and returns the number of claims removed. */
  forgetCall(provider: string, carrier: string, carrierCallId: string): Promise<number>;
}

/** Upkeep: the work on a pool that no page asks for. */
export interface PoolUpkeep {
  /** Ends the pool's expired links and returns their number. */
  sweep(provider: string, pool: string): Promise<number>;

  /**
   * Plans which buckets own the pool's numbers, by the policy `affinity`, where enough sessions have come since the last plan
   * or a minute has passed. Returns the number of countries with a new plan.
   */
  plan(provider: string, pool: string, planning: Planning): Promise<number>;

  /** Returns the pool's figures. */
  state(settings: PoolSettings, query: StateQuery): Promise<PoolFacts>;
}

export interface Engine extends Links, PoolInventory, Resolver, CallClaims, LastLinks, PoolUpkeep {}

/** Redis does not hold the pool, or holds only a part of it. The builder builds it from the store. */
export class PoolNotBuilt extends Error {
  override readonly name = 'PoolNotBuilt';
  constructor(pool: string) {
    super(`${pool} is not built in Redis`);
  }
}
