import { setImmediate as nextTurn } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { PoolSettings } from '../../src/allocation/engine/pool.ts';
import type { Engine } from '../../src/allocation/engine.ts';
import { newLinkIdPrefix } from '../../src/allocation/link-id.ts';

/** Connects like a gateway: a request fails at once while Redis is away. */
export function connectAsGateway(url: string): Redis {
  const redis = new Redis(url.replace('unix://', ''), {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => 20,
  });
  redis.on('error', () => undefined);
  return redis;
}

/** A visitor's link. Null for a visitor without a link, `unknown` while a request is open or has failed. */
export type Known = { link: string; number: string; session: string } | 'unknown' | null;

export type Visits = {
  /** Answers so far. */
  answers: number;
  /** Requests without an answer. */
  failures: number;
  known: Map<string, Known>;
  stop(): Promise<void>;
};

/**
 * Starts visitors that come, stay for a while and leave or fall silent, in parallel and as fast as they get answers.
 * @param onLink receives each link
 */
export function visit(
  engine: Engine,
  settings: PoolSettings,
  names: readonly string[],
  onLink: (known: Exclude<Known, null | 'unknown'>) => void = () => undefined,
): Visits {
  const { provider, pool } = settings;
  let stopped = false;
  const visits: Visits = { answers: 0, failures: 0, known: new Map(), stop };

  async function live(name: string): Promise<void> {
    for (let n = 0; !stopped; n++) {
      const session = `${name}-${n}`;
      try {
        visits.known.set(name, 'unknown');
        const { link, number, keyedBy } = await engine.allocate(settings, {
          endpoint: 'end_a1',
          site: 'site_a',
          session,
          visitor: `v${n % 5}`,
          bucket: `b${n % 3}`,
          zone: { country: '1', area: '1-202' },
          linkIdPrefix: newLinkIdPrefix(pool),
          facts: '{}',
          caller: name,
          rateLimit: 0,
          siteLimit: 0,
        });
        visits.answers += 1;
        visits.known.set(name, keyedBy === 'session' ? { link, number, session } : null);
        if (link) onLink({ link, number, session });
        for (let renewals = n % 4; renewals > 0 && !stopped; renewals--) {
          await engine.renew(settings, link, number, session);
          visits.answers += 1;
        }
        if (n % 5 === 4 || stopped) continue;
        visits.known.set(name, 'unknown');
        await engine.leaveLink(provider, pool, { session, site: 'site_a', link, number });
        visits.known.set(name, null);
        visits.answers += 1;
      } catch {
        visits.failures += 1;
        visits.known.set(name, 'unknown');
        await nextTurn();
      }
    }
  }

  const lives = names.map(live);
  async function stop(): Promise<void> {
    stopped = true;
    await Promise.all(lives);
  }
  return visits;
}
