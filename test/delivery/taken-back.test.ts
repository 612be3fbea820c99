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

/** Somebody says it; nobody has heard of it yet. */
async function write(call: string, spam: boolean): Promise<void> {
  rig.advance(1);
  const at = rig.now().toISOString();
  const qualification = { qualified: null, spam, value: null, currency: null, at };
  await rig.store.annotations.annotate(call, { qualification });
}

async function say(call: string, spam: boolean): Promise<void> {
  await write(call, spam);
  await rig.reconsider(call);
}

describe('a call that is called spam is taken back', () => {
  it('once, however often it was told', async () => {
    const call = await rig.tell();
    await rig.round();
    await rig.tell({ attribution: { id: 'attr_better', call, replaces: 'attr_1' } });
    await rig.round();
    await say(call, true);
    await rig.untilNothingIsDue();
    expect(types()).toEqual(['call.attributed', 'call.reattributed', 'call.retracted']);
  });

  it('when it was called spam, then not, then spam again before that was told', async () => {
    const call = await rig.tell();
    await rig.round();
    double.answer = () => ({ status: 500 });
    await say(call, true);
    await rig.round();
    await say(call, false);
    await rig.untilNothingIsDue();
    expect(await states()).toContainEqual(['retraction', 'skipped', 'counts_again']);
    double.answer = taken;
    await say(call, true);
    await rig.untilNothingIsDue();
    expect(await states()).toContainEqual(['retraction', 'delivered', null]);
  });

  it('though the worker dies when it has written down that the call was told', async () => {
    const call = await rig.tell();
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

  it('when it may have arrived, though nothing was answered', async () => {
    double.answer = (_received, response) => void response.socket?.destroy();
    const call = await rig.tell();
    await rig.round();
    expect(await states()).toEqual([['attribution', 'waiting', 'no_answer']]);
    double.answer = taken;
    await say(call, true);
    await rig.untilNothingIsDue();
    expect(types()).toEqual(['call.attributed', 'call.retracted']);
  });

  it('when it was told and is to be told anew', async () => {
    const call = await rig.tell();
    await rig.round();
    await rig.store.deliveries.replay(webhook, { states: ['delivered'] }, rig.now().toISOString());
    await say(call, true);
    await rig.untilNothingIsDue();
    expect(types()).toEqual(['call.attributed', 'call.retracted']);
  });

  it('after the telling that is under way, and not when that fails', async () => {
    const call = await rig.tell();
    double.answer = async () => {
      await say(call, true);
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
    await say(call, false);
    await rig.untilNothingIsDue();
    await say(call, true);
    await rig.untilNothingIsDue();
    expect(types()).toEqual(['call.attributed', 'call.attributed', 'call.retracted']);
  });
});

describe('what somebody says at the same moment', () => {
  /** Right after the worker has read for the first time what was said of the call. */
  function sayingAfterReading(call: string, spam: boolean): void {
    let isSaid = false;
    const { annotations } = rig.store;
    const of: typeof annotations.of = async (calls) => {
      const found = await annotations.of(calls);
      if (!isSaid) {
        isSaid = true;
        await say(call, spam);
      }
      return found;
    };
    rig.restart({ ...rig.store, annotations: { ...annotations, of } });
  }

  it('as a call is planned is not missed', async () => {
    const call = await rig.tell();
    await write(call, true);
    sayingAfterReading(call, false);
    await rig.untilNothingIsDue();
    expect(await states()).toEqual([['attribution', 'delivered', null]]);
  });

  it('as a call is about to be told is not missed', async () => {
    const call = await rig.tell();
    await rig.fanOut();
    await write(call, true);
    sayingAfterReading(call, false);
    await rig.untilNothingIsDue();
    expect(await states()).toEqual([['attribution', 'delivered', null]]);
  });

  it('as a call is about to be taken back is not missed', async () => {
    const call = await rig.tell();
    await rig.round();
    await say(call, true);
    await write(call, false);
    sayingAfterReading(call, true);
    await rig.untilNothingIsDue();
    expect(types()).toEqual(['call.attributed', 'call.retracted']);
  });
});

it('what a platform takes not back stays so when it is replayed', async () => {
  const id = await rig.consumer({
    kind: 'meta',
    settings: { dataset: '4455', url: double.url },
    credentials: { accessToken: 'access-token' },
  });
  double.answer = () => ({ status: 200, body: { events_received: 1 } });
  const call = await rig.tell({ call: { from: '+12125550100' } });
  await rig.round();
  await say(call, true);
  await rig.store.deliveries.replay(id, { states: ['skipped'] }, rig.now().toISOString());
  await rig.untilNothingIsDue();
  expect(await states(id)).toContainEqual(['retraction', 'skipped', 'no_retraction']);
});
