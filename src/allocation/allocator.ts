import { type BucketValues, bucketId } from '../domain/bucket.ts';
import { intentOf } from '../domain/confidence/intent.ts';
import type { SessionFacts } from '../domain/ledger.ts';
import type { Endpoint, Pool, Site } from '../domain/model.ts';
import { allowsOrigin } from '../domain/origin.ts';
import { isNorthAmerican, nationalFormat, type Zone, zoneOf } from '../domain/phone.ts';
import { Problem } from '../domain/problem.ts';
import { memoized } from '../infra/cache.ts';
import type { Directory } from '../registry/port.ts';
import type {
  AllocationReply,
  LimitedClient,
  Links,
  PoolGuard,
  RenewalReply,
  SiteVisit,
} from './engine/ports.ts';
import { type ClientLimits, renewAfter } from './limits.ts';
import { newLinkIdPrefix, parseLinkId } from './link-id.ts';
import { anAddressOf, networkDigests } from './network.ts';
import { requestedBucket, withPlace } from './requested-bucket.ts';
import type { Allocation, AllocationRequest, Hit } from './schema.ts';
import { settingsOf } from './settings.ts';

/** The client of a request. */
export type Caller = {
  /** The client's address. Its network is limited. */
  address: string;
  /** The page's origin from the browser. Undefined for a client that is not a browser. */
  origin: string | undefined;
  isBot: boolean;
};

export type AllocatorOptions = {
  limits: ClientLimits;
  /** Returns the place of an address, or an empty text. */
  placeOf: (address: string) => string;
  /** Receives the error when Redis did not answer. The page then keeps its own number. */
  onUnavailable: (error: unknown) => void;
  /** Receives a pool that Redis has lost. The builder then builds it from the store. */
  onLost: (pool: Pool) => void;
};

/** An allocation, the client's requests in this minute and the milliseconds until their count starts again. */
export type AllocationAnswer = Allocation & { requests: number; resetMs: number };

/** Serves pages: allocations, renewals and hits. Methods throw a `Problem` for an unknown site or a foreign origin. */
export interface Allocator {
  allocate(request: AllocationRequest, caller: Caller): Promise<AllocationAnswer>;
  /**
   * Renews the link. Returns null when it has ended: the page must request a new allocation. Throws
   * `origin_not_allowed` for a page of no site of the pool, and `rate_limited` above the client's limit.
   */
  renew(link: string, session: string | undefined, caller: Caller): Promise<Allocation | null>;
  /** Records a hit. Ignores a goodbye of a link that is not the site's. */
  hit(hit: Hit, caller: Caller): Promise<void>;
}

/** A gateway with more numbers in use formats some of them again. */
const MAX_CACHED_NUMBERS = 20_000;

