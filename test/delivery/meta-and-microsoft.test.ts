import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { metaDouble } from '../support/consumers/meta-double.ts';
import { microsoftAdsDouble } from '../support/consumers/microsoft-ads-double.ts';
import { BEGINNING } from '../support/consumers/rig.ts';
import { double, rig, useRigAndDouble } from '../support/consumers/rig-and-double.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FBCLID = 'IwAR2F4-dbP0l7Mn1IawQQGCINEz7PYXQvwjNwB_qa2ofrHyiLjcbCRxTDMgk';
const MSCLKID = 'cdd4afcccb1c9a4cad9544dd7e5006d5';
const IN_SESSION = { to: 'session', session: 's1' } as const;
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const spam = { qualified: null, spam: true, value: null, currency: null, at: '2026-03-02T10:00:00.000Z' };

let consumer: string;
useRigAndDouble();

const outcomes = async () =>
  (await rig.deliveriesOf(consumer)).map(({ state, reason }) => [state, reason?.code ?? null]);

describe('Meta', () => {
  let meta: ReturnType<typeof metaDouble>;
  beforeEach(async () => {
    meta = metaDouble(rig.now);
    double.answer = meta.answer;
    consumer = await rig.consumer({
      kind: 'meta',
      settings: { dataset: '4455', url: double.url },
      credentials: { accessToken: 'access-token' },
    });
  });

  it('gets a call as a phone call event with the hashed caller and the unchanged click id', async () => {
    const call = await rig.addCall({
      attribution: IN_SESSION,
      call: { from: '+12125550100' },
      facts: { clickIds: { fbclid: FBCLID } },
      seen: [-120, 0],
    });
    await rig.round();
    expect([...meta.counted.values()]).toEqual([
      {
        event_name: 'Contact',
        event_time: BEGINNING.getTime() / 1000,
        action_source: 'phone_call',
        event_id: call,
        user_data: {
          ph: [sha256('12125550100')],
          fbc: `fb.1.${BEGINNING.getTime() - 120_000}.${FBCLID}`,
        },
        custom_data: { talk_seconds: 42 },
      },
    ]);
    expect(JSON.stringify(await rig.deliveriesOf(consumer))).not.toContain('access-token');
  });

  it('gets no call without an identifier, and the delivery has the reason', async () => {
    await rig.addCall({ attribution: IN_SESSION, call: { from: 'anonymous' } });
    await rig.consumers.change(consumer, { settings: { withCaller: false } });
    await rig.addCall({ attribution: IN_SESSION, call: { from: '+12125550100' } });
    await rig.round();
    expect(await outcomes()).toEqual([
      ['skipped', 'no_identifier'],
      ['skipped', 'no_identifier'],
    ]);
  });

  it('gets no call that is older than seven days', async () => {
    await rig.consumers.change(consumer, { paused: true });
    for (let day = 0; day < 9; day++) {
      await rig.addCall({ attribution: IN_SESSION, call: { from: '+12125550100' } });
      rig.advance(DAY_MS);
    }
    await rig.consumers.change(consumer, { paused: false });
    await rig.untilNothingIsDue();
    expect(await outcomes()).toEqual([
      ['dead', 'too_late'],
      ['dead', 'too_late'],
      ...Array(7).fill(['delivered', null]),
    ]);
    expect(double.received).toHaveLength(7);
    expect(meta.counted.size).toBe(7);
  });

  it('refuses one event and accepts the others', async () => {
    await rig.addCall({ attribution: IN_SESSION, call: { from: '+12125550100' } });
    const inFuture = new Date(BEGINNING.getTime() + HOUR_MS);
    await rig.addCall({ attribution: IN_SESSION, call: { from: '+12125550101', at: inFuture } });
    await rig.addCall({ attribution: IN_SESSION, call: { from: '+12125550102' } });
    await rig.untilNothingIsDue();
    expect(await outcomes()).toEqual([
      ['delivered', null],
      ['dead', 'meta_100_2804004'],
      ['delivered', null],
    ]);
  });

  it.each([
    ['a limit', { code: 80_004, message: 'There have been too many calls' }, 'meta_80004', 'slowed'],
    ['a permission that is missing', { code: 200, message: 'Permissions error' }, 'meta_200', 'active'],
    [
      'a dataset that it may not see',
      { code: 100, error_subcode: 33, message: 'Unsupported post request.' },
      'meta_100_33',
      'active',
    ],
    ['a bad token', { code: 190, message: 'Invalid OAuth access token.' }, 'meta_190', 'active'],
    ['a fault that passes', { code: 9999, is_transient: true, message: 'Later' }, 'meta_9999', 'active'],
  ])('gets another attempt after %s', async (_name, error, code, state) => {
    let refused = 0;
    double.answer = (...exchange) =>
      refused++ === 0 ? { status: 400, body: { error } } : meta.answer(...exchange);
    await rig.addCall({ attribution: IN_SESSION, call: { from: '+12125550100' } });
    await rig.round();
    expect(await outcomes()).toEqual([['waiting', code]]);
    expect((await rig.consumers.show(await rig.consumers.found(consumer))).state).toBe(state);
    await rig.untilNothingIsDue();
    expect(await outcomes()).toEqual([['delivered', null]]);
  });

  it('gets another attempt when it does not confirm the event', async () => {
    double.answer = () => ({ status: 200, body: { events_received: 0 } });
    await rig.addCall({ attribution: IN_SESSION, call: { from: '+12125550100' } });
    await rig.round();
    expect(await outcomes()).toEqual([['waiting', 'not_received']]);
  });

  it('has a test button that needs a test code', async () => {
    expect(await rig.trial(await rig.consumers.found(consumer))).toMatchObject({
      ok: false,
      reason: { code: 'no_test_code' },
    });
    expect(double.received).toEqual([]);
    await rig.consumers.change(consumer, { settings: { testEventCode: 'TEST123' } });
    expect(await rig.trial(await rig.consumers.found(consumer))).toMatchObject({ ok: true });
    expect([meta.tests.length, meta.counted.size]).toEqual([1, 0]);
  });

  it('accepts no retraction, and the delivery has the reason', async () => {
    const call = await rig.addCall({ attribution: IN_SESSION, call: { from: '+12125550100' } });
    await rig.round();
    await rig.store.annotations.annotate(call, { qualification: spam });
    await rig.reconsider(call);
    expect((await outcomes()).toSorted()).toEqual([
      ['delivered', null],
      ['skipped', 'no_retraction'],
    ]);
  });
});

