import { describe, expect, it } from 'vitest';
import type { Qualification } from '../../src/domain/annotation.ts';
import { double, rig, useRigAndDouble } from '../support/consumers/rig-and-double.ts';

useRigAndDouble();

/** Reports a qualification of the call, and lets the worker process it. */
async function report(call: string, reported: Partial<Qualification>): Promise<void> {
  const at = rig.now().toISOString();
  const qualification = { qualified: null, spam: false, value: null, currency: null, at, ...reported };
  await rig.store.annotations.annotate(call, { qualification });
  await rig.reconsider(call);
  await rig.round();
}

const webhook = (of: Record<string, unknown> = {}) =>
  rig.consumer({ kind: 'webhook', settings: { url: double.url }, ...of });
const types = () => double.received.map(({ body }) => JSON.parse(body).type);
const states = async (id: string) =>
  (await rig.deliveriesOf(id)).map(({ state, reason }) => [state, reason?.code ?? null]);

describe('a rule', () => {
  it('excludes calls, and each delivery has the reason', async () => {
    const id = await webhook({ rule: { outcomes: ['answered'], minTalkSeconds: 30, minConfidence: 0.5 } });
    await rig.addCall();
    await rig.addCall({ call: { outcome: 'missed', talkSeconds: null } });
    await rig.addCall({ call: { talkSeconds: 29 } });
    await rig.addCall({ attribution: { confidence: 0.49 } });
    await rig.round();
    expect(await states(id)).toEqual([
      ['delivered', null],
      ['skipped', 'outcome'],
      ['skipped', 'talk_time'],
      ['skipped', 'confidence'],
    ]);
    expect(double.received).toHaveLength(1);
  });

  it('that was changed decides again about skipped calls when they are replayed', async () => {
    const id = await webhook({ rule: { minTalkSeconds: 60 } });
    await rig.addCall();
    await rig.round();
    await rig.consumers.change(id, { rule: { minTalkSeconds: 10 } });
    await rig.store.deliveries.replay(id, { states: ['skipped'] }, rig.now().toISOString());
    await rig.round();
    expect(await states(id)).toEqual([['delivered', null]]);
  });

  it('belongs to one provider, and excludes the calls of others', async () => {
    const id = await webhook();
    await rig.addCall({ attribution: { provider: 'prov_2' } });
    await rig.addCall();
    await rig.round();
    expect(await states(id)).toHaveLength(1);
  });
});

describe('a call that is reported as spam', () => {
  it('after its delivery is retracted once', async () => {
    const id = await webhook();
    const call = await rig.addCall();
    await rig.round();
    await report(call, { spam: true });
    await report(call, { spam: true });
    expect(types()).toEqual(['call.attributed', 'call.retracted']);
    expect(double.received[0]?.headers['webhook-id']).not.toBe(double.received[1]?.headers['webhook-id']);
    expect(await rig.deliveriesOf(id)).toHaveLength(2);
  });

  it('before its delivery is not delivered', async () => {
    const id = await webhook();
    double.answer = () => ({ status: 500 });
    const call = await rig.addCall();
    await rig.round();
    await report(call, { spam: true });
    double.answer = () => ({ status: 204 });
    await rig.untilNothingIsDue();
    expect(types()).toEqual(['call.attributed']);
    expect(await states(id)).toEqual([['skipped', 'spam']]);
  });

  it('during its delivery is retracted', async () => {
    await webhook();
    const call = await rig.addCall();
    double.answer = async () => {
      const qualification = {
        qualified: null,
        spam: true,
        value: null,
        currency: null,
        at: rig.now().toISOString(),
      };
      await rig.store.annotations.annotate(call, { qualification });
      return { status: 204 };
    };
    await rig.round();
    double.answer = () => ({ status: 204 });
    await rig.untilNothingIsDue();
    expect(types()).toEqual(['call.attributed', 'call.retracted']);
  });

  it('and then as no spam is delivered if it was not before', async () => {
    const id = await webhook();
    const call = await rig.addCall();
    await rig.store.annotations.annotate(call, {
      qualification: {
        qualified: null,
        spam: true,
        value: null,
        currency: null,
        at: rig.now().toISOString(),
      },
    });
    await rig.round();
    expect(await states(id)).toEqual([['skipped', 'spam']]);
    await report(call, { spam: false });
    expect(await states(id)).toEqual([['delivered', null]]);
  });
});

