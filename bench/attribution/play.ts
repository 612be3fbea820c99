/** Plays a trace through the allocation engine on Redis and drains its ledger to a store. */
import type { Redis } from 'ioredis';
import { createDrain } from '../../src/allocation/drain.ts';
import type { PoolSettings } from '../../src/allocation/engine/pool.ts';
import { createEngine } from '../../src/allocation/engine.ts';
import { createLedger } from '../../src/allocation/ledger.ts';
import { newLinkIdPrefix } from '../../src/allocation/link-id.ts';
import { bucketId } from '../../src/domain/bucket.ts';
import type { Call } from '../../src/domain/call.ts';
import { withZone, zoneOf } from '../../src/domain/phone.ts';
import type { Store } from '../../src/store/port.ts';
import { poolSettings } from '../../test/support/examples.ts';
import { randomFrom } from '../../tools/demo/random.ts';
import { numbersFrom } from '../support/provider.ts';
import { endedCall } from './ended-call.ts';
import { drawSessions, intentWeights, NOISE, type Session, type TraceOptions } from './trace.ts';

/** The start of traces, in milliseconds. */
export const EPOCH = Date.UTC(2026, 0, 1);
const HOLD_SECONDS = 120;
/** Pages renew more often. This is enough to keep a link alive while its page is open. */
const RENEW_SECONDS = 100;
const DRAIN_EVERY = 2000;
const IN_FLIGHT = 128;
const ZONE = zoneOf('+12025550199');

/** A call and the session that really made it. Null for a caller without a session. */
export type TrueCall = { call: Call; session: Session | null };

export type Played = {
  provider: string;
  pool: string;
  numbers: string[];
  calls: TrueCall[];
  /** Calls of visitors who were shown no number, at the business' own number. */
  unshown: Session[];
};

/** How a trace is played. */
export type Way = {
  settings?: Partial<PoolSettings>;
  /** Pages say goodbye. Otherwise a number is free after the hold alone. */
  leaves?: boolean;
};

type Held = { link: string; number: string };
type Step = { at: number; does: 'arrive' | 'renew' | 'leave'; of: number };

export async function playTrace(
  redis: Redis,
  store: Store,
  provider: string,
  options: TraceOptions & { numbers: number },
  { settings: changes, leaves = true }: Way = {},
): Promise<Played> {
  const clock = { now: EPOCH };
  const engine = createEngine(redis, () => clock.now);
  const drain = createDrain(createLedger(redis), store.history);
  const pool = `pool_${provider.slice('prov_'.length)}`;
  const site = `site_${provider.slice('prov_'.length)}`;
  const settings = poolSettings({
    provider,
    pool,
    activeSeconds: HOLD_SECONDS,
    holdSeconds: HOLD_SECONDS,
    ...changes,
  });
  const planning = {
    numbers: new Map([[ZONE.country, options.numbers]]),
    intents: async () => intentWeights(),
  };
  const numbers = numbersFrom(0, options.numbers);
  await engine.buildPool(provider, pool, HOLD_SECONDS, [], 0);
  await engine.addNumbers(
    provider,
    pool,
    numbers.map((number) => withZone({ number })),
  );

  const sessions = drawSessions(options);
  const held = new Map<number, Promise<Held | null>>();
  const shown = new Map<number, string>();

  async function arrive(of: number, { id, bucket, intent }: Session): Promise<Held | null> {
    const reply = await engine.allocate(settings, {
      endpoint: 'end_1',
      site,
      session: id,
      visitor: '',
      bucket: bucketId(['source'], { source: bucket }),
      zone: ZONE,
      intent,
      linkIdPrefix: newLinkIdPrefix(pool),
      facts: JSON.stringify({
        values: { source: bucket, intent },
        visitor: null,
        page: null,
        referrer: null,
        clickIds: {},
      }),
      caller: '',
      rateLimit: 0,
      siteLimit: 0,
    });
    if (!reply.link) return null;
    shown.set(of, reply.number);
    return { link: reply.link, number: reply.number };
  }

  const flying = new Set<Promise<unknown>>();
  const planEvery = Math.max(25, options.numbers);
  let arrived = 0;
  let done = 0;
  for (const { at, does, of } of stepsOf(sessions, leaves)) {
    const session = sessions[of];
    if (!session) continue;
    const holds = does === 'arrive' ? null : await held.get(of);
    clock.now = EPOCH + Math.round(at * 1000);
    let work: Promise<unknown> | undefined;
    if (does === 'arrive') {
      const arriving = arrive(of, session);
      held.set(of, arriving);
      work = arriving;
      if (settings.policy === 'affinity' && ++arrived % planEvery === 0)
        await engine.plan(provider, pool, planning);
    } else if (holds) {
      work =
        does === 'renew'
          ? engine.renew(settings, holds.link, holds.number, session.id)
          : engine.leaveLink(provider, pool, {
              session: session.id,
              site,
              link: holds.link,
              number: holds.number,
            });
      if (does === 'leave') held.delete(of);
    }
    if (work) {
      const tracked: Promise<unknown> = work.finally(() => flying.delete(tracked));
      flying.add(tracked);
    }
    if (flying.size >= IN_FLIGHT) await Promise.race(flying);
    if (++done % DRAIN_EVERY === 0) {
      await Promise.all(flying);
      await drain(provider);
    }
  }
  await Promise.all(flying);
  await drain(provider);

  const random = randomFrom(options.seed + 1);
  const calls: TrueCall[] = [];
  const unshown: Session[] = [];
  const call = (at: number, to: string, session: Session | null) =>
    calls.push({ call: callAt(provider, pool, calls.length, at, to), session });
  for (const [of, session] of sessions.entries()) {
    const number = shown.get(of);
    if (session.calls === null || session.calls > options.seconds) continue;
    if (!number) {
      unshown.push(session);
      continue;
    }
    call(session.calls, number, session);
    if (random.uniform() < NOISE / (1 - NOISE)) {
      const any = numbers[Math.floor(random.uniform() * numbers.length)] ?? '';
      call(random.uniform() * options.seconds, any, null);
    }
  }
  calls.sort((a, b) => a.call.at.getTime() - b.call.at.getTime());
  return { provider, pool, numbers, calls, unshown };
}

function stepsOf(sessions: readonly Session[], leaves: boolean): Step[] {
  const steps = sessions.flatMap(({ begins, ends }, of) => {
    const own: Step[] = [{ at: begins, does: 'arrive', of }];
    for (let at = begins + RENEW_SECONDS; at < ends; at += RENEW_SECONDS) own.push({ at, does: 'renew', of });
    if (leaves) own.push({ at: ends, does: 'leave', of });
    return own;
  });
  return steps.sort((a, b) => a.at - b.at);
}

function callAt(provider: string, pool: string, n: number, at: number, to: string): Call {
  const time = new Date(EPOCH + Math.round(at * 1000));
  return endedCall({ carrierCallId: `${provider}-${n}`, from: null, to, at: time, provider, pool });
}