/** Creates the allocator. It reads records from the directory, and the engine selects the number. */
export function createAllocator(directory: Directory, links: Links, options: AllocatorOptions): Allocator {
  const { limits } = options;
  const digestOf = networkDigests();
  const nationalByTables = memoized(MAX_CACHED_NUMBERS, nationalFormat);
  const zone = memoized(MAX_CACHED_NUMBERS, zoneOf);
  const guards = new WeakMap<Site, PoolGuard>();

  /** A North American number is formatted faster than a cache finds it. */
  function national(number: string): string {
    return isNorthAmerican(number) ? nationalFormat(number) : nationalByTables(number);
  }

  /** Returns the endpoint's zone. For an endpoint without a number it is the country of the pool's numbers. */
  function zoneFor(endpoint: Endpoint): Zone {
    if (endpoint.number) return zone(endpoint.number);
    const site = directory.get('sites', endpoint.site);
    const some = site && directory.someNumberOf(site.pool);
    return some ? { country: zone(some.number).country, area: '' } : { country: '', area: '' };
  }

  function siteOf(id: string, caller: Caller): Site {
    const site = directory.get('sites', id);
    if (!site) throw new Problem('unknown_site', `There is no site ${id}.`);
    if (caller.origin !== undefined && !allowsOrigin(site.origins, caller.origin)) {
      throw new Problem(
        'origin_not_allowed',
        `Ringtrail gives pages of ${caller.origin} no number. Add this origin to the site's \`origins\`.`,
      );
    }
    return site;
  }

  function toAllocation(reply: RenewalReply, pool: Pool): Allocation {
    const isLinked = reply.keyedBy === 'session' || reply.keyedBy === 'bucket';
    return {
      number: reply.number || null,
      national: reply.number ? national(reply.number) : null,
      keyedBy: reply.keyedBy,
      reason: reply.reason,
      link: reply.link || null,
      expiresAt: isLinked ? new Date(reply.ends).toISOString() : null,
      renewAfterSeconds: isLinked ? renewAfter(reply.ends - reply.now, pool.renewSeconds) : null,
    };
  }

  /** Returns the guard of the site's pool. The directory replaces a site that changes, so the guard is formed once a change. */
  function guardOf(site: Site): PoolGuard | undefined {
    const { allocationsPerMinute, sharePercent, firstHoldSeconds } = limits;
    if (allocationsPerMinute === 0 || sharePercent === 0) return undefined;
    const known = guards.get(site);
    if (known) return known;
    const guard = { sharePercent, firstHoldSeconds, sharedBucket: bucketId(site.bucketing, {}) };
    guards.set(site, guard);
    return guard;
  }

  function visitOf({ id: site }: Site, session: string): SiteVisit {
    return { session, site, endpoints: directory.endpointsOf(site).map(({ id }) => id) };
  }

  /** Returns the link that a hit names, or undefined for a link of another pool. */
  function linkIn({ pool }: Site, { link }: Hit): { id: string; number: string } | undefined {
    const address = link ? parseLinkId(link) : null;
    return link && address?.pool === pool ? { id: link, number: address.number } : undefined;
  }

  async function leave(site: Site, hit: Hit, client: LimitedClient): Promise<void> {
    const { provider, pool } = site;
    if (!hit.link) {
      await links.leaveSite(provider, pool, visitOf(site, hit.session), client);
      return;
    }
    const link = linkIn(site, hit);
    if (!link) return;
    const leaving = { session: hit.session, site: site.id, link: link.id, number: link.number };
    await links.leaveLink(provider, pool, leaving, client);
  }

  /** Returns the pool's sites whose pages have the origin. Undefined: the client names no origin. Throws where there is no such site. */
  function sitesOf(pool: string, { origin }: Caller): string[] | undefined {
    if (origin === undefined) return undefined;
    const sites = [...directory.sitesOn(pool)].filter(({ origins }) => allowsOrigin(origins, origin));
    if (sites.length > 0) return sites.map(({ id }) => id);
    throw new Problem('origin_not_allowed', `Pages of ${origin} may not renew this link.`);
  }

  return {
    async allocate(request, caller) {
      const site = siteOf(request.site, caller);
      const endpoint = directory.endpointOf(site.id, request.endpoint);
      if (!endpoint) throw new Problem('unknown_endpoint', `The site has no endpoint ${request.endpoint}.`);
      const pool = directory.get('pools', site.pool);
      if (!pool) throw new Problem('unavailable', 'The site has no pool.');
      const named = requestedBucket(request, site.bucketing);
      if (caller.isBot) return { ...noNumber('bot'), requests: 0, resetMs: 0 };
      const bucket = withPlace(named, site.bucketing, () => options.placeOf(anAddressOf(caller.address)));
      const facts = factsOf(request, bucket);

      let reply: AllocationReply;
      try {
        reply = await links.allocate(settingsOf(directory, pool.id), {
          endpoint: endpoint.id,
          site: site.id,
          session: request.session ?? '',
          visitor: request.session === null ? '' : (request.context?.visitor ?? ''),
          bucket: bucketId(site.bucketing, bucket),
          zone: zoneFor(endpoint),
          intent: intentOf(facts) ?? undefined,
          linkIdPrefix: newLinkIdPrefix(pool.id),
          facts: JSON.stringify(facts),
          caller: digestOf(caller.address),
          rateLimit: limits.allocationsPerMinute,
          siteLimit: site.allocationsPerMinute ?? 0,
          guard: guardOf(site),
        });
      } catch (error) {
        options.onUnavailable(error);
        return { ...noNumber('unavailable'), requests: 0, resetMs: 0 };
      }
      if (reply.reason === 'rebuilding') options.onLost(pool);
      return { ...toAllocation(reply, pool), requests: reply.requests, resetMs: reply.resetMs };
    },

    async renew(link, session, caller) {
      const address = parseLinkId(link);
      const pool = address && directory.get('pools', address.pool);
      if (!address || !pool) return null;
      const renewed = await links.renew(settingsOf(directory, pool.id), link, address.number, session ?? '', {
        caller: digestOf(caller.address),
        rateLimit: limits.renewalsPerMinute,
        sites: sitesOf(pool.id, caller),
      });
      if (renewed?.reason === 'rate_limited')
        throw new Problem('rate_limited', 'This address has renewed too many links.');
      return renewed && toAllocation(renewed, pool);
    },

    async hit(hit, caller) {
      const site = siteOf(hit.site, caller);
      const client = { caller: digestOf(caller.address), rateLimit: limits.hitsPerMinute };
      if (hit.type === 'leave') return leave(site, hit, client);
      const link = linkIn(site, hit);
      if (hit.link && !link) return;
      await links.recordHit(settingsOf(directory, site.pool), {
        ...visitOf(site, hit.session),
        ...client,
        type: hit.type,
        page: hit.page ?? null,
        link,
      });
    },
  };
}

function noNumber(reason: Allocation['reason']): Allocation {
  return {
    number: null,
    national: null,
    keyedBy: 'none',
    reason,
    link: null,
    expiresAt: null,
    renewAfterSeconds: null,
  };
}

function factsOf({ context }: AllocationRequest, bucket: BucketValues): SessionFacts {
  return {
    values: { ...context?.values, ...bucket },
    visitor: context?.visitor ?? null,
    page: context?.page ?? null,
    referrer: context?.referrer ?? null,
    clickIds: context?.clickIds ?? {},
  };
}