describe('Microsoft Advertising', () => {
  let microsoft: ReturnType<typeof microsoftAdsDouble>;
  const goal = { madeAt: new Date(BEGINNING.getTime() - DAY_MS) };
  beforeEach(async () => {
    microsoft = microsoftAdsDouble({
      now: rig.now,
      get goalMadeAt() {
        return goal.madeAt;
      },
    });
    double.answer = microsoft.answer;
    consumer = await rig.consumer({
      kind: 'microsoft_ads',
      settings: {
        customerId: '11',
        accountId: '22',
        conversionName: 'Phone call',
        url: double.url,
        tokenUrl: `${double.url}/token`,
        value: 8,
        currency: 'USD',
        withCaller: true,
      },
      credentials: {
        developerToken: 'developer-token',
        clientId: 'client-id',
        refreshToken: 'refresh-token',
      },
    });
  });
  afterEach(() => {
    goal.madeAt = new Date(BEGINNING.getTime() - DAY_MS);
  });

  const addCall = (msclkid: string) =>
    rig.addCall({
      attribution: IN_SESSION,
      call: { from: '+12125550100' },
      facts: { clickIds: { msclkid } },
    });

  it('gets a call as an offline conversion of the click', async () => {
    await addCall(MSCLKID);
    await rig.round();
    expect([...microsoft.counted.values()]).toEqual([
      {
        MicrosoftClickId: MSCLKID,
        ConversionName: 'Phone call',
        ConversionTime: BEGINNING.toISOString(),
        ConversionValue: 8,
        ConversionCurrencyCode: 'USD',
        HashedPhoneNumber: sha256('+12125550100'),
      },
    ]);
    expect(await outcomes()).toEqual([['delivered', null]]);
  });

  it('gets nothing without a valid click id of its own', async () => {
    await rig.addCall({ attribution: IN_SESSION });
    await addCall('not-a-click-id');
    await rig.round();
    expect(await outcomes()).toEqual([
      ['skipped', 'no_click_id'],
      ['skipped', 'bad_click_id'],
    ]);
  });

  it('gets another attempt in two hours when its goal is too new', async () => {
    goal.madeAt = BEGINNING;
    await addCall(MSCLKID);
    await rig.round();
    const [delivery] = await rig.deliveriesOf(consumer);
    expect(Date.parse(delivery?.nextTryAt ?? '') - BEGINNING.getTime()).toBe(2 * HOUR_MS);
    await rig.untilNothingIsDue();
    expect(await outcomes()).toEqual([['delivered', null]]);
  });

  it.each(['UserIsNotAuthorized', 'AuthenticationTokenExpired'])(
    'gets another attempt after %s, which a person can repair',
    async (ErrorCode) => {
      double.answer = (...exchange) =>
        exchange[0].path === '/token'
          ? microsoft.answer(...exchange)
          : { status: 400, body: { Errors: [{ Code: 106, ErrorCode, Message: 'Not now' }] } };
      await addCall(MSCLKID);
      await rig.round();
      expect((await outcomes()).map(([state]) => state)).toEqual(['waiting']);
      double.answer = microsoft.answer;
      await rig.untilNothingIsDue();
      expect(await outcomes()).toEqual([['delivered', null]]);
    },
  );

  it('counts a call once although its answer was lost', async () => {
    let lost = 0;
    double.answer = (received, response, request) => {
      const reply = microsoft.answer(received, response, request);
      if (received.path === '/token' || lost++ > 0) return reply;
      response.socket?.destroy();
      return undefined;
    };
    await addCall(MSCLKID);
    await rig.untilNothingIsDue();
    expect(microsoft.counted.size).toBe(1);
    expect(await outcomes()).toEqual([['delivered', null]]);
  });

  it('works on with refresh tokens of 90 days, each of which brings the next', async () => {
    for (let month = 0; month < 8; month++) {
      await addCall(MSCLKID);
      await rig.round();
      rig.advance(30 * DAY_MS);
    }
    expect(await outcomes()).toEqual(Array(8).fill(['delivered', null]));
  });

  it('is asked for no more tokens because of that, and an operator’s new token stays', async () => {
    // A worker and a gateway in two processes do not share tokens.
    for (let i = 0; i < 4; i++) {
      rig.restart();
      await addCall(MSCLKID);
      await rig.round();
      for (let more = 0; more < 3; more++) {
        await rig.trial(await rig.consumers.found(consumer));
        await addCall(MSCLKID);
        await rig.round();
      }
    }
    expect(microsoft.refreshTokens.size).toBeLessThan(8);

    const { answer } = double;
    microsoft.refreshTokens.set('by-hand', rig.now().getTime());
    rig.advance(8 * DAY_MS);
    double.answer = async (...exchange) => {
      const reply = await answer(...exchange);
      if (exchange[0].path === '/token')
        await rig.consumers.change(consumer, { credentials: { refreshToken: 'by-hand' } });
      return reply;
    };
    await addCall(MSCLKID);
    await rig.round();
    expect((await rig.consumers.found(consumer)).credentials).toMatchObject({ refreshToken: 'by-hand' });
  });

  it('gets a retraction of a call that turns out to be spam', async () => {
    const call = await addCall(MSCLKID);
    await rig.round();
    await rig.store.annotations.annotate(call, { qualification: spam });
    await rig.reconsider(call);
    await rig.untilNothingIsDue();
    expect(microsoft.retracted).toMatchObject([
      { MicrosoftClickId: MSCLKID, ConversionTime: BEGINNING.toISOString(), AdjustmentType: 'Retract' },
    ]);
  });
});
