/**
 * What one client address may take: an IPv4 address, or the /64 of an IPv6 address. All limits of clients are here, and
 * docs/security.md explains them.
 */
export type ClientLimits = {
  /** Requests for a number in one minute. 0: no limit of clients at all. */
  allocationsPerMinute: number;
  /** Renewals in one minute. Pages that are open renew twice a minute. */
  renewalsPerMinute: number;
  /** Hits and goodbyes in one minute, counted together. */
  hitsPerMinute: number;
  /** The percentage of a pool's numbers that the address may hold at a time, at least ten numbers. */
  sharePercent: number;
  /** The hold of a link until its page's first renewal. */
  firstHoldSeconds: number;
};

/** A page sends this many renewals, and a few hits, for each allocation. */
const FOLLOWING = 10;

/** Returns the limits of one address. Without a limit of allocations there is no other limit either. */
export function clientLimits(
  allocationsPerMinute: number,
  sharePercent: number,
  firstHoldSeconds: number,
): ClientLimits {
  return {
    allocationsPerMinute,
    renewalsPerMinute: allocationsPerMinute * FOLLOWING,
    hitsPerMinute: allocationsPerMinute * FOLLOWING,
    sharePercent,
    firstHoldSeconds,
  };
}

/** Returns when a page should renew its link: before two thirds of the hold, and as often as the pool says. */
export function renewAfter(holdMs: number, renewSeconds: number): number {
  return Math.min(renewSeconds, Math.max(1, Math.floor(((holdMs / 1000) * 2) / 3)));
}
