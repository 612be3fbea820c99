import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callOf, fillHistory, PROVIDER, siteDirectory } from '../../bench/attribution/history.ts';
import { createAttributor } from '../../src/attribution/attributor.ts';
import { createCorrector } from '../../src/attribution/corrector.ts';
import { createReattributor } from '../../src/attribution/reattributor.ts';
import { type Attribution, isSameEnd } from '../../src/domain/attribution.ts';
import type { Call } from '../../src/domain/call.ts';
import { RINGTRAIL } from '../../src/domain/holder.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/port.ts';
import { reattribution } from '../support/examples.ts';
import { type Mongo, startMongo } from '../support/mongo.ts';
import { randomFrom } from '../support/random.ts';

const CALLS = 20;
const now = () => new Date();
const drain = async () => undefined;

let mongo: Mongo;
beforeAll(async () => {
  mongo = await startMongo();
});
afterAll(() => mongo.stop());

function parts(store: Store, claimAt?: number) {
  const get = ((kind, id) =>
    kind === 'providers' ? { claimAt } : siteDirectory.get(kind, id)) as typeof siteDirectory.get;
  const directory = { ...siteDirectory, get };
  const attributor = createAttributor({ store, directory, drain, now });
  return {
    attributor,
    correct: createCorrector({ store, now }),
    reattribute: createReattributor({ store, attributor, drain, now }),
  };
}

async function feedOf(store: Store, call: string): Promise<Attribution[]> {
  return (await store.attributions.feed({ limit: 1000 }, { call })).data;
}

/** A store that sometimes fails to add an attribution, before or after it has added it. */
function failing(store: Store, random: () => number): Store {
  const add: Store['attributions']['add'] = async (one) => {
    const lot = random();
    if (lot < 0.1) throw new Error('died before');
    const added = await store.attributions.add(one);
    if (lot > 0.9) throw new Error('died after');
    return added;
  };
  return { ...store, attributions: { ...store.attributions, add } };
}

/** Repeats the work until it succeeds, as a queue does with a job whose worker dies. */
async function untilDone<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error as Error).message.startsWith('died')) throw error;
    }
  }
}

