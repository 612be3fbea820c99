import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { dataManagerDouble } from '../support/consumers/data-manager-double.ts';
import { googleAdsDouble } from '../support/consumers/google-ads-double.ts';
import { BEGINNING, type Rig } from '../support/consumers/rig.ts';
import { double, rig, useRigAndDouble } from '../support/consumers/rig-and-double.ts';

const MINUTE_MS = 60_000;
const credentials = { clientId: 'client-id', clientSecret: 'client-secret', refreshToken: 'refresh-token' };
const withDeveloperToken = { ...credentials, developerToken: 'developer-token' };

let google: ReturnType<typeof dataManagerDouble>;
let consumer: string;
useRigAndDouble();
beforeEach(async () => {
  google = dataManagerDouble(rig.now);
  double.answer = google.answer;
  consumer = await rig.consumer(wanted());
});

const wanted = (settings: object = {}, more: object = {}) => ({
  kind: 'google_ads',
  settings: {
    ...{ customerId: '1234567890', loginCustomerId: '9876543210', conversionAction: '55' },
    ...{ url: double.url, tokenUrl: `${double.url}/token`, ...settings },
  },
  credentials,
  ...more,
});

function addCall(clickIds: Record<string, string>, of: Parameters<Rig['addCall']>[0] = {}) {
  return rig.addCall({ attribution: { to: 'session', session: 's1' }, facts: { clickIds }, ...of });
}

async function report(call: string, facts: object, at = '2026-03-02T10:00:00.000Z'): Promise<void> {
  const nothing = { qualified: null, spam: false, value: null, currency: null };
  await rig.store.annotations.annotate(call, { qualification: { ...nothing, ...facts, at } });
  await rig.reconsider(call);
}

const ingested = () => double.received.filter(({ path }) => path === '/v1/events:ingest');
const outcomes = async () =>
  (await rig.deliveriesOf(consumer)).map(({ type, state, reason }) => [type, state, reason?.code ?? null]);

