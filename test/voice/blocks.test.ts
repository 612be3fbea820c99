import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CARRIERS, type Carrier } from '../../src/domain/model.ts';
import { CALLER, gateway } from '../support/carrier-gateway.ts';
import { eventually } from '../support/eventually.ts';
import { callOf, type PageOf } from '../support/records.ts';
import { type Ringtrail, startRingtrail } from '../support/ringtrail.ts';
import { type SetUp, setUpProvider } from '../support/setup-provider.ts';
import { newCallSid, playCall } from '../support/twilio.ts';

/** The last digits of the callers, one for each test. */
let lastCaller = 100;
const newCaller = () => `+12125550${++lastCaller}`;

/** How each carrier's document refuses a call as busy. */
const REFUSALS: Readonly<Record<Carrier, RegExp>> = {
  twilio: /<Response><Reject reason="busy"\/>/,
  signalwire: /<Response><Reject reason="busy"\/>/,
  telnyx: /<Response><Reject reason="busy"\/>/,
  plivo: /<Response><Hangup reason="busy"\/>/,
  vonage: /^\[\]$/,
  bandwidth: /<Response><Hangup\/>/,
};

type Block = { id: string; caller: string; note: string | null; by: { name: string } };
type Refused = { code: string; detail: string; errors: { pointer: string }[] };

let ringtrail: Ringtrail;
let shop: SetUp;
beforeAll(async () => {
  ringtrail = await startRingtrail();
  shop = await setUpProvider(ringtrail.api, { sites: 2 });
});
afterAll(async () => {
  await ringtrail.stop();
});

const block = (body: object) => ringtrail.api<Block & Refused>('POST', '/v1/blocks', { body });
const unblock = async (id: string) =>
  expect((await ringtrail.api('DELETE', `/v1/blocks/${id}`)).status).toBe(204);

/** Calls the shop, and returns the document and the stored call. */
async function callFrom(from: string, to = shop.numbers[0] ?? '') {
  const { callSid, document } = await playCall(ringtrail, { from, to });
  const call = await eventually(async () => {
    const found = await callOf(ringtrail.api, callSid);
    // A worker may process the events of a call in any order. The outcome of a refused one comes with its route.
    return found.outcome === null || found.from === null || found.endpoint === null ? undefined : found;
  });
  return { document: document.text, call };
}

/** Masks callers of the shop, or shows them. */
async function storeCallers(callerNumbers: 'keep' | 'hash'): Promise<void> {
  const path = `/v1/providers/${shop.provider}`;
  expect((await ringtrail.api('PATCH', path, { body: { callerNumbers } })).status).toBe(200);
}

describe.each(CARRIERS)('a blocked caller of %s', (carrier) => {
  it('is refused by the carrier before the call is answered, also while Redis is away', async () => {
    const { play, call } = await gateway(carrier, { refusal: 'busy' }, { blocked: [CALLER] });
    const { exchanges } = await play();
    expect(exchanges[0]?.body).toMatch(REFUSALS[carrier]);
    expect(call()).toMatchObject({ outcome: 'blocked', state: 'ended', talkSeconds: 0 });
  });

  it('is known by the number, however the carrier writes it', async () => {
    const spelled = `sip:${CALLER}@198.51.100.7:5060;user=phone`;
    const { play, call } = await gateway(carrier, {}, { blocked: [CALLER] });
    await play({ from: spelled });
    expect(call()).toMatchObject({ outcome: 'blocked' });
  });

  it('does not keep another caller out', async () => {
    const { play, call } = await gateway(carrier, {}, { blocked: ['+12125550178'] });
    await play();
    expect(call()).toMatchObject({ outcome: 'answered' });
  });
});

