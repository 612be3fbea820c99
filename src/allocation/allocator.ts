import { bucketId } from '../domain/bucket.ts';
import type { SessionFacts } from '../domain/ledger.ts';
import type { Endpoint, Pool, Site } from '../domain/model.ts';
import { allowsOrigin } from '../domain/origin.ts';
import { isNorthAmerican, nationalFormat, type Zone, zoneOf } from '../domain/phone.ts';
import { Problem } from '../domain/problem.ts';
import { memoized } from '../infra/cache.ts';
import type { Directory } from '../registry/port.ts';
import type { AllocationReply, Links, RenewalReply } from './engine/ports.ts';
import { newLinkIdPrefix, parseLinkId } from './link-id.ts';
import type { Allocation, AllocationRequest, Hit } from './schema.ts';
import { settingsOf } from './settings.ts';

/** The client of a request. */
export type Caller = {
  /** The client's address, by which requests are counted. */
  address: string;
  /** The page's origin from the browser. Undefined for a client that is not a browser. */
  origin: string | undefined;
  isBot: boolean;
};

export type AllocatorOptions = {
  /** A client's allocations in one minute. 0: no limit. */
  rateLimit: number;
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
  /** Renews the link. Returns null when it has ended: the page must request a new allocation. */
  renew(link: string, session: string | undefined): Promise<Allocation | null>;
  /** Records a hit. Ignores a goodbye of a link that is not of the site's pool. */
  hit(hit: Hit, caller: Caller): Promise<void>;
  /** Returns true when pages of the origin may renew the link. */
  mayRenew(link: string, origin: string): boolean;
}

/** A gateway with more numbers in use formats some of them again. */
const MAX_CACHED_NUMBERS = 20_000;

/** A page sends a few hits for each allocation. */
const HITS_PER_ALLOCATION = 10;

/** Creates the allocator. It reads records from the directory, and the engine selects the number. */
export function createAllocator(directory: Directory, links: Links, options: AllocatorOptions): Allocator {
  const nationalByTables = memoized(MAX_CACHED_NUMBERS, nationalFormat);
  const zone = memoized(MAX_CACHED_NUMBERS, zoneOf);

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
        `Pages of ${caller.origin} may not ask for numbers of this site.`,
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
      renewAfterSeconds: isLinked ? pool.renewSeconds : null,
    };
  }

  async function leave(site: Site, { session, link }: Hit): Promise<void> {
    if (!link) {
      const endpoints = directory.endpointsOf(site.id).map(({ id }) => id);
      await links.leaveSite(site.provider, site.pool, { session, site: site.id, endpoints });
      return;
    }
    const address = parseLinkId(link);
    if (address?.pool !== site.pool) return;
    await links.leaveLink(site.provider, site.pool, { session, link, number: address.number });
  }

  return {
    async allocate(request, caller) {
      const site = siteOf(request.site, caller);
      const endpoint = directory.endpointOf(site.id, request.endpoint);
      if (!endpoint) throw new Problem('unknown_endpoint', `The site has no endpoint ${request.endpoint}.`);
      const pool = directory.get('pools', site.pool);
      if (!pool) throw new Problem('unavailable', 'The site has no pool.');
      if (caller.isBot) return { ...noNumber('bot'), requests: 0, resetMs: 0 };

      let reply: AllocationReply;
      try {
        reply = await links.allocate(settingsOf(directory, pool.id), {
          endpoint: endpoint.id,
          site: site.id,
          session: request.session ?? '',
          visitor: request.session === null ? '' : (request.context?.visitor ?? ''),
          bucket: bucketId(site.bucketing, request.bucket),
          zone: zoneFor(endpoint),
          linkIdPrefix: newLinkIdPrefix(pool.id),
          facts: JSON.stringify(factsOf(request)),
          caller: caller.address,
          rateLimit: options.rateLimit,
          siteLimit: site.allocationsPerMinute ?? 0,
        });
      } catch (error) {
        options.onUnavailable(error);
        return { ...noNumber('unavailable'), requests: 0, resetMs: 0 };
      }
      if (reply.reason === 'rebuilding') options.onLost(pool);
      return { ...toAllocation(reply, pool), requests: reply.requests, resetMs: reply.resetMs };
    },

    async renew(link, session) {
      const address = parseLinkId(link);
      const pool = address && directory.get('pools', address.pool);
      if (!address || !pool) return null;
      const renewed = await links.renew(settingsOf(directory, pool.id), link, address.number, session ?? '');
      return renewed && toAllocation(renewed, pool);
    },

    async hit(hit, caller) {
      const site = siteOf(hit.site, caller);
      if (hit.type === 'leave') return leave(site, hit);
      await links.recordHit(site.provider, {
        site: site.id,
        session: hit.session,
        type: hit.type,
        page: hit.page ?? null,
        caller: caller.address,
        rateLimit: options.rateLimit * HITS_PER_ALLOCATION,
        countedBy: directory.get('providers', site.provider)?.countedBy ?? 'provider',
      });
    },

    mayRenew(link, origin) {
      const pool = parseLinkId(link)?.pool;
      if (pool === undefined) return false;
      for (const { origins } of directory.sitesOn(pool)) if (allowsOrigin(origins, origin)) return true;
      return false;
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

function factsOf({ bucket, context }: AllocationRequest): SessionFacts {
  return {
    values: { ...context?.values, ...bucket },
    visitor: context?.visitor ?? null,
    page: context?.page ?? null,
    referrer: context?.referrer ?? null,
    clickIds: context?.clickIds ?? {},
  };
}
