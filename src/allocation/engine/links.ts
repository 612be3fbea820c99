import type { RedisClient } from '../../infra/redis-client.ts';
import { combinationText, visitorText } from '../combination.ts';
import { keys } from '../keys.ts';
import {
  ALLOCATE,
  ALLOCATE_BY_AFFINITY,
  FORGET_SESSION,
  LEAVE_LINK,
  LEAVE_SITE,
  RECORD_HIT,
  RENEW,
} from './link-scripts.ts';
import type { LimitedClient, Links, SiteVisit } from './ports.ts';
import { connectScript } from './script.ts';
import { redisTime, type Time } from './time.ts';

const NO_LIMIT: LimitedClient = { caller: '', rateLimit: 0 };

/** Runs the scripts of pages' links. */
export function createLinks(redis: RedisClient, time: Time = redisTime): Links {
  const allocate = connectScript(redis, ALLOCATE);
  const allocateByAffinity = connectScript(redis, ALLOCATE_BY_AFFINITY);
  const renew = connectScript(redis, RENEW);
  const leaveLink = connectScript(redis, LEAVE_LINK);
  const leaveSite = connectScript(redis, LEAVE_SITE);
  const recordHit = connectScript(redis, RECORD_HIT);
  const forgetSession = connectScript(redis, FORGET_SESSION);

  return {
    allocate(settings, input) {
      const { provider, pool, activeSeconds, holdSeconds } = settings;
      const { endpoint, site, session, visitor, bucket, zone, guard } = input;
      const bucketCombination = (key: string) => combinationText({ keyedBy: 'bucket', endpoint, site, key });
      const firstHoldSeconds = guard ? Math.min(guard.firstHoldSeconds, holdSeconds) : holdSeconds;
      const at = {
        active: keys.active(provider),
        ledger: keys.ledger(provider),
        pool: keys.pool(provider, pool),
        callerRate: keys.rate(provider, 'allocations', input.caller),
        siteRate: keys.rate(provider, 'allocations', site),
        early: keys.early(provider),
      };
      const common = {
        now: time(),
        site,
        session,
        sessionCombination: sessionCombination(endpoint, site, session),
        bucketCombination: bucketCombination(bucket),
        sharedCombination: bucketCombination(guard?.sharedBucket ?? bucket),
        visitor: visitor && visitorText(endpoint, site, visitor),
        country: zone.country,
        area: zone.area,
        activeMs: activeSeconds * 1000,
        holdMs: holdSeconds * 1000,
        firstHoldMs: firstHoldSeconds * 1000,
        lateMs: settings.lateMs,
        overflow: settings.overflowNumber,
        linkIdPrefix: input.linkIdPrefix,
        facts: input.facts,
        rateLimit: input.rateLimit,
        siteLimit: input.siteLimit,
        network: input.caller,
        share: guard?.sharePercent ?? 0,
        countedBy: settings.countedBy,
      };
      if (settings.policy === 'affinity')
        return allocateByAffinity(at, { ...common, intent: input.intent ?? '' });
      const { threshold, otherNumbers, reserve, boundary, hysteresis } = settings;
      return allocate(at, { ...common, threshold, otherNumbers, reserve, boundary, hysteresis });
    },

    renew(settings, link, number, session, { caller, rateLimit, sites } = NO_LIMIT) {
      const { provider, pool, activeSeconds, holdSeconds, countedBy } = settings;
      return renew(
        {
          active: keys.active(provider),
          ledger: keys.ledger(provider),
          pool: keys.pool(provider, pool),
          callerRate: keys.rate(provider, 'renewals', caller),
        },
        {
          now: time(),
          link,
          number,
          session,
          activeMs: activeSeconds * 1000,
          holdMs: holdSeconds * 1000,
          countedBy,
          rateLimit,
          sites: sites ? `|${sites.join('|')}|` : '',
        },
      );
    },

    leaveLink(provider, pool, { session, site, link, number }, { caller, rateLimit } = NO_LIMIT) {
      return leaveLink(leavingKeys(provider, pool, caller), {
        now: time(),
        ...{ session, site, link, number, rateLimit },
      });
    },

    leaveSite(provider, pool, visit, { caller, rateLimit } = NO_LIMIT) {
      return leaveSite(leavingKeys(provider, pool, caller), {
        now: time(),
        combinations: sessionCombinations(visit),
        rateLimit,
      });
    },

    async recordHit({ provider, pool, holdSeconds, countedBy, overflowNumber }, hit) {
      const { site, session, type, page, link, caller, rateLimit } = hit;
      const taken = await recordHit(
        {
          ...leavingKeys(provider, pool, caller),
          active: keys.active(provider),
          early: keys.early(provider),
        },
        {
          now: time(),
          ...{ site, session, hit: type, page, rateLimit, countedBy },
          link: link?.id ?? '',
          number: link?.number ?? '',
          combinations: sessionCombinations(hit),
          overflow: overflowNumber,
          holdMs: holdSeconds * 1000,
        },
      );
      return taken === 1;
    },

    forgetSession(provider, pool, { session, site, endpoints }) {
      const visits = endpoints.map((endpoint) => ({
        combination: sessionCombination(endpoint, site, session),
        withoutSession: sessionCombination(endpoint, site, ''),
      }));
      return forgetSession(
        {
          active: keys.active(provider),
          ledger: keys.ledger(provider),
          pool: keys.pool(provider, pool),
        },
        { now: time(), session, site, visits },
      );
    },
  };
}

function leavingKeys(provider: string, pool: string, caller: string) {
  return {
    ledger: keys.ledger(provider),
    pool: keys.pool(provider, pool),
    callerRate: keys.rate(provider, 'hits', caller),
  };
}

/** Returns the session's combination with each endpoint of the site. */
function sessionCombinations({ session, site, endpoints }: SiteVisit): string[] {
  return endpoints.map((endpoint) => sessionCombination(endpoint, site, session));
}

function sessionCombination(endpoint: string, site: string, session: string): string {
  return combinationText({ keyedBy: 'session', endpoint, site, key: session });
}
