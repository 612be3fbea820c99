import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { googleAdsDouble } from '../support/consumers/google-ads-double.ts';
import { BEGINNING, type Rig } from '../support/consumers/rig.ts';
import { double, rig, useRigAndDouble } from '../support/consumers/rig-and-double.ts';

const HOUR_MS = 3_600_000;
const ago = (ms: number) => new Date(BEGINNING.getTime() - ms);
/** The times of the clicks with these ids. */
const CLICKS = {
  EAIaIQ: ago(10 * HOUR_MS),
  recent: ago(HOUR_MS),
  old: ago(89 * 24 * HOUR_MS),
  gbraid1: ago(10 * HOUR_MS),
  wbraid1: ago(10 * HOUR_MS),
};

let google: ReturnType<typeof googleAdsDouble>;
let consumer: string;
useRigAndDouble();
beforeEach(async () => {
  google = googleAdsDouble(rig.now, { clicks: CLICKS });
  double.answer = google.answer;
  consumer = await rig.consumer(settings());
});

function settings(of: Record<string, unknown> = {}) {
  return {
    kind: 'google_ads',
    settings: {
      api: 'click_uploads',
      customerId: '1234567890',
      loginCustomerId: '9876543210',
      conversionAction: '55',
      url: double.url,
      tokenUrl: `${double.url}/token`,
      ...of,
    },
    credentials: {
      developerToken: 'developer-token',
      clientId: 'client-id',
      clientSecret: 'client-secret',
      refreshToken: 'refresh-token',
    },
  };
}

/** Adds a call of a session that one of these clicks brought. */
function addCall(clickIds: Record<string, string>, of: Parameters<Rig['addCall']>[0] = {}) {
  return rig.addCall({
    ...of,
    attribution: { to: 'session', session: 's1', ...of.attribution },
    facts: { clickIds },
  });
}

const uploads = () => double.received.filter(({ path }) => path !== '/token');
const outcomes = async () =>
  (await rig.deliveriesOf(consumer)).map(({ state, reason }) => [state, reason?.code ?? null]);

