import { bucketId } from '../domain/bucket.ts';
import type { SessionFacts } from '../domain/ledger.ts';
import type { Endpoint, Pool, Site } from '../domain/model.ts';
import { type E164, nationalFormat, type Zone, zoneOf } from '../domain/phone.ts';
import { Problem } from '../domain/problem.ts';
import type { Directory } from '../registry/port.ts';
import type { AllocationReply, Engine, RenewalReply } from './engine.ts';
import { newLinkTail, parseLinkId } from './link-id.ts';
import type { Allocation, AllocationRequest, Hit } from './schema.ts';
import { settingsOf } from './settings.ts';

export type Caller = {
  /** The client's address, from whom requests are counted. */
  address: string;
  /** The page's origin, as a browser says it; undefined when the caller is no browser. */
  origin: string | undefined;
  isBot: boolean;
};

export type AllocatorOptions = {
  /** Allocations a minute for one client address; 0: no limit. */
  rateLimit: number;
  /** Told when Redis could not be asked: the page then keeps its own number. */
  onUnavailable: (error: unknown) => void;
  /** Told when a pool is not in Redis: it is to be built from the store. */
  onLost: (pool: Pool) => void;
};

/**
 * An allocation and how much of its share the caller has used: its requests this minute, and in how many milliseconds
 * they are forgotten; 0 where nothing was counted.
 */
export type AllocationAnswer = Allocation & { requests: number; resetMs: number };

/** A page sends a few hits for each allocation. */
const HITS_PER_ALLOCATION = 10;

/** Gives numbers to pages: looks up what was set up, and leaves the choice to the engine. */
export function createAllocator(directory: Directory, engine: Engine, options: AllocatorOptions) {
  const national = memo(nationalFormat);
  const zone = memo(zoneOf);

  /** Where the numbers must be from: as the endpoint, or where it is no number, as the pool. */
  function zoneFor(endpoint: Endpoint): Zone {
    if (endpoint.number) return zone(endpoint.number);
    const site = directory.get('sites', endpoint.site);
    const some = site && directory.someNumberOf(site.pool);
    return some ? { country: zone(some.number).country, area: '' } : { country: '', area: '' };
  }

  function siteOf(id: string, caller: Caller): Site {
    const site = directory.get('sites', id);
    if (!site) throw new Problem('unknown_site', `There is no site ${id}.`);
    if (caller.origin !== undefined && !site.origins.includes(caller.origin)) {
      throw new Problem(
        'origin_not_allowed',
        `Pages of ${caller.origin} may not ask for numbers of this site.`,
      );
    }
    return site;
  }

  function tell(given: RenewalReply, pool: Pool): Allocation {
    const linked = given.keyedBy === 'session' || given.keyedBy === 'bucket';
    return {
      number: given.number || null,
      national: given.number ? national(given.number) : null,
      keyedBy: given.keyedBy,
      reason: given.reason,
      link: given.link || null,
      expiresAt: linked ? new Date(given.ends).toISOString() : null,
      renewAfterSeconds: linked ? pool.renewSeconds : null,
    };
  }

  return {
    async allocate(request: AllocationRequest, caller: Caller): Promise<AllocationAnswer> {
      const site = siteOf(request.site, caller);
      const endpoint = directory.endpointOf(site.id, request.endpoint);
      if (!endpoint) throw new Problem('unknown_endpoint', `The site has no endpoint ${request.endpoint}.`);
      const pool = directory.get('pools', site.pool);
      if (!pool) throw new Problem('unavailable', 'The site has no pool.');
      if (caller.isBot) return { ...nothing('bot'), requests: 0, resetMs: 0 };

      let given: AllocationReply;
      try {
        given = await engine.allocate(settingsOf(directory, pool.id), {
          endpoint: endpoint.id,
          site: site.id,
          session: request.session ?? '',
          bucket: bucketId(site.bucketing, request.bucket),
          zone: zoneFor(endpoint),
          linkTail: newLinkTail(pool.id),
          facts: JSON.stringify(factsOf(request)),
          caller: caller.address,
          rateLimit: options.rateLimit,
          siteLimit: site.allocationsPerMinute ?? 0,
        });
      } catch (error) {
        options.onUnavailable(error);
        return { ...nothing('unavailable'), requests: 0, resetMs: 0 };
      }
      if (given.reason === 'rebuilding') options.onLost(pool);
      return { ...tell(given, pool), requests: given.requests, resetMs: given.resetMs };
    },

    /** @returns null when the link has ended and the page must ask anew */
    async renew(link: string, session: string | undefined): Promise<Allocation | null> {
      const address = parseLinkId(link);
      const pool = address && directory.get('pools', address.pool);
      if (!address || !pool) return null;
      const renewed = await engine.renew(settingsOf(directory, pool.id), link, address.number, session ?? '');
      return renewed && tell(renewed, pool);
    },

    /** Takes what pages report; what cannot be placed is passed over. */
    async hit(hit: Hit, caller: Caller): Promise<void> {
      const site = siteOf(hit.site, caller);
      if (hit.type !== 'leave') {
        await engine.hit(site.provider, {
          site: site.id,
          session: hit.session,
          type: hit.type,
          page: hit.page ?? null,
          caller: caller.address,
          rateLimit: options.rateLimit * HITS_PER_ALLOCATION,
          scope: directory.get('providers', site.provider)?.countedBy === 'site' ? site.id : '',
        });
        return;
      }
      const address = hit.link ? parseLinkId(hit.link) : null;
      if (hit.link && address?.pool === site.pool) {
        await engine.leaveLink(site.provider, site.pool, hit.session, hit.link, address.number);
      } else if (!hit.link) {
        const endpoints = directory.endpointsOf(site.id).map(({ id }) => id);
        await engine.leaveSite(site.provider, site.pool, hit.session, site.id, endpoints);
      }
    },

    /** Whether pages of the origin may renew the link. */
    mayRenew(link: string, origin: string): boolean {
      const pool = parseLinkId(link)?.pool;
      if (pool === undefined) return false;
      for (const { origins } of directory.sitesOn(pool)) if (origins.includes(origin)) return true;
      return false;
    },
  };
}

export type Allocator = ReturnType<typeof createAllocator>;

function nothing(reason: Allocation['reason']): Allocation {
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

/** Remembers an answer for each number. Only for numbers that were set up: there are only so many of them. */
function memo<T>(compute: (number: E164) => T): (number: E164) => T {
  const known = new Map<E164, T>();
  return (number) => {
    const there = known.get(number);
    if (there !== undefined) return there;
    const made = compute(number);
    known.set(number, made);
    return made;
  };
}
