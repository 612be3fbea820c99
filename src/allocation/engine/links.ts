import type { Cluster, Redis } from 'ioredis';
import type { AllocationReason, Rung } from '../../domain/rung.ts';
import { keys } from '../keys.ts';
import type { Links } from './ports.ts';
import { defineScript, redisTime, type Time } from './scripts.ts';

/** Runs the scripts of pages' links. */
export function createLinks(redis: Redis | Cluster, time: Time = redisTime): Links {
  const allocate = defineScript(redis, 'allocate-5');
  const renew = defineScript(redis, 'renew-3');
  const leave = defineScript(redis, 'leave-2');
  const hit = defineScript(redis, 'hit-3');
  const forgetSession = defineScript(redis, 'forget-session-3');

  return {
    async allocate(settings, input) {
      const { provider, pool } = settings;
      const reply = (await allocate(
        [
          keys.active(provider),
          keys.ledger(provider),
          keys.pool(provider, pool),
          keys.rate(provider, 'allocations', input.caller),
          keys.rate(provider, 'allocations', input.site),
        ],
        [
          time(),
          input.endpoint,
          input.site,
          input.session,
          input.bucket,
          input.zone.country,
          input.zone.area,
          settings.activeSeconds * 1000,
          settings.holdSeconds * 1000,
          settings.threshold ?? '',
          settings.reserve ?? '',
          settings.overflowNumber ?? '',
          input.linkTail,
          input.facts,
          input.rateLimit,
          input.siteLimit,
          settings.countedBy === 'site' ? input.site : '',
          settings.boundary,
          settings.hysteresis,
        ],
      )) as [Rung, AllocationReason, string, string, number, number, number, number, number, number];
      const [keyedBy, reason, number, link, ends, now, activeSessions, threshold, requests, resetMs] = reply;
      return { keyedBy, reason, number, link, ends, now, activeSessions, threshold, requests, resetMs };
    },

    async renew(settings, link, number, session) {
      const { provider, pool } = settings;
      const reply = (await renew(
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
      const [keyedBy, reason, renewed, id, ends, now] = reply;
      return { keyedBy, reason, number: renewed, link: id, ends, now };
    },

    async leaveLink(provider, pool, { session, link, number }) {
      const ended = await leave(
        [keys.ledger(provider), keys.pool(provider, pool)],
        [time(), session, link, number, ''],
      );
      return ended as number;
    },

    async leaveSite(provider, pool, { session, site, endpoints }) {
      const ended = await leave(
        [keys.ledger(provider), keys.pool(provider, pool)],
        [time(), session, '', '', site, ...endpoints],
      );
      return ended as number;
    },

    async recordHit(provider, { site, session, type, page, caller, rateLimit, scope }) {
      const taken = await hit(
        [keys.active(provider), keys.ledger(provider), keys.rate(provider, 'hits', caller)],
        [time(), site, session, type, page ?? '', rateLimit, scope],
      );
      return taken === 1;
    },

    async forgetSession(provider, pool, { session, site, endpoints }) {
      const traces = await forgetSession(
        [keys.active(provider), keys.ledger(provider), keys.pool(provider, pool)],
        [time(), session, site, ...endpoints],
      );
      return traces as number;
    },
  };
}
