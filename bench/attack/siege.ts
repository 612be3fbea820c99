import type { Redis } from 'ioredis';
import type { PoolSettings } from '../../src/allocation/engine/pool.ts';
import type { AllocationReply, PoolGuard } from '../../src/allocation/engine/ports.ts';
import { createEngine, type Engine } from '../../src/allocation/engine.ts';
import { newLinkIdPrefix } from '../../src/allocation/link-id.ts';
import { networkOf } from '../../src/allocation/network.ts';
import { bucketId } from '../../src/domain/bucket.ts';
import { poolSettings } from '../../test/support/examples.ts';

const NUMBERS = 100;
const HOLD_SECONDS = 120;
const RATE_LIMIT = 60;
const BEGIN = 1_900_000_000_000;
/** Visitors begin to come when the attack has lasted this long. */
const CALM_SECONDS = 150;
const VISITORS = 100;
const VISIT_SECONDS = 60;
const CRITERIA = ['source', 'campaign'] as const;
const SOURCES = ['google', 'bing', 'facebook', 'newsletter'];

/** The hostile client's addresses, by the attack's name. A /64 has more addresses than it can use. */
export const ATTACKS = {
  'one address': () => '198.51.100.7',
  'a /64': (turn: number) => `2001:db8:bad:1::${(turn % 65_536).toString(16)}`,
  '1,000 addresses': (turn: number) => `203.0.${Math.floor((turn % 1000) / 250)}.${turn % 250}`,
} as const;
export type Attack = keyof typeof ATTACKS;

/** What visitors got during an attack. */
export type Siege = {
  /** Visitors with a number, of 100. */
  numbers: number;
  /** Those whose number is of their own session, of their own bucket, or of the bucket that all share. */
  session: number;
  bucket: number;
  shared: number;
  /** Visitors whose link gave way while their page was open. */
  lost: number;
  /** The most numbers of the pool that the attacker held at a time, after visitors began to come. */
  attackers: number;
};

type Page = {
  link: string;
  number: string;
  session: string;
  caller: string;
  renewAt: number;
  leaveAt: number;
};

/**
 * Attacks a pool of 100 numbers on a clock of its own, while 100 visitors come, one a second. The attacker asks for a new session
 * and bucket as often as its limits allow, and renews all links that it gets. `guard` null: the gateway counts addresses
 * and has no other defence.
 */
export async function laySiege(redis: Redis, attack: Attack, guard: Omit<PoolGuard, 'sharedBucket'> | null) {
  const clock = { now: BEGIN };
  const engine = createEngine(redis, () => clock.now);
  const settings = await buildPool(engine, `${attack.replace(/\W/g, '')}${guard ? 1 : 0}`);
  const callerOf = (address: string) => (guard ? networkOf(address) : address);
  const sharedBucket = bucketId(CRITERIA, {});

  const allocate = (session: string, caller: string, values: Record<string, string>) =>
    engine.allocate(settings, {
      endpoint: 'end_1',
      site: 'site_1',
      session,
      visitor: '',
      bucket: bucketId(CRITERIA, values),
      zone: { country: '1', area: '' },
      linkIdPrefix: newLinkIdPrefix(settings.pool),
      facts: '{}',
      caller,
      rateLimit: RATE_LIMIT,
      siteLimit: 0,
      guard: guard ? { ...guard, sharedBucket } : undefined,
    });
  const renew = (page: Page) =>
    engine.renew(settings, page.link, page.number, page.session, {
      caller: page.caller,
      rateLimit: guard ? RATE_LIMIT * 10 : 0,
    });
  const pageOf = (reply: AllocationReply, session: string, caller: string): Page => ({
    ...{ link: reply.link, number: reply.number, session, caller },
    renewAt: clock.now + Math.min(30_000, ((reply.ends - reply.now) * 2) / 3),
    leaveAt: clock.now + VISIT_SECONDS * 1000,
  });

  const siege: Siege = { numbers: 0, session: 0, bucket: 0, shared: 0, lost: 0, attackers: 0 };
  let hostile: Page[] = [];
  let visitors: Page[] = [];
  let turn = 0;

  /** Renews the pages that are due and returns those whose links live. */
  async function renewAll(pages: Page[]): Promise<Page[]> {
    const living = await Promise.all(
      pages.map(async (page) => {
        if (page.renewAt > clock.now) return page;
        const renewed = await renew(page);
        page.renewAt = clock.now + 30_000;
        return renewed?.number ? page : null;
      }),
    );
    return living.filter((page) => page !== null);
  }

  async function strike(): Promise<void> {
    const session = `hostile-${turn}`;
    const caller = callerOf(ATTACKS[attack](turn));
    // Each value comes from two addresses, so that it looks like a campaign.
    const reply = await allocate(session, caller, { source: `x${Math.floor(turn / 2)}` });
    turn += 1;
    if (reply.link) hostile.push(pageOf(reply, session, caller));
  }

  const strikes = attack === 'one address' ? 2 : 40;
  for (let second = 0; second < CALM_SECONDS + VISITORS; second++) {
    // The counts of requests expire by Redis' own clock.
    if (second % 60 === 0) await forgetRates(redis, settings.provider);
    hostile = await renewAll(hostile);
    for (let i = 0; i < strikes; i++) await strike();
    if (second >= CALM_SECONDS) {
      const i = second - CALM_SECONDS;
      const open = visitors.filter(({ leaveAt }) => leaveAt > clock.now);
      visitors = await renewAll(open);
      siege.lost += open.length - visitors.length;
      const campaign = i % 5 === 0 ? `spring-${i}` : '';
      const reply = await allocate(`visitor-${i}`, callerOf(`192.0.2.${i}`), {
        source: SOURCES[i % SOURCES.length] ?? '',
        campaign,
      });
      if (reply.number) siege.numbers += 1;
      if (reply.keyedBy === 'session') siege.session += 1;
      else if (reply.reason === 'shared_bucket') siege.shared += 1;
      else if (reply.keyedBy === 'bucket') siege.bucket += 1;
      if (reply.link) visitors.push(pageOf(reply, `visitor-${i}`, callerOf(`192.0.2.${i}`)));
      siege.attackers = Math.max(siege.attackers, new Set(hostile.map(({ number }) => number)).size);
    }
    clock.now += 1000;
  }
  return siege;
}

async function forgetRates(redis: Redis, provider: string): Promise<void> {
  const rates = await redis.keys(`{${provider}}:rate:*`);
  if (rates.length > 0) await redis.unlink(rates);
}

async function buildPool(engine: Engine, name: string): Promise<PoolSettings> {
  const settings = poolSettings({
    provider: `prov_${name}`,
    pool: `pool_${name}`,
    holdSeconds: HOLD_SECONDS,
  });
  const numbers = Array.from({ length: NUMBERS }, (_, i) => ({
    number: `+1202555${String(i).padStart(4, '0')}`,
    zone: { country: '1', area: '1-202' },
  }));
  await engine.buildPool(settings.provider, settings.pool, HOLD_SECONDS, [], 0);
  await engine.addNumbers(settings.provider, settings.pool, numbers);
  return settings;
}