describe('a consumer of qualified calls', () => {
  it('gets a call with its value once it is reported as qualified', async () => {
    const id = await webhook({ rule: { qualified: true } });
    const call = await rig.addCall();
    await rig.round();
    expect(await states(id)).toEqual([['skipped', 'not_qualified']]);
    await report(call, { qualified: true, value: 950, currency: 'EUR' });
    expect(await states(id)).toEqual([['delivered', null]]);
    expect(JSON.parse(double.received[0]?.body ?? '').data.call.qualification).toMatchObject({
      qualified: true,
      value: 950,
      currency: 'EUR',
    });
    await report(call, { qualified: false });
    expect(types()).toEqual(['call.attributed', 'call.retracted']);
  });
});

describe('a call whose end the carrier corrects', () => {
  const asCall = { attribution: { talkSeconds: 42 } };

  it('is delivered as a new call once the rule includes it', async () => {
    const id = await webhook({ rule: { minTalkSeconds: 60 } });
    const call = await rig.addCall(asCall);
    await rig.round();
    await rig.changeEnd(call, { talkSeconds: 90 });
    await rig.untilNothingIsDue();
    expect(types()).toEqual(['call.attributed']);
    expect(await states(id)).toEqual([
      ['skipped', 'talk_time'],
      ['delivered', null],
    ]);
    await rig.changeEnd(call, { talkSeconds: 91 });
    await rig.untilNothingIsDue();
    expect(types()).toEqual(['call.attributed', 'call.updated']);
  });

  it('is retracted once the rule excludes it', async () => {
    const id = await webhook({ rule: { outcomes: ['answered'], minTalkSeconds: 30 } });
    const call = await rig.addCall(asCall);
    await rig.round();
    await rig.changeEnd(call, { talkSeconds: 20 });
    await rig.untilNothingIsDue();
    await rig.changeEnd(call, { outcome: 'missed', talkSeconds: 0 });
    await rig.untilNothingIsDue();
    expect(types()).toEqual(['call.attributed', 'call.retracted']);
    expect((await rig.deliveriesOf(id)).filter(({ state }) => state === 'delivered')).toHaveLength(2);
  });

  it('during its delivery is retracted', async () => {
    await webhook({ rule: { minTalkSeconds: 30 } });
    const call = await rig.addCall(asCall);
    double.answer = async () => {
      await rig.changeEnd(call, { talkSeconds: 20 });
      await rig.fanOut();
      return { status: 204 };
    };
    await rig.round();
    double.answer = () => ({ status: 204 });
    await rig.untilNothingIsDue();
    expect(types()).toEqual(['call.attributed', 'call.retracted']);
  });

  it('is delivered once when it is reported as qualified', async () => {
    const id = await webhook({ rule: { qualified: true } });
    const call = await rig.addCall(asCall);
    await rig.round();
    await rig.changeEnd(call, { talkSeconds: 90 });
    await rig.round();
    await report(call, { qualified: true });
    expect(types()).toEqual(['call.attributed']);
    expect(JSON.parse(double.received[0]?.body ?? '').data.attribution.talkSeconds).toBe(90);
    expect(await states(id)).toEqual([
      ['skipped', 'not_qualified'],
      ['delivered', null],
    ]);
  });

  it('is not retracted when only the rule became narrower', async () => {
    const id = await webhook();
    const call = await rig.addCall(asCall);
    await rig.round();
    await rig.consumers.change(id, { rule: { minTalkSeconds: 60 } });
    await report(call, { value: 10, currency: 'EUR' });
    expect(types()).toEqual(['call.attributed']);
  });
});