describe('Google Ads by the Data Manager API', () => {
  it('is the way of a new consumer, and needs no developer token', async () => {
    const call = await addCall({ gclid: 'EAIaIQ' });
    await rig.untilNothingIsDue();
    const [request] = ingested();
    expect(JSON.parse(request?.body ?? '')).toEqual({
      destinations: [
        {
          operatingAccount: { accountType: 'GOOGLE_ADS', accountId: '1234567890' },
          loginAccount: { accountType: 'GOOGLE_ADS', accountId: '9876543210' },
          productDestinationId: '55',
        },
      ],
      encoding: 'HEX',
      events: [
        {
          transactionId: call,
          eventTimestamp: '2026-03-02T09:00:00.000Z',
          lastUpdatedTimestamp: '2026-03-02T09:00:00.000Z',
          eventSource: 'PHONE',
          adIdentifiers: { gclid: 'EAIaIQ' },
        },
      ],
    });
    expect(request?.headers).not.toHaveProperty('developer-token');
    expect(await outcomes()).toEqual([['attribution', 'delivered', null]]);
  });

  it('gets consent, value and the hashed caller with a gclid alone', async () => {
    const consent = { adUserData: 'GRANTED', adPersonalization: 'DENIED' };
    await rig.consumers.change(consumer, {
      settings: { value: 12.5, currency: 'EUR', withCaller: true, consent },
    });
    const from = { call: { from: '+12125550100' } };
    const call = await addCall({ gclid: 'EAIaIQ' }, from);
    const braid = await addCall({ wbraid: 'w', gbraid: 'g' }, from);
    await rig.round();
    expect(google.counted.get(call)).toMatchObject({
      ...{ conversionValue: 12.5, currency: 'EUR' },
      consent: { adUserData: 'CONSENT_GRANTED', adPersonalization: 'CONSENT_DENIED' },
      userData: {
        userIdentifiers: [{ phoneNumber: createHash('sha256').update('+12125550100').digest('hex') }],
      },
    });
    expect(google.counted.get(braid)).toMatchObject({ adIdentifiers: { gbraid: 'g' } });
    expect(google.counted.get(braid)).not.toHaveProperty('userData');
    await rig.consumers.change(consumer, { settings: { consent: { ...consent, adUserData: 'DENIED' } } });
    const denied = await addCall({ gclid: 'EAIaIQ' }, from);
    await rig.round();
    expect(google.counted.get(denied)).not.toHaveProperty('userData');
  });

  it('is asked for the status after half an hour, and again until the event is processed', async () => {
    google.state.minutes = 45;
    await addCall({ gclid: 'EAIaIQ' });
    await rig.round();
    const [waiting] = await rig.deliveriesOf(consumer);
    expect(waiting).toMatchObject({ state: 'waiting', reason: { code: 'processing' } });
    expect(Date.parse(waiting?.nextTryAt ?? '') - BEGINNING.getTime()).toBe(30 * MINUTE_MS);
    await rig.untilNothingIsDue();
    const [delivery] = await rig.deliveriesOf(consumer);
    expect(delivery?.state).toBe('delivered');
    expect(
      JSON.parse(delivery?.sent ?? '').events,
      'the questions do not replace the record of the request',
    ).toHaveLength(1);
    expect(ingested()).toHaveLength(1);
    const questions = double.received.filter(({ path }) => path === '/v1/requestStatus:retrieve');
    expect(questions.map(({ query }) => query.get('requestId'))).toEqual(['request-1', 'request-1']);
  });

  it('says why it could not use an event', async () => {
    await addCall({ gclid: 'broken' });
    await addCall({ gclid: 'foreign' });
    await rig.untilNothingIsDue();
    expect(await outcomes()).toEqual([
      ['attribution', 'dead', 'invalid_gclid'],
      ['attribution', 'dead', 'operating_account_mismatch_for_ad_identifier'],
    ]);
    expect(ingested()).toHaveLength(2);
  });

  it('gets an event again that failed inside Google, and takes one that it had for delivered', async () => {
    google.state.nextError = 'PROCESSING_ERROR_REASON_INTERNAL_ERROR';
    const call = await addCall({ gclid: 'EAIaIQ' });
    await rig.untilNothingIsDue();
    expect(ingested()).toHaveLength(2);
    expect(google.counted.has(call)).toBe(true);
    google.state.nextError = 'PROCESSING_ERROR_REASON_DUPLICATE_TRANSACTION_ID';
    await addCall({ gclid: 'EAIaIQ' });
    await rig.untilNothingIsDue();
    expect((await outcomes()).map(([, state]) => state)).toEqual(['delivered', 'delivered']);
  });

  it('counts a call once although its answer was lost', async () => {
    let lost = 0;
    double.answer = (received, response, request) => {
      const reply = google.answer(received, response, request);
      if (received.path !== '/v1/events:ingest' || lost++ > 0) return reply;
      response.socket?.destroy();
      return undefined;
    };
    const call = await addCall({ gclid: 'EAIaIQ' });
    await rig.untilNothingIsDue();
    expect([...google.counted.keys()]).toEqual([call]);
    expect(await outcomes()).toEqual([['attribution', 'delivered', null]]);
  });

  it('refuses a bad request with the field that is wrong', async () => {
    await rig.consumers.change(consumer, { settings: { value: 1, currency: 'EUR' } });
    const refuse = { status: 400, body: refusal('INVALID_CURRENCY_CODE', 'events.events[0].currency') };
    double.answer = (...exchange) =>
      exchange[0].path === '/v1/events:ingest' ? refuse : google.answer(...exchange);
    await addCall({ gclid: 'EAIaIQ' });
    await rig.untilNothingIsDue();
    const [delivery] = await rig.deliveriesOf(consumer);
    expect(delivery).toMatchObject({
      state: 'dead',
      reason: { code: 'invalid_currency_code', detail: expect.stringContaining('events.events[0].currency') },
    });
  });

  it.each([
    [403, 'PERMISSION_DENIED', 'SERVICE_DISABLED', 'Enable the API'],
    [403, 'PERMISSION_DENIED', 'ACCESS_TOKEN_SCOPE_INSUFFICIENT', 'auth/datamanager'],
  ])(
    'disables the consumer with a sentence where the set-up must be mended: %d %s %s',
    async (status, code, reason, text) => {
      google.state.refusal = { status, code, reason };
      const call = await addCall({ gclid: 'EAIaIQ' });
      await rig.round();
      const shown = async () => rig.consumers.show(await rig.consumers.found(consumer));
      expect(await shown()).toMatchObject({
        state: 'disabled',
        disabled: { reason: expect.stringContaining(text) },
      });
      expect(rig.logged.join()).toContain('its set-up at the platform must be mended');
      expect(await outcomes()).toEqual([['attribution', 'waiting', reason.toLowerCase()]]);
      google.state.refusal = null;
      await rig.consumers.change(consumer, { disabled: null });
      await rig.untilNothingIsDue();
      expect(google.counted.has(call)).toBe(true);
    },
  );

  it('slows down after too many requests, and tries again after a fault of Google', async () => {
    google.state.refusal = { status: 429, code: 'RESOURCE_EXHAUSTED', reason: 'RESOURCE_EXHAUSTED' };
    await addCall({ gclid: 'EAIaIQ' });
    await rig.round();
    expect((await rig.consumers.show(await rig.consumers.found(consumer))).state).toBe('slowed');
    google.state.refusal = { status: 503, code: 'UNAVAILABLE', reason: 'INTERNAL_ERROR' };
    rig.advance(30 * MINUTE_MS);
    await rig.round();
    expect(await outcomes()).toEqual([['attribution', 'waiting', 'internal_error']]);
    google.state.refusal = null;
    await rig.untilNothingIsDue();
    expect(await outcomes()).toEqual([['attribution', 'delivered', null]]);
  });

  it('gets each value that is set after the delivery, once, and none that it has', async () => {
    const call = await addCall({ gclid: 'EAIaIQ' });
    await rig.untilNothingIsDue();
    await report(call, { qualified: true });
    expect(await outcomes()).toHaveLength(1);
    await report(call, { value: 300, currency: 'EUR' }, '2026-03-02T11:00:00.000Z');
    await rig.reconsider(call);
    await rig.untilNothingIsDue();
    expect(google.counted.get(call)).toMatchObject({ conversionValue: 300, currency: 'EUR' });
    await report(call, { value: 400, currency: 'EUR' }, '2026-03-02T12:00:00.000Z');
    await report(call, { value: 400, currency: 'EUR', qualified: true }, '2026-03-02T12:01:00.000Z');
    await rig.untilNothingIsDue();
    expect(google.counted.get(call)).toMatchObject({ conversionValue: 400 });
    expect(ingested().map(({ body }) => JSON.parse(body).events[0].conversionValue)).toEqual([
      undefined,
      300,
      400,
    ]);
    expect(google.counted.size).toBe(1);
  });

  it('gets the value 0 for spam, and the value again when the call is no spam after all', async () => {
    await rig.consumers.change(consumer, { settings: { value: 50, currency: 'EUR' } });
    const call = await addCall({ gclid: 'EAIaIQ' });
    await rig.untilNothingIsDue();
    await report(call, { spam: true });
    await rig.untilNothingIsDue();
    expect(google.counted.get(call)).toMatchObject({ conversionValue: 0, currency: 'EUR' });
    await report(call, { spam: false }, '2026-03-02T11:00:00.000Z');
    await rig.untilNothingIsDue();
    expect(google.counted.get(call)).toMatchObject({ conversionValue: 50, currency: 'EUR' });
    await report(call, { spam: true }, '2026-03-02T12:00:00.000Z');
    await rig.untilNothingIsDue();
    expect(google.counted.get(call)).toMatchObject({ conversionValue: 0 });
    expect(google.counted.size).toBe(1);
  });

  it('gets spam that is reported while it processes the call, and values too', async () => {
    const call = await addCall({ gclid: 'EAIaIQ' });
    await rig.round();
    await report(call, { value: 70, currency: 'EUR' });
    await rig.untilNothingIsDue();
    expect(google.counted.get(call)).toMatchObject({ conversionValue: 70 });
    const other = await addCall({ gclid: 'EAIaIQ' });
    await rig.round();
    await report(other, { spam: true });
    await rig.untilNothingIsDue();
    expect(google.counted.get(other)).toMatchObject({ conversionValue: 0 });
  });

  it('does not hold up a consumer that wants its calls in order', async () => {
    consumer = await rig.consumer(wanted({}, { inOrder: true }));
    const calls = [await addCall({ gclid: 'EAIaIQ' }), await addCall({ gclid: 'EAIaIQ' })];
    await rig.round();
    await rig.round();
    expect(calls.filter((call) => !google.counted.has(call))).toEqual([]);
    expect((await outcomes()).map(([, state]) => state)).toEqual(['delivered', 'delivered']);
  });

  it('has a test button that counts nothing', async () => {
    expect(await rig.trial(await rig.consumers.found(consumer))).toMatchObject({ ok: true, status: 200 });
    expect(google.counted.size).toBe(0);
    google.state.refusal = { status: 403, code: 'PERMISSION_DENIED', reason: 'SERVICE_DISABLED' };
    expect(await rig.trial(await rig.consumers.found(consumer))).toMatchObject({
      ok: false,
      reason: { code: 'service_disabled' },
    });
  });

  function refusal(reason: string, field: string) {
    const details = [{ fieldViolations: [{ field, description: 'It is wrong.', reason }] }];
    return { error: { code: 400, status: 'INVALID_ARGUMENT', message: 'There was a problem.', details } };
  }
});

