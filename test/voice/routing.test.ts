import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askNumber } from '../support/allocations.ts';
import { faultsOf, parseXml } from '../support/documents.ts';
import { callOf } from '../support/records.ts';
import { type Ringtrail, startRingtrail } from '../support/ringtrail.ts';
import { type SetUp, setUpProvider } from '../support/setup-provider.ts';
import { type Fields, newCallSid, postWebhook, STATUS, VOICE } from '../support/twilio.ts';

const [anna, ben] = ['+12125550201', '+12125550202'];
const CALLER = '+13125550100';

let ringtrail: Ringtrail;
beforeAll(async () => {
  ringtrail = await startRingtrail();
});
afterAll(async () => {
  await ringtrail.stop();
});

/** Sets up a provider whose only endpoint has this plan. */
async function shopWith(routing: object): Promise<SetUp> {
  const shop = await setUpProvider(ringtrail.api);
  const { status, text } = await ringtrail.api('PATCH', `/v1/endpoints/${shop.endpoint}`, {
    body: { routing },
  });
  expect(status, text).toBe(200);
  return shop;
}

/** Plays one call: posts to a path, or to the action of the last document. */
function callTo(to: string, from = CALLER) {
  const parties = {
    AccountSid: 'AC00000000000000000000000000000000',
    CallSid: newCallSid(),
    From: from,
    To: to,
  };
  let document = '';
  const post = async (target: string, fields: Fields = {}) => {
    const answer = await postWebhook(ringtrail, target, { ...parties, ...fields });
    expect(answer.status, answer.text).toBe(target === STATUS ? 204 : 200);
    const isDocument = answer.text.startsWith('<?xml');
    expect(isDocument ? faultsOf('twilio', parseXml(answer.text)) : []).toEqual([]);
    if (isDocument) document = answer.text;
    return document.replace('<?xml version="1.0" encoding="UTF-8"?>', '');
  };
  const action = () => /action="([^"]*)"/.exec(document)?.[1]?.replaceAll('&amp;', '&') ?? '';
  return {
    callSid: parties.CallSid,
    comesIn: (more?: Fields) => post(VOICE, more),
    goesOn: (fields: Fields) => post(action(), fields),
    ends: () => post(STATUS, { CallStatus: 'completed', CallDuration: '60', SequenceNumber: '9' }),
  };
}

const noAnswer = (leg: string) => ({ DialCallStatus: 'no-answer', DialCallSid: leg });
const rung = (document: string) =>
  [...document.matchAll(/<(?:Number|Sip)[^>]*>([^<]*)</g)].map(([, target]) => target);