describe.each(['SQLite', 'MongoDB'])('how calls ended, with %s', (name) => {
  async function open(context: { skip: (reason: string) => never }): Promise<Store> {
    if (name === 'MongoDB' && mongo.missing) return context.skip(`no mongod: ${mongo.missing}`);
    const url = name === 'SQLite' ? 'sqlite::memory:' : mongo.url(`ends${randomUUID().slice(0, 8)}`);
    const store = await openStore(url);
    await fillHistory(store, 2);
    return store;
  }

  it('adds one attribution when the carrier reports another end, and none when it does not', async (context) => {
    const store = await open(context);
    const { attributor } = parts(store);
    const call = callOf(1);
    await store.calls.save({ ...call, outcome: 'missed', talkSeconds: 0 });
    expect(await attributor.attributeCalls([call.id])).toBe(1);
    expect(await attributor.attributeCalls([call.id])).toBe(0);
    await store.calls.save({ ...call, eventCount: 3, outcome: null });
    expect(await attributor.attributeCalls([call.id]), 'the call continues').toBe(0);
    await store.calls.save({ ...call, eventCount: 4 });
    expect(await attributor.attributeCalls([call.id])).toBe(1);
    await store.calls.save({ ...call, eventCount: 5, answeredBy: '+12025550100' });
    expect(await attributor.attributeCalls([call.id]), 'another fact').toBe(0);
    const [first, second, ...more] = await feedOf(store, call.id);
    expect(more).toEqual([]);
    expect(first).toMatchObject({ outcome: 'missed', talkSeconds: 0, cause: 'call', to: 'session' });
    expect(second).toEqual({
      ...first,
      id: second?.id,
      ...{ outcome: 'answered', talkSeconds: 60, cause: 'outcome', replaces: first?.id },
      madeAt: second?.madeAt,
    });
    await store.close();
  });

  it('is the latest end although a process with older facts writes later', async (context) => {
    const store = await open(context);
    const { attributor } = parts(store);
    const call = { ...callOf(1), outcome: 'missed', talkSeconds: 0 } as const;
    await store.calls.save(call);
    await attributor.attributeCalls([call.id]);

    /** A store that gives the call another end after it has added an attribution. */
    const overtaken = <A extends unknown[], T>(
      ask: (...requested: A) => Promise<T>,
      end: Partial<Call> & { eventCount: number },
    ) => {
      let isFirst = true;
      return async (...requested: A): Promise<T> => {
        const answer = await ask(...requested);
        if (isFirst) {
          isFirst = false;
          await store.calls.save({ ...call, outcome: 'answered', ...end });
          await attributor.attributeCalls([call.id]);
        }
        return answer;
      };
    };
    const ends = async () =>
      (await feedOf(store, call.id)).map(({ talkSeconds, cause }) => [talkSeconds, cause]);

    await store.calls.save({ ...call, eventCount: 3, outcome: 'answered', talkSeconds: 10 });
    const get = overtaken(store.calls.get, { eventCount: 4, talkSeconds: 20 });
    await parts({ ...store, calls: { ...store.calls, get } }).attributor.attributeCalls([call.id]);
    expect(await ends()).toEqual([
      [0, 'call'],
      [20, 'outcome'],
    ]);

    // The call gets its former end again. A process that reads then has nothing to add, while another is about to add an older end.
    await store.calls.save({ ...call, eventCount: 5, outcome: 'answered', talkSeconds: 10 });
    const again = overtaken(store.calls.get, { eventCount: 6, talkSeconds: 20 });
    await parts({ ...store, calls: { ...store.calls, get: again } }).attributor.attributeCalls([call.id]);
    expect((await ends()).slice(2)).toEqual([
      [10, 'outcome'],
      [20, 'outcome'],
    ]);

    const span = { provider: PROVIDER, since: '2026-01-01T00:00:00Z', until: '2026-02-01T00:00:00Z' };
    await store.reattributions.add({ ...reattribution('reat_1'), ...span });
    const list = overtaken(store.calls.list, { eventCount: 7, talkSeconds: 30 });
    const strict = parts({ ...store, calls: { ...store.calls, list } }, 1);
    await strict.reattribute({ v: 1, reattribution: 'reat_1' });
    expect((await ends()).slice(4)).toEqual([
      [30, 'outcome'],
      [30, 'reattribution'],
    ]);
    await store.close();
  });

  it('is never replaced by an older end, and hides no correction, in any order of writes', async (context) => {
    const store = await open(context);
    const random = randomFrom(11);
    const pause = () => new Promise((resolve) => setTimeout(resolve, random() * 4));
    const seen = failing(store, random);
    const { attributor, correct } = parts(seen);
    // No session reaches its required confidence.
    const strict = parts(seen, 1);
    const look = (id: string) => untilDone(() => attributor.attributeCalls([id]));
    const corrected = new Set<string>();
    const last = new Map<string, Call>();

    async function endAgainAndAgain(n: number): Promise<void> {
      const call = { ...callOf(n), talkSeconds: 0 };
      const looks: Promise<unknown>[] = [];
      for (let events = 1; events <= 6; events++) {
        const known = { ...call, eventCount: events, talkSeconds: Math.floor(random() * 3) };
        await store.calls.save(known);
        last.set(call.id, known);
        const looked = look(call.id);
        // A repeat of the same event.
        looks.push(looked, look(call.id));
        if (random() < 0.5) await looked;
        else await pause();
      }
      await Promise.all(looks);
    }

    async function correctSome(n: number): Promise<void> {
      const { id } = callOf(n);
      await pause();
      for (;;) {
        const wrong = await store.attributions.ofCall(id);
        if (!wrong) await pause();
        else {
          const reason = { to: 'none', reason: 'The caller said so' } as const;
          // A correction that fails after it was added reports that the attribution was replaced.
          const made = await untilDone(() => correct(RINGTRAIL, wrong, reason)).catch(() => null);
          if (made || (await store.attributions.ofCall(id))?.to === 'none') break;
        }
      }
      corrected.add(id);
    }

    const calls = Array.from({ length: CALLS }, (_, n) => n);
    const span = { provider: PROVIDER, since: '2026-01-01T00:00:00Z', until: '2026-02-01T00:00:00Z' };
    await store.reattributions.add({ ...reattribution('reat_1'), ...span });
    await Promise.all([
      ...calls.map(endAgainAndAgain),
      ...calls.filter((n) => n % 3 === 0).map(correctSome),
      pause().then(() => untilDone(() => strict.reattribute({ v: 1, reattribution: 'reat_1' }))),
    ]);
    await store.reattributions.add({ ...reattribution('reat_2'), ...span });
    await untilDone(() => strict.reattribute({ v: 1, reattribution: 'reat_2' }));

    const changes = { outcome: 0, reattribution: 0 };
    for (const [id, call] of last) {
      const records = await feedOf(store, id);
      const [first, ...others] = records;
      expect(first?.replaces).toBeNull();
      expect(others.map(({ replaces }) => replaces)).toEqual(records.slice(0, -1).map((one) => one.id));
      const effective = records.at(-1);
      expect(effective).toMatchObject({ outcome: call.outcome, talkSeconds: call.talkSeconds });
      for (const [i, one] of others.entries()) {
        if (one.cause === 'reattribution') changes.reattribution++;
        if (one.cause !== 'outcome') continue;
        changes.outcome++;
        const before = records[i];
        expect(before && isSameEnd(before, one), 'a needless record').toBe(false);
        const { id: _, outcome, talkSeconds, cause, replaces, madeAt, ...all } = one;
        expect(before).toMatchObject(all);
      }
      // Corrections stay, and all other calls are attributed again.
      expect(effective?.to).toBe(corrected.has(id) ? 'none' : 'bucket');
    }
    expect(changes.outcome).toBeGreaterThan(CALLS);
    expect(changes.reattribution).toBeGreaterThan(CALLS / 2);
    await store.close();
  });
});
