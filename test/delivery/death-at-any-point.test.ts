import { afterEach, expect, it } from 'vitest';
import { createReconsider } from '../../src/delivery/reconsider.ts';
import type { Store } from '../../src/store/port.ts';
import { type Double, startDouble } from '../support/consumers/double.ts';
import { openRig, type Rig } from '../support/consumers/rig.ts';

const CALLS = 3;
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

class Died extends Error {}

/** Returns the store of a worker that dies at its `last` request to it, before or after the request is done. */
function dyingAt(store: Store, last: number, when: 'before' | 'after') {
  let requests = 0;
  const part = (real: object) =>
    new Proxy(real, {
      get: (target, name) => {
        const method = Reflect.get(target, name);
        return async (...values: unknown[]) => {
          requests += 1;
          if (requests > last || (requests === last && when === 'before')) throw new Died();
          const answer = await method.apply(target, values);
          if (requests >= last) throw new Died();
          return answer;
        };
      },
    });
  const seen = Object.fromEntries(
    Object.entries(store).map(([name, real]) => [name, typeof real === 'object' ? part(real) : real]),
  ) as unknown as Store;
  return { seen, requests: () => requests };
}

async function scene(inOrder: boolean): Promise<{ rig: Rig; double: Double; id: string }> {
  const rig = await openRig();
  const double = await startDouble();
  closing.push(rig.close, double.stop);
  const id = await rig.consumer({ kind: 'webhook', inOrder, settings: { url: double.url } });
  for (let i = 0; i < CALLS; i++) await rig.addCall();
  return { rig, double, id };
}

/** Returns whether the worker died. */
async function dieAndContinue(inOrder: boolean, last: number, when: 'before' | 'after'): Promise<boolean> {
  const { rig, double, id } = await scene(inOrder);
  rig.restart(dyingAt(rig.store, last, when).seen);
  const died = await rig.round().then(
    () => false,
    (error) => {
      if (!(error instanceof Died)) throw error;
      return true;
    },
  );
  // Jobs of the dead worker come again, or are lost with Redis. Both must work.
  if (last % 2 === 0) rig.jobs.clear();
  rig.restart();
  await rig.untilNothingIsDue();

  const deliveries = await rig.deliveriesOf(id);
  expect(deliveries.map(({ state, call }) => [call, state])).toEqual(
    Array.from({ length: CALLS }, (_, i) => [`call_${i + 1}`, 'delivered']),
  );
  const ids = double.received.map(({ headers }) => headers['webhook-id']);
  expect(new Set(ids)).toEqual(new Set(deliveries.map((delivery) => delivery.id)));
  // A delivery that was being sent when the worker died may come again under its own id.
  expect(ids.length - CALLS).toBeLessThanOrEqual(inOrder ? 1 : CALLS);
  expect((await rig.store.progress.get(id))?.planned).toBe(CALLS);
  return died;
}

/** Reports a call as spam during its delivery, while the worker of the report dies. Returns whether it died. */
async function dieWhileSpamIsSaid(last: number, when: 'before' | 'after'): Promise<boolean> {
  const { rig, double } = await scene(false);
  const at = new Date(rig.now().getTime() + 1).toISOString();
  const qualification = { qualified: null, spam: true, value: null, currency: null, at };
  const hear = createReconsider(rig.store, rig.now);
  double.answer = async ({ body }) => {
    const { call } = JSON.parse(body).data;
    await rig.store.annotations.annotate(call.id, { qualification });
    await hear(call.id);
    return { status: 204 };
  };
  rig.restart(dyingAt(rig.store, last, when).seen);
  const died = await rig.round().then(
    () => false,
    () => true,
  );
  rig.restart();
  double.answer = () => ({ status: 204 });
  await rig.untilNothingIsDue();

  const typesByCall = new Map<string, string[]>();
  for (const { body } of double.received) {
    const { type, data } = JSON.parse(body);
    typesByCall.set(data.call.id, [...(typesByCall.get(data.call.id) ?? []), type]);
  }
  expect(typesByCall.size).toBe(CALLS);
  // A worker that died before the first delivery was sent leaves nothing to retract.
  for (const [call, types] of typesByCall) {
    const isSpam = (await rig.store.annotations.of([call])).get(call)?.qualification?.spam ?? false;
    expect(types.at(-1), `${call}: ${types}`).toBe(isSpam ? 'call.retracted' : 'call.attributed');
  }
  return died;
}

it.each(['before', 'after'] as const)(
  'spam is retracted although a worker dies %s any request to the store during the report',
  async (when) => {
    let points = 0;
    for (let last = 1; await dieWhileSpamIsSaid(last, when); last++) points = last;
    expect(points).toBeGreaterThan(30);
  },
  60_000,
);

it.each([
  ['before', false],
  ['after', false],
  ['before', true],
  ['after', true],
] as const)(
  'nothing is lost or doubled when a worker dies %s any question to the store (in order: %s)',
  async (when, inOrder) => {
    let points = 0;
    for (let last = 1; await dieAndContinue(inOrder, last, when); last++) points = last;
    expect(points).toBeGreaterThan(30);
  },
  60_000,
);
