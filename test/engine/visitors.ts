import { setImmediate as nextTurn } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { PoolSettings } from '../../src/allocation/engine/pool.ts';
import type { Engine } from '../../src/allocation/engine.ts';
import { newLinkIdPrefix } from '../../src/allocation/link-id.ts';

/** A connection as a gateway has it: no answer is better than a late one. */
export function connectAsGateway(url: string): Redis {
  const redis = new Redis(url.replace('unix://', ''), {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => 20,
  });
  redis.on('error', () => undefined);
  return redis;
}

/** What a visitor knows: its link, for certain or perhaps; null when it holds none for certain. */
export type Known = { link: string; number: string; session: string } | 'unknown' | null;

export type Visits = {
  /** Answers so far. */
  answers: number;
  /** Requests that got no answer. */
  failures: number;
  known: Map<string, Known>;
  stop(): Promise<void>;
};

/**
 * Visitors who come, stay for a while and leave or fall silent, all at once and as fast as they are answered.
 * @param told of each answer that gave a number
 */
export function visit(
  engine: Engine,
  settings: PoolSettings,
  names: readonly string[],
  told: (known: Exclude<Known, null | 'unknown'>) => void = () => undefined,
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
        if (link) told({ link, number, session });
        for (let renewals = n % 4; renewals > 0 && !stopped; renewals--) {
          await engine.renew(settings, link, number, session);
          visits.answers += 1;
        }
        if (n % 5 === 4 || stopped) continue;
        visits.known.set(name, 'unknown');
        await engine.leaveLink(provider, pool, { session: session, link: link, number: number });
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