describe('Google Ads', () => {
  it('gets a call as a conversion of the click, in its own format', async () => {
    const call = await addCall({ gclid: 'EAIaIQ', fbclid: 'x' });
    await rig.round();
    expect(google.counted.get(call)).toMatchObject({
      gclid: 'EAIaIQ',
      conversionAction: 'customers/1234567890/conversionActions/55',
      conversionDateTime: '2026-03-02 09:00:00+00:00',
      orderId: call,
    });
    const [upload] = uploads();
    expect(upload?.path).toBe('/v25/customers/1234567890:uploadClickConversions');
    expect(upload?.headers).toMatchObject({ 'login-customer-id': '9876543210' });
    expect(JSON.parse(upload?.body ?? '').conversions[0]).not.toHaveProperty('conversionValue');
    expect(await outcomes()).toEqual([['delivered', null]]);
    const ledger = JSON.stringify(await rig.deliveriesOf(consumer));
    for (const secret of ['developer-token', 'client-secret', 'refresh-token', 'token-1'])
      expect(ledger).not.toContain(secret);
  });

  it('gets a single click id, and never two braids', async () => {
    const first = await addCall({ wbraid: 'wbraid1', gbraid: 'gbraid1', gclid: 'EAIaIQ' });
    const second = await addCall({ wbraid: 'wbraid1', gbraid: 'gbraid1' });
    const third = await addCall({ wbraid: 'wbraid1' });
    await rig.round();
    const ids = (call: string) => {
      const { gclid, gbraid, wbraid } = google.counted.get(call) ?? {};
      return { gclid, gbraid, wbraid };
    };
    expect(ids(first)).toEqual({ gclid: 'EAIaIQ' });
    expect(ids(second)).toEqual({ gbraid: 'gbraid1' });
    expect(ids(third)).toEqual({ wbraid: 'wbraid1' });
  });

  it('gets nothing when no click of its own brought the visitor, and the delivery has the reason', async () => {
    await addCall({ msclkid: 'a'.repeat(32) });
    await rig.addCall({ attribution: { to: 'bucket' } });
    await rig.round();
    expect(double.received).toEqual([]);
    expect(await outcomes()).toEqual([
      ['skipped', 'no_click_id'],
      ['skipped', 'no_click_id'],
    ]);
  });

  it('gets a call that is too recent again after six hours', async () => {
    const call = await addCall({ gclid: 'recent' });
    await rig.round();
    const [delivery] = await rig.deliveriesOf(consumer);
    expect(delivery).toMatchObject({ state: 'waiting', reason: { code: 'too_recent_event' } });
    expect(Date.parse(delivery?.nextTryAt ?? '') - BEGINNING.getTime()).toBe(6 * HOUR_MS);
    await rig.untilNothingIsDue();
    expect(google.counted.has(call)).toBe(true);
    expect((await rig.deliveriesOf(consumer))[0]?.attempts).toHaveLength(2);
  });

  it('counts a call once although its answer was lost', async () => {
    let lost = 0;
    double.answer = (received, response, request) => {
      const reply = google.answer(received, response, request);
      if (received.path === '/token' || lost++ > 0) return reply;
      response.socket?.destroy();
      return undefined;
    };
    const call = await addCall({ gclid: 'EAIaIQ' });
    await rig.untilNothingIsDue();
    expect([...google.counted.keys()]).toEqual([call]);
    const [delivery] = await rig.deliveriesOf(consumer);
    expect(delivery).toMatchObject({
      state: 'delivered',
      notes: [expect.stringContaining('had the conversion already')],
    });
    expect(delivery?.attempts.map(({ reason }) => reason?.code)).toEqual(['no_answer', undefined]);
  });

  it('refuses one conversion and accepts the others', async () => {
    await addCall({ gclid: 'EAIaIQ' });
    await addCall({ gclid: 'nobody-clicked-this' });
    await addCall({ gclid: 'EAIaIQ' });
    await rig.untilNothingIsDue();
    expect(await outcomes()).toEqual([
      ['delivered', null],
      ['dead', 'click_not_found'],
      ['delivered', null],
    ]);
  });

  it('has a dead delivery once the click is too old', async () => {
    await rig.consumers.change(consumer, { paused: true });
    await addCall({ gclid: 'old' });
    rig.advance(2 * 24 * HOUR_MS);
    await rig.consumers.change(consumer, { paused: false });
    await rig.untilNothingIsDue();
    expect(await outcomes()).toEqual([['dead', 'expired_event']]);
  });

  it('gets value, consent and the hashed caller when its settings ask for them', async () => {
    await rig.consumers.change(consumer, {
      settings: {
        value: 12.5,
        currency: 'EUR',
        withCaller: true,
        consent: { adUserData: 'GRANTED', adPersonalization: 'GRANTED' },
      },
    });
    const call = await addCall({ gclid: 'EAIaIQ' }, { call: { from: '+12125550100' } });
    const withheld = await addCall({ gclid: 'EAIaIQ' }, { call: { from: '+266696687' } });
    const braid = await addCall({ gbraid: 'gbraid1' });
    await rig.round();
    expect(google.counted.get(call)).toMatchObject({
      conversionValue: 12.5,
      currencyCode: 'EUR',
      consent: { adUserData: 'GRANTED', adPersonalization: 'GRANTED' },
      userIdentifiers: [{ hashedPhoneNumber: createHash('sha256').update('+12125550100').digest('hex') }],
    });
    expect(google.counted.get(withheld)).not.toHaveProperty('userIdentifiers');
    expect(google.counted.get(braid)).not.toHaveProperty('userIdentifiers');

    await rig.consumers.change(consumer, {
      settings: { consent: { adUserData: 'DENIED', adPersonalization: 'DENIED' } },
    });
    const denied = await addCall({ gclid: 'EAIaIQ' }, { call: { from: '+12125550100' } });
    await rig.round();
    expect(google.counted.get(denied)).toMatchObject({ consent: { adUserData: 'DENIED' } });
    expect(google.counted.get(denied)).not.toHaveProperty('userIdentifiers');
  });

  it('is called with one token for many calls, and with a new one before its end and after a refusal', async () => {
    for (let i = 0; i < 5; i++) await addCall({ gclid: 'EAIaIQ' });
    await rig.round();
    expect(google.state.tokens).toBe(1);
    rig.advance(3600_000 - 30_000);
    await addCall({ gclid: 'EAIaIQ' });
    await rig.round();
    expect(google.state.tokens).toBe(2);
    google.state.valid.clear();
    await addCall({ gclid: 'EAIaIQ' });
    await rig.untilNothingIsDue();
    expect(google.state.tokens).toBe(3);
    expect(google.counted.size).toBe(7);
  });

  it('waits for valid credentials, with the reason meanwhile', async () => {
    google.state.refuseTokens = true;
    await addCall({ gclid: 'EAIaIQ' });
    await rig.round();
    expect(await rig.deliveriesOf(consumer)).toMatchObject([
      {
        state: 'waiting',
        reason: { code: 'no_access_token', detail: expect.stringContaining('invalid_grant') },
      },
    ]);
    google.state.refuseTokens = false;
    await rig.untilNothingIsDue();
    expect(await outcomes()).toEqual([['delivered', null]]);
  });

  it('gets one retraction of a call that turns out to be spam', async () => {
    const call = await addCall({ gclid: 'EAIaIQ' });
    await rig.round();
    const spam = { qualified: null, spam: true, value: null, currency: null, at: '2026-03-02T10:00:00.000Z' };
    await rig.store.annotations.annotate(call, { qualification: spam });
    await rig.reconsider(call);
    await rig.reconsider(call);
    await rig.untilNothingIsDue();
    expect(google.counted.get(call)).toMatchObject({ retracted: true });
    const retractions = uploads().filter(({ path }) => path.endsWith(':uploadConversionAdjustments'));
    // Google refused the first one, because it came too soon after the conversion.
    expect(retractions).toHaveLength(2);
    expect((await rig.deliveriesOf(consumer)).map(({ type, state }) => [type, state]).toSorted()).toEqual([
      ['attribution', 'delivered'],
      ['retraction', 'delivered'],
    ]);
  });

  it('counts a call once although its end changes, and gets a retraction once the call counts no longer', async () => {
    await rig.consumers.change(consumer, { rule: { minTalkSeconds: 30 } });
    const missed = await addCall({ gclid: 'EAIaIQ' }, { call: { outcome: 'missed', talkSeconds: 0 } });
    await rig.round();
    expect(google.counted.size).toBe(0);
    for (const talkSeconds of [42, 43, 60]) {
      await rig.changeEnd(missed, { outcome: 'answered', talkSeconds });
      await rig.untilNothingIsDue();
    }
    expect(uploads()).toHaveLength(1);
    expect(google.counted.get(missed)).not.toHaveProperty('retracted');
    expect(await outcomes()).toEqual([
      ['skipped', 'talk_time'],
      ['delivered', null],
      ['skipped', 'counted'],
      ['skipped', 'counted'],
    ]);
    await rig.changeEnd(missed, { talkSeconds: 29 });
    await rig.untilNothingIsDue();
    expect(google.counted.get(missed)).toMatchObject({ retracted: true });
    const retractions = (await rig.deliveriesOf(consumer)).filter(({ type }) => type === 'retraction');
    expect(retractions).toMatchObject([{ state: 'delivered' }]);
  });

  it('gets a pause after too many requests', async () => {
    const errors = [{ errorCode: { quotaError: 'RESOURCE_TEMPORARILY_EXHAUSTED' }, message: 'Too many' }];
    const error = { code: 429, status: 'RESOURCE_EXHAUSTED', details: [{ errors }] };
    double.answer = (...exchange) =>
      exchange[0].path === '/token' ? google.answer(...exchange) : { status: 429, body: { error } };
    await addCall({ gclid: 'EAIaIQ' });
    await rig.round();
    expect(await outcomes()).toEqual([['waiting', 'resource_temporarily_exhausted']]);
    expect((await rig.consumers.show(await rig.consumers.found(consumer))).state).toBe('slowed');
  });

  it('has a test button that counts nothing', async () => {
    expect(await rig.trial(await rig.consumers.found(consumer))).toMatchObject({ ok: true, status: 200 });
    expect(google.counted.size).toBe(0);
    google.state.refuseTokens = true;
    rig.advance(2 * HOUR_MS);
    expect(await rig.trial(await rig.consumers.found(consumer))).toMatchObject({
      ok: false,
      reason: { code: 'no_access_token' },
    });
  });
});
