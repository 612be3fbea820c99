import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askNumber } from './support/allocations.ts';
import { type Double, startDouble } from './support/consumers/double.ts';
import { eventually } from './support/eventually.ts';
import { type Attribution, attributionOf, callOf, type PageOf } from './support/records.ts';
import { type Ringtrail, startRingtrail } from './support/ringtrail.ts';
import { type SetUp, setUpProvider } from './support/setup-provider.ts';
import { dialled, newCallSid, postWebhook, STATUS, VOICE } from './support/twilio.ts';

type Told = Attribution & { cause: string; outcome: string | null; talkSeconds: number | null };
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

/** A call that was missed as far as the caller's own leg tells, attributed so; and what the carrier may tell later. */
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
  const first = (await attributionOf(ringtrail.api, callSid)) as Told;
  const action = dialled(text)?.action ?? '';
  const leg = { DialCallSid: newCallSid(), DialCallStatus: 'completed', DialBridged: 'true' };
  return {
    callSid,
    first,
    tell: (seconds: number) =>
      postWebhook(ringtrail, action, { ...parties, ...leg, DialCallDuration: String(seconds) }),
  };
}

async function feedOf({ call }: Told): Promise<Told[]> {
  return (await ringtrail.api<PageOf<Told>>('GET', `/v1/attributions?call=${call}`)).body.data;
}

async function totalOf(provider: string): Promise<Row> {
  const { body } = await ringtrail.api<{ total: Row }>('GET', `/v1/reports/calls?provider=${provider}`);
  return body.total;
}

const untilTold = (first: Told, records: number) =>
  eventually(async () => {
    const feed = await feedOf(first);
    return feed.length >= records ? feed : null;
  });

describe('a carrier that tells of a call’s end after its attribution', () => {
  it('has the feed learn it, once, and all else stays', async () => {
    const { callSid, first, tell } = await missedCall('session-1');
    expect(first).toMatchObject({ to: 'session', session: 'session-1', outcome: 'missed', talkSeconds: 0 });
    expect(await totalOf(shop.provider)).toMatchObject({ calls: 1, talkSeconds: 0, outcomes: { missed: 1 } });

    for (let i = 0; i < 3; i++) expect((await tell(42)).status).toBeLessThan(300);
    const [, second] = await untilTold(first, 2);
    for (let i = 0; i < 3; i++) await tell(42);
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

    // Another call has come all the way, so the repeats would have.
    const other = await missedCall('session-2');
    await other.tell(10);
    await untilTold(other.first, 2);
    expect(await feedOf(first)).toHaveLength(2);
  });

  it('changes nothing of what somebody has corrected, and is no reason to refuse a correction', async () => {
    const { api } = ringtrail;
    const provider = await setUpProvider(api);
    shop = provider;
    const since = new Date(Date.now() - 60_000).toISOString();
    const correct = (id: string, body: object) =>
      api<Told & { code: string }>('POST', `/v1/attributions/${id}/corrections`, {
        body: { reason: 'The caller said so', ...body },
      });
    const { first, tell } = await missedCall('session-3');
    const corrected = await correct(first.id, { to: 'bucket', bucket: { source: 'print' } });
    await tell(42);
    const [, , third] = await untilTold(first, 3);
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

    // Who has read the correction alone corrects what says the same.
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

  it('has webhooks told of it, and those whose rule it fits only now of the call', async () => {
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
    const { first, tell } = await missedCall('session-4');
    const heard = (name: string) =>
      double.received
        .filter(({ path }) => path === `/${name}`)
        .map(({ body }) => {
          const { type, data } = JSON.parse(body);
          return [type, data.attribution.talkSeconds, data.call.talkSeconds];
        });
    await eventually(async () => heard('all').length + heard('missed').length === 2);
    await tell(42);
    await tell(42);
    await untilTold(first, 2);
    await eventually(async () => double.received.length === 5);
    expect(heard('all')).toEqual([
      ['call.attributed', 0, 0],
      ['call.updated', 42, 42],
    ]);
    expect(heard('talks')).toEqual([['call.attributed', 42, 42]]);
    expect(heard('missed')).toEqual([
      ['call.attributed', 0, 0],
      ['call.retracted', 0, 42],
    ]);
  });
});