describe('a call', () => {
  it('rings the next target after a missed dial, and is answered by the second', async () => {
    const shop = await shopWith({
      ring: [{ targets: [{ number: anna }, { number: ben }], strategy: 'inOrder', timeoutSeconds: 15 }],
    });
    const call = callTo(shop.numbers[0] ?? '');
    expect(rung(await call.comesIn())).toEqual([anna]);
    const second = await call.goesOn(noAnswer('CA1'));
    expect(rung(second)).toEqual([ben]);
    expect(second).toContain('timeout="15"');
    expect(
      await call.goesOn({ DialCallStatus: 'completed', DialCallSid: 'CA2', DialCallDuration: '33' }),
    ).toBe('<Response><Hangup/></Response>');
    await expect
      .poll(() => callOf(ringtrail.api, call.callSid))
      .toMatchObject({ outcome: 'answered', talkSeconds: 33, answeredBy: ben, account: expect.any(String) });
  });

  it('has no outcome while the plan continues, and ends as a voicemail', async () => {
    const shop = await shopWith({ voicemail: { text: 'Speak <now> & "here".' }, record: true });
    const call = callTo(shop.numbers[0] ?? '');
    const document = await call.comesIn();
    expect(rung(document)).toEqual([shop.endpointNumber]);
    expect(document).toMatch(/ record="record-from-answer-dual"/);
    const voicemail = await call.goesOn(noAnswer('CA1'));
    expect(voicemail).toMatch(/<Say>Speak &lt;now&gt; &amp; &quot;here&quot;.<\/Say><Record /);
    await expect
      .poll(() => callOf(ringtrail.api, call.callSid))
      .toMatchObject({ outcome: null, state: 'voicemail' });
    const recording = { RecordingUrl: 'https://api.twilio.example/RE1', RecordingDuration: '12' };
    expect(await call.goesOn(recording)).toContain('<Hangup/>');
    await expect.poll(() => callOf(ringtrail.api, call.callSid)).toMatchObject({ outcome: 'voicemail' });
    const callback = /recordingStatusCallback="([^"]*)"/.exec(voicemail)?.[1]?.replaceAll('&amp;', '&') ?? '';
    await postWebhook(ringtrail, callback, {
      ...{ CallSid: call.callSid, RecordingSid: 'RE1', RecordingStatus: 'completed' },
      ...recording,
    });
    await expect
      .poll(() => callOf(ringtrail.api, call.callSid))
      .toMatchObject({ outcome: 'voicemail', recording: { url: recording.RecordingUrl, seconds: 12 } });
  });

  it('is missed when the caller hangs up before the tone', async () => {
    const shop = await shopWith({ voicemail: {} });
    const call = callTo(shop.numbers[0] ?? '');
    await call.comesIn();
    await call.goesOn(noAnswer('CA1'));
    await call.ends();
    await expect
      .poll(() => callOf(ringtrail.api, call.callSid))
      .toMatchObject({ outcome: 'missed', state: 'ended', recording: null });
  });

  it('is refused by the rules about callers, and recorded as blocked', async () => {
    const shop = await shopWith({
      blocked: ['+1900'],
      anonymous: 'keypress',
      keypress: { attempts: 1 },
      spam: { attestation: { failed: 'block' } },
      refusal: 'busy',
    });
    const to = shop.numbers[0] ?? '';
    const blocked = callTo(to, '+19005550100');
    expect(await blocked.comesIn()).toBe('<Response><Reject reason="busy"/></Response>');
    await expect.poll(() => callOf(ringtrail.api, blocked.callSid)).toMatchObject({ outcome: 'blocked' });
    expect(await callTo(to).comesIn({ StirVerstat: 'TN-Validation-Failed-C' })).toContain('<Reject');

    const attested = callTo(to);
    expect(rung(await attested.comesIn({ StirVerstat: 'TN-Validation-Passed-B' }))).toEqual([
      shop.endpointNumber,
    ]);
    await expect.poll(() => callOf(ringtrail.api, attested.callSid)).toMatchObject({ attestation: 'B' });

    const human = callTo(to, 'anonymous');
    expect(await human.comesIn()).toContain('<Gather ');
    expect(rung(await human.goesOn({ Digits: '1' }))).toEqual([shop.endpointNumber]);
    const robot = callTo(to, 'anonymous');
    await robot.comesIn();
    expect(await robot.goesOn({ Digits: '' })).toBe('<Response><Hangup/></Response>');
    await expect.poll(() => callOf(ringtrail.api, robot.callSid)).toMatchObject({ outcome: 'blocked' });
  });

  it('is refused when the caller calls too often, and a repeated webhook does not count', async () => {
    const shop = await shopWith({ spam: { rate: { calls: 2, withinSeconds: 60 } } });
    const [to = ''] = shop.numbers;
    const first = callTo(to);
    for (let i = 0; i < 4; i++) expect(await first.comesIn()).toContain('<Dial');
    expect(await callTo(to).comesIn()).toContain('<Dial');
    expect(await callTo(to).comesIn()).toContain('<Reject');
    expect(await first.comesIn()).toContain('<Dial');
    expect(await callTo(to, '+13125550101').comesIn()).toContain('<Dial');
  });

  it('is shared out by weight, with the same answer to a repeated webhook', async () => {
    const targets = [
      { number: anna, weight: 2 },
      { number: ben, weight: 1 },
    ];
    const shop = await shopWith({ ring: [{ targets, strategy: 'weighted' }] });
    const firsts: unknown[] = [];
    for (let i = 0; i < 6; i++) {
      const call = callTo(shop.numbers[0] ?? '');
      const document = await call.comesIn();
      expect(await call.comesIn()).toBe(document);
      firsts.push(rung(document)[0]);
    }
    expect(firsts.filter((first) => first === anna)).toHaveLength(4);
    expect(firsts.filter((first) => first === ben)).toHaveLength(2);
  });

  it('rings the target that answered the caller before', async () => {
    const targets = [{ number: anna }, { number: ben }];
    const shop = await shopWith({ rememberCaller: true, ring: [{ targets, strategy: 'inOrder' }] });
    const [to = ''] = shop.numbers;
    const call = callTo(to);
    await call.comesIn();
    await call.goesOn(noAnswer('CA1'));
    await call.goesOn({ DialCallStatus: 'completed', DialCallSid: 'CA2', DialCallDuration: '5' });
    await expect.poll(async () => rung(await callTo(to).comesIn())).toEqual([ben]);
    const again = callTo(to);
    await again.comesIn();
    expect(rung(await again.goesOn(noAnswer('CA3')))).toEqual([anna]);
    expect(rung(await callTo(to, '+13125550199').comesIn())).toEqual([anna]);
  });

  it('is whispered with the values of its source', async () => {
    const shop = await shopWith({ whisper: 'Call from your web site, {source} {campaign}' });
    const context = { values: { source: 'google', campaign: 'spring' } };
    const allocation = await askNumber(ringtrail.api, shop, 'visitor', { context });
    const document = await callTo(allocation.body.number ?? '').comesIn();
    const whisper = /<Number url="([^"]*)"/.exec(document)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(new URL(whisper).searchParams.get('text')).toMatch(/^Call from your web site, google/);
    const spoken = await postWebhook(ringtrail, whisper, { CallSid: 'CA9' });
    expect(spoken.text).toContain('<Say>Call from your web site, google');
  });

  it('gets a document for any flow', async () => {
    const shop = await shopWith({ voicemail: {} });
    const fields = { CallSid: newCallSid(), From: CALLER, To: shop.numbers[0] ?? '', DialCallStatus: 'busy' };
    const flows = [
      'x',
      '',
      `${shop.endpoint}.open.n.999.0.-.`,
      'end_gone.open.n.0.0.-.',
      '%00',
      'a'.repeat(3000),
    ];
    for (const flow of flows) {
      const answer = await postWebhook(ringtrail, `/v1/carriers/twilio/dial?flow=${flow}`, fields);
      expect(answer).toMatchObject({
        status: 200,
        text: expect.stringContaining('<Response><Hangup/></Response>'),
      });
    }
  });
});

