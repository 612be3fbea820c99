import type { Cluster, Redis } from 'ioredis';
import { combinationText, visitorText } from '../combination.ts';
import { keys } from '../keys.ts';
import { ALLOCATE, FORGET_SESSION, LEAVE_LINK, LEAVE_SITE, RECORD_HIT, RENEW } from './link-scripts.ts';
import type { Links } from './ports.ts';
import { connectScript } from './script.ts';
import { redisTime, type Time } from './time.ts';

/** Runs the scripts of pages' links. */
export function createLinks(redis: Redis | Cluster, time: Time = redisTime): Links {
  const allocate = connectScript(redis, ALLOCATE);
  const renew = connectScript(redis, RENEW);
  const leaveLink = connectScript(redis, LEAVE_LINK);
  const leaveSite = connectScript(redis, LEAVE_SITE);
  const recordHit = connectScript(redis, RECORD_HIT);
  const forgetSession = connectScript(redis, FORGET_SESSION);

  return {
    allocate(settings, input) {
      const { provider, pool, activeSeconds, holdSeconds } = settings;
      const { endpoint, site, session, visitor, bucket, zone } = input;
      return allocate(
        {
          active: keys.active(provider),
          ledger: keys.ledger(provider),
          pool: keys.pool(provider, pool),
          callerRate: keys.rate(provider, 'allocations', input.caller),
          siteRate: keys.rate(provider, 'allocations', site),
        },
        {
          now: time(),
          site,
          session,
          sessionCombination: sessionCombination(endpoint, site, session),
          bucketCombination: combinationText({ keyedBy: 'bucket', endpoint, site, key: bucket }),
          visitor: visitor && visitorText(endpoint, site, visitor),
          country: zone.country,
          area: zone.area,
          activeMs: activeSeconds * 1000,
          holdMs: holdSeconds * 1000,
          threshold: settings.threshold,
          otherNumbers: settings.otherNumbers,
          reserve: settings.reserve,
          overflow: settings.overflowNumber,
          linkIdPrefix: input.linkIdPrefix,
          facts: input.facts,
          rateLimit: input.rateLimit,
          siteLimit: input.siteLimit,
          countedBy: settings.countedBy,
          boundary: settings.boundary,
          hysteresis: settings.hysteresis,
        },
      );
    },

    renew({ provider, pool, activeSeconds, holdSeconds, countedBy }, link, number, session) {
      return renew(
        {
          active: keys.active(provider),
          ledger: keys.ledger(provider),
          pool: keys.pool(provider, pool),
        },
        {
          now: time(),
          link,
          number,
          session,
          activeMs: activeSeconds * 1000,
          holdMs: holdSeconds * 1000,
          countedBy,
        },
      );
    },

    leaveLink(provider, pool, { session, link, number }) {
      return leaveLink(
        { ledger: keys.ledger(provider), pool: keys.pool(provider, pool) },
        { now: time(), session, link, number },
      );
    },

    leaveSite(provider, pool, { session, site, endpoints }) {
      return leaveSite(
        { ledger: keys.ledger(provider), pool: keys.pool(provider, pool) },
        {
          now: time(),
          combinations: endpoints.map((endpoint) => sessionCombination(endpoint, site, session)),
        },
      );
    },

    async recordHit(provider, { site, session, type, page, caller, rateLimit, countedBy }) {
      const taken = await recordHit(
        {
          active: keys.active(provider),
          ledger: keys.ledger(provider),
          callerRate: keys.rate(provider, 'hits', caller),
        },
        { now: time(), site, session, hit: type, page, rateLimit, countedBy },
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

function sessionCombination(endpoint: string, site: string, session: string): string {
  return combinationText({ keyedBy: 'session', endpoint, site, key: session });
}
