import { describe, expect, it } from 'vitest';
import type { Qualification } from '../../src/domain/annotation.ts';
import { double, rig, useRigAndDouble } from '../support/consumers/rig-and-double.ts';

useRigAndDouble();

/** What is said of a call, and the worker hears of it. */
async function say(call: string, what: Partial<Qualification>): Promise<void> {
  const at = rig.now().toISOString();
  const qualification = { qualified: null, spam: false, value: null, currency: null, at, ...what };
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
  it('leaves calls out, and the ledger says why', async () => {
    const id = await webhook({ rule: { outcomes: ['answered'], minTalkSeconds: 30, minConfidence: 0.5 } });
    await rig.tell();
    await rig.tell({ call: { outcome: 'missed', talkSeconds: null } });
    await rig.tell({ call: { talkSeconds: 29 } });
    await rig.tell({ attribution: { confidence: 0.49 } });
    await rig.round();
    expect(await states(id)).toEqual([
      ['delivered', null],
      ['skipped', 'outcome'],
      ['skipped', 'talk_time'],
      ['skipped', 'confidence'],
    ]);
    expect(double.received).toHaveLength(1);
  });

  it('that was changed judges skipped calls anew when they are replayed', async () => {
    const id = await webhook({ rule: { minTalkSeconds: 60 } });
    await rig.tell();
    await rig.round();
    await rig.consumers.change(id, { rule: { minTalkSeconds: 10 } });
    await rig.store.deliveries.replay(id, { states: ['skipped'] }, rig.now().toISOString());
    await rig.round();
    expect(await states(id)).toEqual([['delivered', null]]);
  });

  it('is of one provider: calls of another are not told', async () => {
    const id = await webhook();
    await rig.tell({ attribution: { provider: 'prov_2' } });
    await rig.tell();
    await rig.round();
    expect(await states(id)).toHaveLength(1);
  });
});