describe('the dry run', () => {
  it('answers the steps, the document and the following steps, and places no call', async () => {
    const shop = await shopWith({
      schedule: { timeZone: 'America/New_York', weekly: { sunday: [{ from: '09:00', to: '17:00' }] } },
      greeting: 'Welcome.',
      voicemail: {},
    });
    const route = (body: object) =>
      ringtrail.api<{
        steps: { type: string }[];
        afterwards: { type: string }[][];
        document: { body: string };
      }>('POST', `/v1/endpoints/${shop.endpoint}/route`, { body });
    // Clocks moved forward in the night to 8 March 2026. Nine o'clock is 13:00 UTC, not 14:00.
    const { status, body } = await route({ from: CALLER, at: '2026-03-08T13:00:00Z', to: shop.numbers[0] });
    expect(status).toBe(200);
    expect(body.steps.map(({ type }) => type)).toEqual(['say', 'dial']);
    expect(body.afterwards.map((steps) => steps.map(({ type }) => type))).toEqual([
      ['voicemail'],
      ['hangup'],
    ]);
    expect(body.document.body).toContain('<Say>Welcome.</Say><Dial ');
    const early = await route({ from: CALLER, at: '2026-03-08T12:59:59Z' });
    expect(early.body.steps.map(({ type }) => type)).toEqual(['say', 'hangup']);
    expect((await route({ from: CALLER, carrier: 'plivo' })).status).toBeOneOf([200, 400]);
    expect((await route({ at: 'noon' })).status).toBe(400);
    expect(
      (await ringtrail.api('POST', '/v1/endpoints/end_0/route', { body: { from: CALLER } })).status,
    ).toBe(404);
  });
});

