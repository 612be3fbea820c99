import { beforeEach, describe, expect, it } from 'vitest';
import { type Ga4Event, ga4Double } from '../support/consumers/ga4-double.ts';
import { BEGINNING } from '../support/consumers/rig.ts';
import { double, rig, useRigAndDouble } from '../support/consumers/rig-and-double.ts';

const HOUR_MS = 3_600_000;
const CLIENT = '1162820436.1749482504';
/** A session of GA4. Its id is the second of its start, a minute before the first call. */
const SESSION = String(BEGINNING.getTime() / 1000 - 60);
const IN_SESSION = { to: 'session', session: `${CLIENT}.${SESSION}`, visitor: CLIENT } as const;

let events: Ga4Event[];
let consumer: string;
useRigAndDouble();
beforeEach(async () => {
  const ga4 = ga4Double(rig.now);
  events = ga4.events;
  double.answer = ga4.answer;
  consumer = await rig.consumer(settings());
});

function settings(of: Record<string, unknown> = {}) {
  return {
    kind: 'ga4',
    settings: { measurementId: 'G-ABC123', url: double.url, ...of },
    credentials: { apiSecret: 'api-secret' },
  };
}

describe('GA4', () => {
  it('gets a call as an event of its session', async () => {
    const call = await rig.addCall({ attribution: IN_SESSION });
    await rig.round();
    expect(events).toEqual([
      {
        client: CLIENT,
        session: SESSION,
        at: BEGINNING.getTime(),
        name: 'phone_call',
        params: expect.objectContaining({
          call_id: call,
          engagement_time_msec: 42_000,
          outcome: 'answered',
          talk_seconds: 42,
          confidence: 0.75,
        }),
        faults: [],
      },
    ]);
    const [delivery] = await rig.deliveriesOf(consumer);
    expect(delivery).toMatchObject({ state: 'delivered', notes: [] });
    expect(delivery?.sent).toContain(CLIENT);
    expect(JSON.stringify(delivery)).not.toContain('api-secret');
  });

  it('takes event name, value, currency and consent from its settings, and a reported value first', async () => {
    await rig.consumers.change(consumer, {
      settings: {
        eventName: 'generate_lead',
        value: 20,
        currency: 'EUR',
        consent: { adUserData: 'GRANTED', adPersonalization: 'DENIED' },
      },
    });
    await rig.addCall({ attribution: IN_SESSION });
    const call = await rig.addCall({ attribution: IN_SESSION });
    const qualification = {
      qualified: true,
      spam: false,
      value: 950,
      currency: 'USD',
      at: '2026-03-02T09:01:00.000Z',
    };
    await rig.store.annotations.annotate(call, { qualification });
    await rig.round();
    expect(events.map(({ name, params, faults }) => [name, params.value, params.currency, faults])).toEqual(
      expect.arrayContaining([
        ['generate_lead', 20, 'EUR', []],
        ['generate_lead', 950, 'USD', []],
      ]),
    );
    expect(JSON.parse(double.received[0]?.body ?? '').consent).toEqual({
      ad_user_data: 'GRANTED',
      ad_personalization: 'DENIED',
    });
  });

  it.each([
    ['a bucket', { to: 'bucket' as const }, 'no_session'],
    ['nobody', { to: 'none' as const }, 'no_session'],
    [
      "a session of Ringtrail's own",
      { to: 'session' as const, session: '12-34-56-78', visitor: '1-2-3-4' },
      'no_ga4_ids',
    ],
    ['another client than the visitor', { ...IN_SESSION, visitor: '1.2' }, 'no_ga4_ids'],
  ])('gets no call from %s, and the delivery has the reason', async (_name, attribution, code) => {
    await rig.addCall({ attribution });
    await rig.round();
    expect(double.received).toEqual([]);
    expect(await rig.deliveriesOf(consumer)).toMatchObject([{ state: 'skipped', reason: { code } }]);
  });

  it('gets a call after the end of its session within the session, with a note', async () => {
    rig.advance(5 * HOUR_MS);
    await rig.addCall({ attribution: IN_SESSION, seen: [-5 * 3600, -4 * 3600] });
    await rig.round();
    expect(events).toMatchObject([{ at: BEGINNING.getTime() + HOUR_MS, faults: [] }]);
    expect((await rig.deliveriesOf(consumer))[0]?.notes).toEqual([
      expect.stringContaining('last sign of life'),
    ]);
  });

  it('gets a call that is too late for its session at the time of the call', async () => {
    rig.advance(80 * HOUR_MS);
    await rig.addCall({ attribution: IN_SESSION, seen: [-80 * 3600, -79 * 3600] });
    await rig.round();
    expect(events).toMatchObject([{ at: BEGINNING.getTime() + 80 * HOUR_MS, faults: [] }]);
    expect((await rig.deliveriesOf(consumer))[0]?.notes).toEqual([expect.stringContaining('24 hours')]);
  });

  it('gets a call within 72 hours or not at all, with a note after 24', async () => {
    await rig.consumers.change(consumer, { paused: true });
    await rig.addCall({ attribution: IN_SESSION });
    rig.advance(24 * HOUR_MS);
    await rig.addCall({ attribution: IN_SESSION, seen: [-60, 0] });
    rig.advance(47 * HOUR_MS);
    await rig.consumers.change(consumer, { paused: false });
    await rig.round();
    expect(events).toHaveLength(2);
    expect(events.flatMap(({ faults }) => faults)).toEqual([]);
    expect((await rig.deliveriesOf(consumer))[0]?.notes).toEqual([expect.stringContaining('24 hours')]);

    await rig.consumers.change(consumer, { paused: true });
    await rig.addCall({ attribution: IN_SESSION });
    rig.advance(72 * HOUR_MS + 1000);
    await rig.consumers.change(consumer, { paused: false });
    await rig.round();
    expect(events).toHaveLength(2);
    expect((await rig.deliveriesOf(consumer)).at(-1)).toMatchObject({
      state: 'dead',
      reason: { code: 'too_late' },
    });
  });

  it('has each dead delivery in the log: too late, and fate unknown', async () => {
    const late = await rig.addCall({ attribution: IN_SESSION });
    await rig.fanOut();
    rig.jobs.clear();
    await rig.consumers.change(consumer, { paused: true });
    rig.advance(73 * HOUR_MS);
    await rig.consumers.change(consumer, { paused: false });
    await rig.round();
    const call = await rig.addCall({ attribution: IN_SESSION });
    double.answer = async () => {
      rig.advance(31_000);
      await rig.takeOver();
      return { status: 204 };
    };
    await rig.round();
    const dead = (await rig.deliveriesOf(consumer)).filter(({ state }) => state === 'dead');
    expect(dead.map((one) => [one.call, one.reason?.code])).toEqual([
      [late, 'too_late'],
      [call, 'fate_unknown'],
    ]);
    const lines = rig.logged.map((line) => JSON.parse(line));
    expect(lines).toMatchObject(dead.map(({ id, reason }) => ({ delivery: id, reason })));
  });

  it('has a dead delivery when the next attempt would be too late', async () => {
    double.answer = () => ({ status: 503 });
    await rig.addCall({ attribution: IN_SESSION });
    await rig.untilNothingIsDue();
    const [delivery] = await rig.deliveriesOf(consumer);
    expect(delivery).toMatchObject({ state: 'dead', reason: { code: 'too_late' } });
    expect(delivery?.reason?.detail).toContain('The answer was 503');
    expect(Date.parse(delivery?.attempts.at(-1)?.at ?? '') - BEGINNING.getTime()).toBeLessThan(72 * HOUR_MS);
  });

  it('never gets a doubtful event again unless a person replays it', async () => {
    const { answer } = double;
    double.answer = (received, response, request) => {
      void answer(received, response, request);
      response.socket?.destroy();
      return undefined;
    };
    await rig.addCall({ attribution: IN_SESSION });
    await rig.untilNothingIsDue();
    expect(events).toHaveLength(1);
    const [delivery] = await rig.deliveriesOf(consumer);
    expect(delivery).toMatchObject({ state: 'dead', reason: { code: 'fate_unknown' }, tries: 1 });
  });

  it('gets another attempt when it surely has nothing', async () => {
    const { answer, url } = double;
    await rig.consumers.change(consumer, { settings: { url: 'http://127.0.0.1:1' } });
    await rig.addCall({ attribution: IN_SESSION });
    await rig.round();
    await rig.consumers.change(consumer, { settings: { url } });
    double.answer = () => ({ status: 500 });
    rig.advance(10_000);
    await rig.round();
    double.answer = answer;
    await rig.untilNothingIsDue();
    expect(events).toHaveLength(1);
    const [delivery] = await rig.deliveriesOf(consumer);
    expect(delivery?.attempts.map(({ status, reason }) => [status, reason?.code])).toEqual([
      [null, 'no_connection'],
      [500, 'status_500'],
      [204, undefined],
    ]);
  });

  it('counts a call once although a later attribution replaces the first', async () => {
    const call = await rig.addCall({ attribution: IN_SESSION });
    await rig.round();
    await rig.addCall({ attribution: { ...IN_SESSION, id: 'attr_better', call, replaces: 'attr_1' } });
    await rig.untilNothingIsDue();
    expect(events).toHaveLength(1);
    expect((await rig.deliveriesOf(consumer)).map(({ reason }) => reason?.code)).toEqual([
      undefined,
      'counted',
    ]);
  });

  it('gets a call’s later end in place of the first when the first attempt failed', async () => {
    const call = await rig.addCall({ attribution: { ...IN_SESSION, talkSeconds: 42 } });
    const { answer } = double;
    let failed = 0;
    double.answer = async () => {
      failed++;
      await rig.changeEnd(call, { talkSeconds: 50 });
      await rig.fanOut();
      await rig.tryAll();
      return { status: 500 };
    };
    await rig.round();
    double.answer = answer;
    await rig.untilNothingIsDue();
    expect(failed).toBe(1);
    expect(events).toMatchObject([{ params: { talk_seconds: 50 } }]);
    expect((await rig.deliveriesOf(consumer)).map(({ state, reason }) => [state, reason?.code])).toEqual([
      ['skipped', 'counted'],
      ['delivered', undefined],
    ]);
  });

  it('gets no second event of a call that it has or may have, although the call’s end changed', async () => {
    const { answer } = double;
    double.answer = (...exchange) => {
      void answer(...exchange);
      exchange[1].destroy();
      return undefined;
    };
    const doubtful = await rig.addCall({ attribution: { ...IN_SESSION, talkSeconds: 42 } });
    await rig.round();
    double.answer = answer;
    const delivered = await rig.addCall({ attribution: { ...IN_SESSION, talkSeconds: 42 } });
    await rig.round();
    await rig.changeEnd(doubtful, { talkSeconds: 50 });
    rig.advance(80 * HOUR_MS);
    await rig.changeEnd(delivered, { talkSeconds: 50 });
    await rig.untilNothingIsDue();
    expect(events).toHaveLength(2);
    expect((await rig.deliveriesOf(consumer)).map(({ state, reason }) => [state, reason?.code])).toEqual([
      ['dead', 'fate_unknown'],
      ['delivered', undefined],
      ['skipped', 'counted'],
      // The later delivery is skipped, and does not become dead for its lateness.
      ['skipped', 'counted'],
    ]);
  });

  it('has a test button that counts nothing and returns GA4’s findings', async () => {
    const found = await rig.consumers.found(consumer);
    expect(await rig.trial(found)).toMatchObject({ ok: true, status: 200, reason: null });
    expect(events).toEqual([]);
    const wrong = { ...found, settings: { ...found.settings, eventName: 'ga_call' } } as typeof found;
    expect(await rig.trial(wrong)).toMatchObject({ ok: false, reason: { code: 'value_invalid' } });
  });

  it('refuses event names that GA4 would ignore in silence', async () => {
    for (const eventName of ['google_call', 'firebase_x', '1call', 'a'.repeat(41), 'phone call', 'gtag.x'])
      await expect(rig.consumer(settings({ eventName }))).rejects.toThrow(/event name of GA4/);
  });

  it('accepts no retraction, and the delivery has the reason', async () => {
    const call = await rig.addCall({ attribution: IN_SESSION });
    await rig.round();
    const spam = { qualified: null, spam: true, value: null, currency: null, at: '2026-03-02T10:00:00.000Z' };
    await rig.store.annotations.annotate(call, { qualification: spam });
    await rig.reconsider(call);
    await rig.reconsider(call);
    expect(await rig.deliveriesOf(consumer)).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ type: 'retraction', state: 'skipped' }),
        expect.objectContaining({ type: 'attribution', state: 'delivered' }),
      ]),
    );
    expect(await rig.deliveriesOf(consumer)).toHaveLength(2);
  });
});