describe('a call that is called spam', () => {
  it('after it was told is taken back, once', async () => {
    const id = await webhook();
    const call = await rig.tell();
    await rig.round();
    await say(call, { spam: true });
    await say(call, { spam: true });
    expect(types()).toEqual(['call.attributed', 'call.retracted']);
    expect(double.received[0]?.headers['webhook-id']).not.toBe(double.received[1]?.headers['webhook-id']);
    expect(await rig.deliveriesOf(id)).toHaveLength(2);
  });

  it('before it was told is not told', async () => {
    const id = await webhook();
    double.answer = () => ({ status: 500 });
    const call = await rig.tell();
    await rig.round();
    await say(call, { spam: true });
    double.answer = () => ({ status: 204 });
    await rig.untilNothingIsDue();
    expect(types()).toEqual(['call.attributed']);
    expect(await states(id)).toEqual([['skipped', 'spam']]);
  });

  it('while it was on its way is taken back', async () => {
    await webhook();
    const call = await rig.tell();
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

  it('and then is not, is told where it had not been', async () => {
    const id = await webhook();
    const call = await rig.tell();
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
    await say(call, { spam: false });
    expect(await states(id)).toEqual([['delivered', null]]);
  });
});

describe('a consumer of qualified calls', () => {
  it('is told a call once somebody calls it qualified, with its value', async () => {
    const id = await webhook({ rule: { qualified: true } });
    const call = await rig.tell();
    await rig.round();
    expect(await states(id)).toEqual([['skipped', 'not_qualified']]);
    await say(call, { qualified: true, value: 950, currency: 'EUR' });
    expect(await states(id)).toEqual([['delivered', null]]);
    expect(JSON.parse(double.received[0]?.body ?? '').data.call.qualification).toMatchObject({
      qualified: true,
      value: 950,
      currency: 'EUR',
    });
    await say(call, { qualified: false });
    expect(types()).toEqual(['call.attributed', 'call.retracted']);
  });
});

describe('a call that ended in another way than was known', () => {
  const asCall = { attribution: { talkSeconds: 42 } };

  it('is told once it is one that counts, as a call that is new', async () => {
    const id = await webhook({ rule: { minTalkSeconds: 60 } });
    const call = await rig.tell(asCall);
    await rig.round();
    await rig.endAnew(call, { talkSeconds: 90 });
    await rig.untilNothingIsDue();
    expect(types()).toEqual(['call.attributed']);
    expect(await states(id)).toEqual([
      ['skipped', 'talk_time'],
      ['delivered', null],
    ]);
    await rig.endAnew(call, { talkSeconds: 91 });
    await rig.untilNothingIsDue();
    expect(types()).toEqual(['call.attributed', 'call.updated']);
  });

  it('is taken back once it counts no more', async () => {
    const id = await webhook({ rule: { outcomes: ['answered'], minTalkSeconds: 30 } });
    const call = await rig.tell(asCall);
    await rig.round();
    await rig.endAnew(call, { talkSeconds: 20 });
    await rig.untilNothingIsDue();
    await rig.endAnew(call, { outcome: 'missed', talkSeconds: 0 });
    await rig.untilNothingIsDue();
    expect(types()).toEqual(['call.attributed', 'call.retracted']);
    expect((await rig.deliveriesOf(id)).filter(({ state }) => state === 'delivered')).toHaveLength(2);
  });

  it('while it was told is taken back', async () => {
    await webhook({ rule: { minTalkSeconds: 30 } });
    const call = await rig.tell(asCall);
    double.answer = async () => {
      await rig.endAnew(call, { talkSeconds: 20 });
      await rig.fanOut();
      return { status: 204 };
    };
    await rig.round();
    double.answer = () => ({ status: 204 });
    await rig.untilNothingIsDue();
    expect(types()).toEqual(['call.attributed', 'call.retracted']);
  });

  it('is told once when somebody calls it qualified', async () => {
    const id = await webhook({ rule: { qualified: true } });
    const call = await rig.tell(asCall);
    await rig.round();
    await rig.endAnew(call, { talkSeconds: 90 });
    await rig.round();
    await say(call, { qualified: true });
    expect(types()).toEqual(['call.attributed']);
    expect(JSON.parse(double.received[0]?.body ?? '').data.attribution.talkSeconds).toBe(90);
    expect(await states(id)).toEqual([
      ['skipped', 'not_qualified'],
      ['delivered', null],
    ]);
  });

  it('is not taken back where the rule was made narrower, and the call is as it was', async () => {
    const id = await webhook();
    const call = await rig.tell(asCall);
    await rig.round();
    await rig.consumers.change(id, { rule: { minTalkSeconds: 60 } });
    await say(call, { value: 10, currency: 'EUR' });
    expect(types()).toEqual(['call.attributed']);
  });
});

describe('a message', () => {
  it('keeps its words over its tries, though more is known of the call by then', async () => {
    await webhook();
    double.answer = () => ({ status: 500 });
    const call = await rig.tell();
    await rig.round();
    await say(call, { value: 10, currency: 'EUR' });
    double.answer = () => ({ status: 204 });
    await rig.untilNothingIsDue();
    expect(new Set(double.received.map(({ body }) => body)).size).toBe(1);
    expect(double.received.length).toBeGreaterThan(1);
  });

  it('that was erased while it was on its way is not kept', async () => {
    const id = await webhook();
    const call = await rig.tell();
    double.answer = async () => {
      await rig.store.deliveries.forget([call]);
      return { status: 200, body: 'Hello +12025550199' };
    };
    await rig.round();
    expect(await rig.deliveriesOf(id)).toMatchObject([
      { state: 'delivered', sent: null, attempts: [{ status: 200, answer: null }] },
    ]);
  });

  it('of a correction is another one, which says what it replaces', async () => {
    const id = await webhook();
    const call = await rig.tell();
    await rig.tell({ attribution: { id: 'attr_better', call, replaces: 'attr_1' } });
    await rig.round();
    expect(types()).toEqual(['call.attributed', 'call.reattributed']);
    expect(JSON.parse(double.received[1]?.body ?? '').data.attribution.replaces).toBe('attr_1');
    expect(await states(id)).toHaveLength(2);
  });
});

describe('many workers at once', () => {
  it.each([false, true])('tell each call once (in order: %s)', async (inOrder) => {
    const id = await webhook({ inOrder });
    for (let i = 0; i < 30; i++) await rig.tell();
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
  it('is told what comes, or all that there was', async () => {
    await rig.tell();
    const fromNow = await webhook();
    const fromBeginning = await webhook({ from: 'beginning' });
    await rig.tell();
    await rig.round();
    const calls = async (id: string) => (await rig.deliveriesOf(id)).map(({ call }) => call);
    expect(await calls(fromNow)).toEqual(['call_2']);
    expect(await calls(fromBeginning)).toEqual(['call_1', 'call_2']);
  });

  it('that is paused is told later what came meanwhile', async () => {
    const id = await webhook({ paused: true });
    await rig.tell();
    await rig.round();
    expect(await rig.deliveriesOf(id)).toEqual([]);
    await rig.consumers.change(id, { paused: false });
    await rig.round();
    expect(double.received).toHaveLength(1);
  });

  it('reads through hundreds of calls, in order', async () => {
    const id = await webhook({ from: 'beginning', inOrder: true });
    for (let i = 0; i < 250; i++) await rig.tell();
    await rig.untilNothingIsDue();
    expect(double.received.map(({ body }) => JSON.parse(body).data.call.id)).toEqual(
      Array.from({ length: 250 }, (_, i) => `call_${i + 1}`),
    );
    expect((await rig.deliveriesOf(id)).map(({ ordinal }) => ordinal)).toEqual(
      Array.from({ length: 250 }, (_, i) => i + 1),
    );
  });
});