describe('a plan', () => {
  it('that rings one of our numbers is refused, and so is a number that a plan rings', async () => {
    const shop = await setUpProvider(ringtrail.api);
    const path = `/v1/endpoints/${shop.endpoint}`;
    const [own = ''] = shop.numbers;
    const refused = async (method: string, where: string, body: object) => {
      const answer = await ringtrail.api<{ errors: { pointer: string }[] }>(method, where, { body });
      expect(answer.status, answer.text).toBe(400);
      return answer.body.errors[0]?.pointer;
    };
    const ring = [{ targets: [{ number: anna }] }, { targets: [{ number: ben }, { number: own }] }];
    expect(await refused('PATCH', path, { routing: { ring } })).toBe('/routing/ring/1');
    expect(await refused('PATCH', path, { number: own })).toBe('/routing');
    const numbers = { pool: shop.pool, carrier: 'telnyx', numbers: [shop.endpointNumber] };
    expect(await refused('POST', '/v1/numbers', numbers)).toBe('/numbers/0');
    const shown = { number: own, sip: 'sip:desk@example.com' };
    const { status, text } = await ringtrail.api('PATCH', path, { body: shown });
    expect(status, `${text}: the page may show it where calls go elsewhere`).toBe(200);
  });

  it('retains the members that a change does not name', async () => {
    const shop = await shopWith({
      ring: [{ targets: [{ number: anna }] }],
      voicemail: { maxSeconds: 60 },
      anonymous: 'voicemail',
    });
    const change = (routing: object) =>
      ringtrail.api<{ routing: object; code?: string }>('PATCH', `/v1/endpoints/${shop.endpoint}`, {
        body: { routing },
      });
    const { body } = await change({ voicemail: { text: 'Speak.' }, greeting: 'Welcome.' });
    const retained = {
      anonymous: 'voicemail',
      ring: [{ targets: [{ number: anna }] }],
      greeting: 'Welcome.',
    };
    expect(body.routing).toMatchObject({ ...retained, voicemail: { text: 'Speak.', maxSeconds: 60 } });
    expect((await change({ voicemail: null })).status, 'anonymous callers need it').toBe(400);
    const without = await change({ voicemail: null, anonymous: null });
    expect(without.body.routing).toMatchObject({ ...retained, voicemail: null, anonymous: 'ring' });
    const name = await ringtrail.api<{ routing: object }>('PATCH', `/v1/endpoints/${shop.endpoint}`, {
      body: { name: 'Renamed' },
    });
    expect(name.body.routing).toEqual(without.body.routing);
    const deep = `{"routing":{"ring":${'['.repeat(20_000)}${']'.repeat(20_000)}}}`;
    const answer = await ringtrail.api('PATCH', `/v1/endpoints/${shop.endpoint}`, { body: deep });
    expect(answer.status).toBe(400);
  });

  it.each([
    [{ anonymous: 'voicemail' }, '/routing/anonymous'],
    [{ schedule: { timeZone: 'Mars/Olympus', weekly: {} } }, '/routing/schedule/timeZone'],
    [{ timeoutSecond: 5 }, '/routing'],
    [{ ring: [{ targets: [{ number: '555' }] }] }, '/routing/ring/0/targets/0/number'],
  ])('%j is refused at %s, and changes nothing', async (routing, pointer) => {
    const shop = await setUpProvider(ringtrail.api);
    const path = `/v1/endpoints/${shop.endpoint}`;
    const before = await ringtrail.api('GET', path);
    const refused = await ringtrail.api<{ errors: { pointer: string }[] }>('PATCH', path, {
      body: { routing },
    });
    expect(refused.status).toBe(400);
    expect(refused.body.errors.map((error) => error.pointer)).toContain(pointer);
    expect((await ringtrail.api('GET', path)).body).toEqual(before.body);
  });
});