describe('the list of blocks', () => {
  it('refuses the caller of a call, says who blocked, and lets the caller through again without it', async () => {
    const caller = newCaller();
    const { call } = await callFrom(caller);
    const { status, body } = await block({ call: call.id, note: 'Sells solar roofs' });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      caller,
      note: 'Sells solar roofs',
      namedBy: 'call',
      by: { name: expect.any(String) },
    });

    const refused = await callFrom(caller, shop.numbers[1]);
    expect(refused.document).toContain('<Reject');
    expect(refused.call).toMatchObject({ outcome: 'blocked', from: caller, endpoint: shop.endpoint });
    const ofCall = await ringtrail.api<PageOf<Block>>('GET', `/v1/blocks?call=${refused.call.id}`);
    expect(ofCall.body.data.map(({ id }) => id)).toEqual([body.id]);

    await unblock(body.id);
    expect((await callFrom(caller)).call).toMatchObject({ outcome: 'answered' });
  });

  it('takes a number as people of the country write it', async () => {
    const caller = newCaller();
    const spelled = `(212) 555-0${caller.slice(-3)}`;
    const path = `/v1/providers/${shop.provider}`;
    expect((await ringtrail.api('PATCH', path, { body: { country: 'US' } })).status).toBe(200);
    const { body } = await block({ provider: shop.provider, caller: spelled });
    expect(body.caller).toBe(caller);
    await unblock(body.id);
    expect((await block({ provider: shop.provider, caller: 'nobody at all' })).status).toBe(400);
    expect((await block({ provider: shop.provider, caller: 'a b@c' })).status).toBe(400);
  });

  it('belongs to one provider', async () => {
    const caller = newCaller();
    const { body } = await block({ provider: shop.provider, caller });
    const other = await setUpProvider(ringtrail.api);
    expect((await callFrom(caller, other.numbers[0])).call).toMatchObject({ outcome: 'answered' });
    await unblock(body.id);
  });

  it('has a caller once, also when two people block at the same moment', async () => {
    const caller = newCaller();
    const body = { provider: shop.provider, caller: caller.replace('+1212555', '+1 (212) 555-') };
    const answers = await Promise.all([block(body), block(body)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    const id = answers.find(({ status }) => status === 201)?.body.id ?? '';
    await unblock(id);
    expect((await callFrom(caller)).call).toMatchObject({ outcome: 'answered' });
  });

  it.each(['anonymous', '+266696687', 'sip:anonymous@anonymous.invalid'])(
    'does not take the withheld number %s, and says what to do',
    async (caller) => {
      const { status, body } = await block({ provider: shop.provider, caller });
      expect(status).toBe(400);
      expect(body.errors[0]?.pointer).toBe('/caller');
      expect(body.detail).toContain('`anonymous`');
      const { call } = await callFrom(caller);
      expect((await block({ call: call.id })).body.detail).toContain('`anonymous`');
    },
  );

  it.each([{}, { caller: '+12125550177' }, { call: 'call_0' }])('refuses the body %j', async (body) => {
    expect((await block(body)).status).toBeGreaterThanOrEqual(400);
  });

  it('blocks a caller by SIP in whatever spelling', async () => {
    const { call } = await callFrom('sip:robot@pbx.example.com');
    const { body } = await block({ call: call.id });
    const again = await callFrom('sip:robot@PBX.example.com:5060;transport=tls');
    expect(again.call).toMatchObject({ outcome: 'blocked' });
    await unblock(body.id);
  });

  it('holds no number of a provider that masks callers, and knows the caller before and after', async () => {
    const caller = newCaller();
    const { body } = await block({ provider: shop.provider, caller });
    expect(body).toMatchObject({ namedBy: 'caller' });
    await storeCallers('hash');
    const text = (await ringtrail.api('GET', `/v1/blocks?provider=${shop.provider}`)).text;
    expect(text).not.toContain(caller.slice(2));
    const { call } = await callFrom(caller);
    expect(call).toMatchObject({ outcome: 'blocked', from: expect.stringMatching(/^caller_/) });
    expect((await block({ call: call.id })).status).toBe(409);
    await storeCallers('keep');
    expect((await callFrom(caller)).call).toMatchObject({ outcome: 'blocked' });
    await unblock(body.id);
  });

  it('masks callers for readers who may not see them', async () => {
    const caller = newCaller();
    const note = `Rings from ${caller} at night`;
    const { body } = await block({ provider: shop.provider, caller, note });
    const key = await ringtrail.api<{ secret: string }>('POST', '/v1/keys', {
      body: { name: 'Reader', scopes: ['calls:read'], providers: [shop.provider] },
    });
    const { text } = await ringtrail.api('GET', '/v1/blocks', { key: key.body.secret });
    expect(text).toContain(body.id);
    expect(text).toContain(caller.slice(-4));
    expect(text).not.toContain(caller.slice(1));
    await unblock(body.id);
  });

  it('is in no words of the audit log that an erasure would miss', async () => {
    const caller = newCaller();
    const note = `It is ${caller}`;
    const { body } = await block({ provider: shop.provider, caller, note });
    await unblock(body.id);
    const entries = await eventually(async () => {
      const { text } = await ringtrail.api('GET', `/v1/audit?id=${body.id}`);
      return text.includes('DELETE') && text.includes('POST') ? text : undefined;
    });
    expect(entries).toContain('"kind":"blocks"');
    expect(entries).not.toContain(caller.slice(2));
  });

  it('is part of an export of the caller, and goes with an erasure', async () => {
    const caller = newCaller();
    await block({ provider: shop.provider, caller });
    const query = `provider=${shop.provider}&caller=${encodeURIComponent(caller)}`;
    const { text } = await ringtrail.api('GET', `/v1/privacy/export?${query}`);
    expect(text).toContain('"kind":"block"');
    const { body } = await ringtrail.api<{ erased: { blocks: number } }>('POST', '/v1/erasures', {
      body: { provider: shop.provider, caller },
    });
    expect(body.erased.blocks).toBe(1);
    expect((await callFrom(caller)).call).toMatchObject({ outcome: 'answered' });
  });

  it('answers a repeated webhook as the first one', async () => {
    const caller = newCaller();
    const { body } = await block({ provider: shop.provider, caller });
    const of = { from: caller, to: shop.numbers[0] ?? '', callSid: newCallSid() };
    const first = await playCall(ringtrail, of);
    await unblock(body.id);
    expect((await playCall(ringtrail, of)).document.text).toBe(first.document.text);
  });
});
