import { beforeEach, describe, expect, it } from 'vitest';
import { double, rig, useRigAndDouble } from '../support/consumers/rig-and-double.ts';

let webhook: string;
useRigAndDouble();
beforeEach(async () => {
  webhook = await rig.consumer({ kind: 'webhook', settings: { url: double.url } });
});

const taken = () => ({ status: 204 });
const types = () => double.received.map(({ body }) => JSON.parse(body).type);
const states = async (id = webhook) =>
  (await rig.deliveriesOf(id)).map(({ type, state, reason }) => [type, state, reason?.code ?? null]);

/** Reports the call as spam or not, without a worker that processes it. */
async function write(call: string, spam: boolean): Promise<void> {
  rig.advance(1);
  const at = rig.now().toISOString();
  const qualification = { qualified: null, spam, value: null, currency: null, at };
  await rig.store.annotations.annotate(call, { qualification });
}

async function report(call: string, spam: boolean): Promise<void> {
  await write(call, spam);
  await rig.reconsider(call);
}

describe('a call that is reported as spam is retracted', () => {
  it('once although it was delivered several times', async () => {
    const call = await rig.addCall();
    await rig.round();
    await rig.addCall({ attribution: { id: 'attr_better', call, replaces: 'attr_1' } });
    await rig.round();
    await report(call, true);
    await rig.untilNothingIsDue();
    expect(types()).toEqual(['call.attributed', 'call.reattributed', 'call.retracted']);
  });

  it('when it was reported as spam, as no spam and as spam again before the retraction', async () => {
    const call = await rig.addCall();
    await rig.round();
    double.answer = () => ({ status: 500 });
    await report(call, true);
    await rig.round();
    await report(call, false);
    await rig.untilNothingIsDue();
    expect(await states()).toContainEqual(['retraction', 'skipped', 'counts_again']);
    double.answer = taken;
    await report(call, true);
    await rig.untilNothingIsDue();
    expect(await states()).toContainEqual(['retraction', 'delivered', null]);
  });

  it('although the worker dies right after it stored the delivery', async () => {
    const call = await rig.addCall();
    let isDead = false;
    const { deliveries } = rig.store;
    const dying = new Proxy(deliveries, {
      get:
        (target, name: keyof typeof deliveries) =>
        async (...values: never[]) => {
          if (isDead) throw new Error('died');
          const answer = await (target[name] as (...of: never[]) => unknown)(...values);
          isDead = (answer as { state?: string } | null)?.state === 'delivered';
          return answer;
        },
    });
    rig.restart({ ...rig.store, deliveries: dying });
    double.answer = async () => {
      await write(call, true);
      await rig.reconsider(call);
      return taken();
    };
    await rig.round().catch(() => undefined);
    double.answer = taken;
    rig.jobs.clear();
    rig.restart();
    await rig.untilNothingIsDue();
    expect(types()).toEqual(['call.attributed', 'call.retracted']);
  });

  it('when the delivery may have arrived without an answer', async () => {
    double.answer = (_received, response) => void response.socket?.destroy();
    const call = await rig.addCall();
    await rig.round();
    expect(await states()).toEqual([['attribution', 'waiting', 'no_answer']]);
    double.answer = taken;
    await report(call, true);
    await rig.untilNothingIsDue();
    expect(types()).toEqual(['call.attributed', 'call.retracted']);
  });

  it('when it was delivered and waits for a replay', async () => {
    const call = await rig.addCall();
    await rig.round();
    await rig.store.deliveries.replay(webhook, { states: ['delivered'] }, rig.now().toISOString());
    await report(call, true);
    await rig.untilNothingIsDue();
    expect(types()).toEqual(['call.attributed', 'call.retracted']);
  });

  it('after the attempt that is under way, and not when that fails', async () => {
    const call = await rig.addCall();
    double.answer = async () => {
      await report(call, true);
      await rig.fanOut();
      await rig.tryAll();
      return { status: 500 };
    };
    await rig.round();
    double.answer = taken;
    await rig.untilNothingIsDue();
    expect(types()).toEqual(['call.attributed']);
    expect((await states()).toSorted()).toEqual([
      ['attribution', 'skipped', 'spam'],
      ['retraction', 'skipped', 'not_told'],
    ]);
    await report(call, false);
    await rig.untilNothingIsDue();
    await report(call, true);
    await rig.untilNothingIsDue();
    expect(types()).toEqual(['call.attributed', 'call.attributed', 'call.retracted']);
  });
});

describe('a report at the same moment', () => {
  /** Runs the report right after the worker has read the call's qualification for the first time. */
  function sayingAfterReading(call: string, spam: boolean): void {
    let isSaid = false;
    const { annotations } = rig.store;
    const of: typeof annotations.of = async (calls) => {
      const found = await annotations.of(calls);
      if (!isSaid) {
        isSaid = true;
        await report(call, spam);
      }
      return found;
    };
    rig.restart({ ...rig.store, annotations: { ...annotations, of } });
  }

  it('as a delivery is made is not missed', async () => {
    const call = await rig.addCall();
    await write(call, true);
    sayingAfterReading(call, false);
    await rig.untilNothingIsDue();
    expect(await states()).toEqual([['attribution', 'delivered', null]]);
  });

  it('as a call is about to be sent is not missed', async () => {
    const call = await rig.addCall();
    await rig.fanOut();
    await write(call, true);
    sayingAfterReading(call, false);
    await rig.untilNothingIsDue();
    expect(await states()).toEqual([['attribution', 'delivered', null]]);
  });

  it('as a call is about to be retracted is not missed', async () => {
    const call = await rig.addCall();
    await rig.round();
    await report(call, true);
    await write(call, false);
    sayingAfterReading(call, true);
    await rig.untilNothingIsDue();
    expect(types()).toEqual(['call.attributed', 'call.retracted']);
  });
});

it('a retraction that the platform does not accept is skipped again after a replay', async () => {
  const id = await rig.consumer({
    kind: 'meta',
    settings: { dataset: '4455', url: double.url },
    credentials: { accessToken: 'access-token' },
  });
  double.answer = () => ({ status: 200, body: { events_received: 1 } });
  const call = await rig.addCall({ call: { from: '+12125550100' } });
  await rig.round();
  await report(call, true);
  await rig.store.deliveries.replay(id, { states: ['skipped'] }, rig.now().toISOString());
  await rig.untilNothingIsDue();
  expect(await states(id)).toContainEqual(['retraction', 'skipped', 'no_retraction']);
});