describe('a message', () => {
  it('has the same body over all attempts although the call changes meanwhile', async () => {
    await webhook();
    double.answer = () => ({ status: 500 });
    const call = await rig.addCall();
    await rig.round();
    await report(call, { value: 10, currency: 'EUR' });
    double.answer = () => ({ status: 204 });
    await rig.untilNothingIsDue();
    expect(new Set(double.received.map(({ body }) => body)).size).toBe(1);
    expect(double.received.length).toBeGreaterThan(1);
  });

  it('carries the request id of the call, as its job and its retraction do', async () => {
    await webhook();
    const call = await rig.addCall({ attribution: { requestId: 'req-7' } });
    await rig.fanOut();
    expect([...rig.jobs.values()]).toMatchObject([{ requestId: 'req-7' }]);
    await rig.round();
    await report(call, { spam: true });
    await rig.round();
    expect(double.received.map(({ headers }) => headers['x-request-id'])).toEqual(['req-7', 'req-7']);
  });

  it('that was erased during its delivery is not stored', async () => {
    const id = await webhook();
    const call = await rig.addCall();
    double.answer = async () => {
      await rig.store.deliveries.erase([call]);
      return { status: 200, body: 'Hello +12025550199' };
    };
    await rig.round();
    expect(await rig.deliveriesOf(id)).toMatchObject([
      { state: 'delivered', sent: null, attempts: [{ status: 200, answer: null }] },
    ]);
  });

  it('of a correction is a new one that names the attribution it replaces', async () => {
    const id = await webhook();
    const call = await rig.addCall();
    await rig.addCall({ attribution: { id: 'attr_better', call, replaces: 'attr_1' } });
    await rig.round();
    expect(types()).toEqual(['call.attributed', 'call.reattributed']);
    expect(JSON.parse(double.received[1]?.body ?? '').data.attribution.replaces).toBe('attr_1');
    expect(await states(id)).toHaveLength(2);
  });
});

describe('many workers at once', () => {
  it.each([false, true])('deliver each call once (in order: %s)', async (inOrder) => {
    const id = await webhook({ inOrder });
    for (let i = 0; i < 30; i++) await rig.addCall();
    await rig.roundOfMany(5);
    await rig.untilNothingIsDue();
    const calls = double.received.map(({ body }) => JSON.parse(body).data.call.id);
    expect(calls.toSorted()).toEqual([...new Set(calls)].toSorted());
    expect(calls).toHaveLength(30);
    expect(inOrder ? calls : []).toEqual(inOrder ? calls.toSorted(byNumber) : []);
    expect((await rig.deliveriesOf(id)).map(({ ordinal }) => ordinal)).toEqual(
      Array.from({ length: 30 }, (_, i) => i + 1),
    );
  });

  const byNumber = (a: string, b: string) => Number(a.slice(5)) - Number(b.slice(5));
});

describe('a new consumer', () => {
  it('gets the calls from now on, or all calls', async () => {
    await rig.addCall();
    const fromNow = await webhook();
    const fromBeginning = await webhook({ from: 'beginning' });
    await rig.addCall();
    await rig.round();
    const calls = async (id: string) => (await rig.deliveriesOf(id)).map(({ call }) => call);
    expect(await calls(fromNow)).toEqual(['call_2']);
    expect(await calls(fromBeginning)).toEqual(['call_1', 'call_2']);
  });

  it('that was paused gets the calls of the pause later', async () => {
    const id = await webhook({ paused: true });
    await rig.addCall();
    await rig.round();
    expect(await rig.deliveriesOf(id)).toEqual([]);
    await rig.consumers.change(id, { paused: false });
    await rig.round();
    expect(double.received).toHaveLength(1);
  });

  it('gets hundreds of calls in order', async () => {
    const id = await webhook({ from: 'beginning', inOrder: true });
    for (let i = 0; i < 250; i++) await rig.addCall();
    await rig.untilNothingIsDue();
    expect(double.received.map(({ body }) => JSON.parse(body).data.call.id)).toEqual(
      Array.from({ length: 250 }, (_, i) => `call_${i + 1}`),
    );
    expect((await rig.deliveriesOf(id)).map(({ ordinal }) => ordinal)).toEqual(
      Array.from({ length: 250 }, (_, i) => i + 1),
    );
  });
});