describe('Google Ads by its upload of click conversions', () => {
  const CLOSED = 'CUSTOMER_NOT_ALLOWLISTED_FOR_THIS_FEATURE';
  const errors = [{ errorCode: { notAllowlistedError: CLOSED }, message: 'Use the Data Manager API.' }];
  const status = { code: 7, message: 'Closed', status: 'PERMISSION_DENIED', details: [{ errors }] };

  beforeEach(async () => {
    await rig.consumers.remove(consumer);
    consumer = await rig.consumer(wanted({ api: 'click_uploads' }, { credentials: withDeveloperToken }));
  });

  it.each([
    ['as a refusal', { status: 403, body: { error: status } }],
    ['as a partial failure', { status: 200, body: { partialFailureError: status, results: [{}] } }],
  ])('is disabled with a sentence once Google has closed it: %s', async (_how, reply) => {
    double.answer = (...exchange) => (exchange[0].path === '/token' ? google.answer(...exchange) : reply);
    const call = await addCall({ gclid: 'EAIaIQ' });
    await rig.round();
    expect(await rig.consumers.show(await rig.consumers.found(consumer))).toMatchObject({
      state: 'disabled',
      disabled: { reason: expect.stringContaining('`settings.api` to `data_manager`') },
    });
    expect(await outcomes()).toEqual([['attribution', 'waiting', CLOSED.toLowerCase()]]);
    // What the sentence says to do works.
    double.answer = google.answer;
    await rig.consumers.change(consumer, { settings: { api: 'data_manager' }, disabled: null });
    await rig.untilNothingIsDue();
    expect(google.counted.has(call)).toBe(true);
  });

  it('gets a value that is set after the delivery as a restatement', async () => {
    const ads = googleAdsDouble(rig.now, { clicks: { EAIaIQ: new Date(BEGINNING.getTime() - 36e6) } });
    double.answer = ads.answer;
    const call = await addCall({ gclid: 'EAIaIQ' });
    await rig.round();
    await report(call, { value: 300, currency: 'EUR' });
    await rig.untilNothingIsDue();
    expect(ads.counted.get(call)).toMatchObject({ conversionValue: 300, currencyCode: 'EUR' });
  });

  it('needs a developer token', async () => {
    await expect(rig.consumer(wanted({ api: 'click_uploads' }))).rejects.toThrow('developerToken');
    const other = await rig.consumer(wanted());
    await expect(rig.consumers.change(other, { settings: { api: 'click_uploads' } })).rejects.toThrow(
      'developerToken',
    );
  });
});
