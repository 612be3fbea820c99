import { deepStrictEqual as same } from 'node:assert/strict';
import type { Redis } from 'ioredis';
import { createEngine, type Engine } from '../../src/allocation/engine.ts';
import { faultsOf, faultsOfLedger, readLedger, readPool } from './audit.ts';
import { PoolModel } from './model.ts';
import {
  askOf,
  type Held,
  heldOf,
  NUMBERS,
  newPool,
  type Operation,
  SITES,
  speakerOf,
} from './operations.ts';

const BEGIN = 1_900_000_000_000;
const AUDIT_EVERY = 20;

/** How often each case came up, by name. A comparison without a case says nothing about it. */
export type Tally = Map<string, number>;

/** Performs the operations on an engine and on the model. Compares every answer, and sometimes the whole state. */
export async function compare(client: Redis, operations: readonly Operation[], tally: Tally): Promise<void> {
  const clock = { now: BEGIN };
  const engine = createEngine(client, () => clock.now);
  const model = new PoolModel(await newPool(engine));
  const pair: Pair = { engine, model, clock, held: [], calls: 0, tally };
  await perform(pair, { does: 'add', numbers: [0, 1, 2, 3, 4, 6] });
  for (const [i, operation] of operations.entries()) {
    await perform(pair, operation);
    if (i % AUDIT_EVERY === AUDIT_EVERY - 1) await compareAll(client, pair);
  }
  await compareAll(client, pair);
}

type Pair = {
  engine: Engine;
  model: PoolModel;
  clock: { now: number };
  /** The links of pages, the latest first. */
  held: Held[];
  calls: number;
  tally: Tally;
};

async function perform(pair: Pair, op: Operation): Promise<void> {
  const { engine, model, clock, held, tally } = pair;
  const { now } = clock;
  const { settings } = model;
  const { provider, pool } = settings;
  const met = (what: string) => tally.set(what, (tally.get(what) ?? 0) + 1);
  met(op.does);

  switch (op.does) {
    case 'allocate': {
      const input = askOf(op);
      const { requests: _, resetMs: __, began: ___, ...reply } = await engine.allocate(settings, input);
      same(reply, model.allocate(now, input));
      met(`${reply.keyedBy} ${reply.reason}`);
      if (reply.link) held.unshift(heldOf(reply, input));
      break;
    }
    case 'renew': {
      const holder = held[op.link];
      if (!holder) break;
      const speaker = speakerOf(holder, op.as);
      const renewed = await engine.renew(settings, holder.link, holder.number, speaker);
      same(renewed, model.renew(now, holder.link, speaker));
      met(renewed ? `renewed ${renewed.keyedBy} as ${op.as}` : `not renewed as ${op.as}`);
      break;
    }
    case 'leaveLink': {
      const holder = held[op.link];
      const speaker = holder ? speakerOf(holder, op.as) : '';
      if (!holder || !speaker) break;
      const left = await engine.leaveLink(provider, pool, {
        session: speaker,
        site: holder.site,
        link: holder.link,
        number: holder.number,
      });
      same(left, model.leaveLink(now, holder.link, speaker));
      met(`left ${left}`);
      break;
    }
    case 'leaveSite': {
      const { id, endpoints } = SITES[op.site];
      const left = await engine.leaveSite(provider, pool, { session: op.session, site: id, endpoints });
      same(left, model.leaveSite(now, op.session, id, endpoints));
      met(`left site ${left}`);
      break;
    }
    case 'hit': {
      const { id: site, endpoints } = SITES[op.site];
      const hit = { site, endpoints, session: op.session, type: 'page' as const, page: null };
      await engine.recordHit(settings, { ...hit, caller: '192.0.2.1', rateLimit: 0 });
      model.hit(now, site, op.session);
      break;
    }
    case 'pass':
      clock.now += op.ms;
      break;
    case 'sweep':
      await engine.sweep(provider, pool);
      break;
    case 'resolve': {
      const to = NUMBERS[op.number]?.number ?? '';
      pair.calls += 1;
      const call = { carrier: 'twilio', id: `call-${pair.calls}`, to };
      const answer = { ...model.resolve(now, to), at: now };
      const { last: _, ...resolved } = await engine.resolve(provider, pool, call);
      same(resolved, answer);
      clock.now += 1;
      same(
        await engine.resolve(provider, pool, call),
        { ...answer, last: null },
        'the same call has the same answer',
      );
      met(answer.kind);
      break;
    }
    case 'add': {
      const numbers = op.numbers.flatMap((n) => NUMBERS[n] ?? []);
      same(await engine.addNumbers(provider, pool, numbers), model.add(now, numbers));
      break;
    }
    case 'withdraw': {
      const { number } = NUMBERS[op.number] ?? { number: '' };
      const withdrawn = await engine.withdrawNumbers(provider, pool, [number], op.state);
      same(withdrawn, model.withdraw(now, number, op.state));
      break;
    }
    case 'rule':
      model.settings = { ...settings, ...op.rules };
      break;
    default:
      op satisfies never;
  }
}

async function compareAll(client: Redis, { engine, model, clock: { now } }: Pair): Promise<void> {
  const { settings } = model;
  const { provider, pool } = settings;
  await engine.sweep(provider, pool);
  model.expire(now);

  const contents = await readPool(client, provider, pool);
  same(faultsOf(contents), []);
  same(faultsOfLedger(await readLedger(client, provider), contents), []);
  const live = model.live();
  same(contents.live, new Map(live.map(({ number, ends }) => [number, ends])));
  const zones = new Set(NUMBERS.flatMap(({ zone: { country, area } }) => [country, area].filter(Boolean)));
  for (const zone of zones) same([...(contents.free.get(zone)?.keys() ?? [])], model.free(zone));

  for (const { id } of SITES) {
    const state = await engine.state(settings, { restedMs: 60_000, minutes: 1, site: id });
    const { size, linked, liveBuckets, activeSessions, threshold, reserve, nextKeyedBy } = state;
    same(state.free + state.resting + linked, size);
    same(
      { size, linked, liveBuckets, activeSessions, threshold, reserve, nextKeyedBy },
      {
        size: model.size,
        linked: live.length,
        liveBuckets: live.filter(({ by }) => by === 'bucket').length,
        activeSessions: model.activeSessions(now, id),
        ...model.limits(),
        nextKeyedBy: model.nextKeyedBy(now, id),
      },
    );
  }
}
