import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askNumber } from './support/allocations.ts';
import { type Double, startDouble } from './support/consumers/double.ts';
import { eventually } from './support/eventually.ts';
import { type Attribution, attributionOf, callOf, type PageOf } from './support/records.ts';
import { type Ringtrail, startRingtrail } from './support/ringtrail.ts';
import { type SetUp, setUpProvider } from './support/setup-provider.ts';
import { dialled, newCallSid, postWebhook, STATUS, VOICE } from './support/twilio.ts';

type FeedAttribution = Attribution & { cause: string; outcome: string | null; talkSeconds: number | null };
type Row = { calls: number; talkSeconds: number; outcomes: Record<string, number> };

let double: Double;
let ringtrail: Ringtrail;
let shop: SetUp;
beforeAll(async () => {
  double = await startDouble();
  ringtrail = await startRingtrail({ env: { DELIVERY_PRIVATE_NETWORKS: 'on' } });
  shop = await setUpProvider(ringtrail.api);
});
afterAll(async () => {
  await ringtrail.stop();
  await double.stop();
});

/** Plays a call that the caller's own leg reports as missed, and waits for its attribution. `reportTalk` corrects it. */
async function missedCall(session: string) {
  const { number } = (await askNumber(ringtrail.api, shop, session)).body;
  const callSid = newCallSid();
  const parties = {
    AccountSid: 'AC00000000000000000000000000000000',
    CallSid: callSid,
    From: '+12125550100',
    To: number ?? '',
  };
  const { text } = await postWebhook(ringtrail, VOICE, { ...parties, CallStatus: 'ringing' });
  await postWebhook(ringtrail, STATUS, {
    ...parties,
    CallStatus: 'completed',
    SequenceNumber: '0',
    Timestamp: new Date().toUTCString().replace('GMT', '+0000'),
  });
  const first = (await attributionOf(ringtrail.api, callSid)) as FeedAttribution;
  const action = dialled(text)?.action ?? '';
  const leg = { DialCallSid: newCallSid(), DialCallStatus: 'completed', DialBridged: 'true' };
  return {
    callSid,
    first,
    reportTalk: (seconds: number) =>
      postWebhook(ringtrail, action, { ...parties, ...leg, DialCallDuration: String(seconds) }),
  };
}

async function feedOf({ call }: FeedAttribution): Promise<FeedAttribution[]> {
  return (await ringtrail.api<PageOf<FeedAttribution>>('GET', `/v1/attributions?call=${call}`)).body.data;
}

async function totalOf(provider: string): Promise<Row> {
  const { body } = await ringtrail.api<{ total: Row }>('GET', `/v1/reports/calls?provider=${provider}`);
  return body.total;
}

const untilInFeed = (first: FeedAttribution, records: number) =>
  eventually(async () => {
    const feed = await feedOf(first);
    return feed.length >= records ? feed : null;
  });

describe('a carrier that reports a call’s end after its attribution', () => {
  it('adds one attribution with the end to the feed, and changes nothing else', async () => {
    const { callSid, first, reportTalk } = await missedCall('session-1');
    expect(first).toMatchObject({ to: 'session', session: 'session-1', outcome: 'missed', talkSeconds: 0 });
    expect(await totalOf(shop.provider)).toMatchObject({ calls: 1, talkSeconds: 0, outcomes: { missed: 1 } });

    for (let i = 0; i < 3; i++) expect((await reportTalk(42)).status).toBeLessThan(300);
    const [, second] = await untilInFeed(first, 2);
    for (let i = 0; i < 3; i++) await reportTalk(42);
    expect(second).toEqual({
      ...first,
      ...{ id: second?.id, outcome: 'answered', talkSeconds: 42, cause: 'outcome', replaces: first.id },
      madeAt: (second as unknown as { madeAt: string }).madeAt,
    });
    expect(await callOf(ringtrail.api, callSid)).toMatchObject({ attribution: second?.id, talkSeconds: 42 });
    expect(await totalOf(shop.provider)).toMatchObject({
      calls: 1,
      talkSeconds: 42,
      outcomes: { missed: 0, answered: 1 },
    });

    // Another call has reached the feed, so the repeats would have reached it too.
    const other = await missedCall('session-2');
    await other.reportTalk(10);
    await untilInFeed(other.first, 2);
    expect(await feedOf(first)).toHaveLength(2);
  });

  it('changes nothing in a correction, and a correction of the earlier record is not refused', async () => {
    const { api } = ringtrail;
    const provider = await setUpProvider(api);
    shop = provider;
    const since = new Date(Date.now() - 60_000).toISOString();
    const correct = (id: string, body: object) =>
      api<FeedAttribution & { code: string }>('POST', `/v1/attributions/${id}/corrections`, {
        body: { reason: 'The caller said so', ...body },
      });
    const { first, reportTalk } = await missedCall('session-3');
    const corrected = await correct(first.id, { to: 'bucket', bucket: { source: 'print' } });
    await reportTalk(42);
    const [, , third] = await untilInFeed(first, 3);
    expect(third).toMatchObject({
      ...{ to: 'bucket', source: 'print', confidence: 1, evidence: corrected.body.evidence },
      ...{ cause: 'outcome', replaces: corrected.body.id, outcome: 'answered', talkSeconds: 42 },
    });

    const started = await api<{ id: string }>('POST', '/v1/reattributions', {
      body: { provider: provider.provider, since },
    });
    const done = await eventually(async () => {
      const { body } = await api<{ state: string }>('GET', `/v1/reattributions/${started.body.id}`);
      return body.state === 'done' ? body : null;
    });
    expect(done).toMatchObject({ done: 1, changed: 0, kept: 1 });

    // A client that has read only the correction may correct it.
    const again = await correct(corrected.body.id, { to: 'none' });
    expect(again).toMatchObject({
      status: 201,
      body: { to: 'none', replaces: third?.id, cause: 'correction', outcome: 'answered', talkSeconds: 42 },
    });
    expect(await correct(first.id, { to: 'none' })).toMatchObject({
      status: 409,
      body: { code: 'already_replaced' },
    });
    expect(await totalOf(provider.provider)).toMatchObject({ calls: 1, talkSeconds: 42 });
  });

  it('sends an update to webhooks, and the call to webhooks whose rule it meets only now', async () => {
    shop = await setUpProvider(ringtrail.api);
    const make = async (name: string, rule: object) => {
      const wanted = { provider: shop.provider, name, kind: 'webhook', rule };
      const settings = { url: `${double.url}/${name}` };
      expect((await ringtrail.api('POST', '/v1/consumers', { body: { ...wanted, settings } })).status).toBe(
        201,
      );
    };
    await make('all', {});
    await make('talks', { minTalkSeconds: 30 });
    await make('missed', { outcomes: ['missed'] });
    const { first, reportTalk } = await missedCall('session-4');
    const received = (name: string) =>
      double.received
        .filter(({ path }) => path === `/${name}`)
        .map(({ body }) => {
          const { type, data } = JSON.parse(body);
          return [type, data.attribution.talkSeconds, data.call.talkSeconds];
        });
    await eventually(async () => received('all').length + received('missed').length === 2);
    await reportTalk(42);
    await reportTalk(42);
    await untilInFeed(first, 2);
    await eventually(async () => double.received.length === 5);
    expect(received('all')).toEqual([
      ['call.attributed', 0, 0],
      ['call.updated', 42, 42],
    ]);
    expect(received('talks')).toEqual([['call.attributed', 42, 42]]);
    expect(received('missed')).toEqual([
      ['call.attributed', 0, 0],
      ['call.retracted', 0, 42],
    ]);
  });
});
