import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CallStep, Target } from '../../src/domain/call-step.ts';
import { CARRIERS, type Carrier } from '../../src/domain/model.ts';
import { SPOKEN_LANGUAGES } from '../../src/domain/spoken-language.ts';
import { callbackUrls } from '../../src/voice/callback-urls.ts';
import { adapterOf } from '../../src/voice/carriers/all.ts';
import type { CallbackUrls } from '../../src/voice/carriers/carrier.ts';
import { faultsOf, parseXml, textsOf } from '../support/documents.ts';
import { textsOf as memberTexts, nccoFaultsOf } from '../support/ncco.ts';

const NASTY = `<Dial>&amp; "it's" 📞 ]]> ñ`;
const BASE = "https://calls.example.com/it's&<a>";
const queryOf = (url: string) => new URLSearchParams(url.split('?').at(-1));
const XML_CARRIERS = CARRIERS.filter(
  (carrier): carrier is Exclude<Carrier, 'vonage'> => carrier !== 'vonage',
);

const urlsOf = (carrier: Carrier): CallbackUrls =>
  callbackUrls(BASE, carrier, {
    carrierCallId: 'c1',
    to: '+12025550100',
  });
const documentIn = (carrier: Carrier, steps: readonly CallStep[]) =>
  adapterOf(carrier, carrier === 'bandwidth' ? ['user:pa"ss&<word>'] : []).document(steps, urlsOf(carrier));

const textArb = fc.oneof(
  fc.constantFrom(NASTY, '\u0000\u0008\ud83d\uffff', '\ufffd', '<![CDATA[', '<!-- -->', '&#0;', '\r\n\t'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 80 }),
);
/** A callback's URL returns well-formed text. A spoken text can hold any characters. */
const urlTextArb = textArb.map((text) => text.replace(/\p{Cs}/gu, ''));
const targetArb: fc.Arbitrary<Target> = fc.oneof(
  fc.stringMatching(/^[1-9]\d{6,13}$/).map((digits) => ({ number: `+${digits}` })),
  fc.stringMatching(/^[a-z&']{1,9}$/).map((name) => ({ sip: `sip:${name}@example.com;x=1&y=2` })),
);
const languageArb = fc.option(fc.constantFrom(...SPOKEN_LANGUAGES));
const stepArb: fc.Arbitrary<CallStep> = fc.oneof(
  fc
    .record({
      targets: fc.array(targetArb, { minLength: 1, maxLength: 8 }),
      timeoutSeconds: fc.integer({ min: 5, max: 600 }),
      whisper: fc.option(urlTextArb),
      language: languageArb,
      record: fc.boolean(),
      next: urlTextArb,
    })
    .map(({ targets: [head = { number: '+12025550199' }, ...tail], ...more }) => ({
      ...{ type: 'dial' as const, targets: [head, ...tail] as const },
      ...more,
    })),
  fc.record({ type: fc.constant('say' as const), text: textArb, language: languageArb }),
  fc.record({
    ...{ type: fc.constant('gather' as const), text: textArb, language: languageArb },
    ...{ timeoutSeconds: fc.integer({ min: 2, max: 30 }), next: urlTextArb },
  }),
  fc.record({
    ...{ type: fc.constant('voicemail' as const), text: textArb, language: languageArb },
    ...{ maxSeconds: fc.integer({ min: 5, max: 600 }), next: urlTextArb },
  }),
  fc.record({ type: fc.constant('reject' as const), reason: fc.constantFrom('busy' as const, 'rejected') }),
  fc.constant({ type: 'hangup' as const }),
);

describe.each(XML_CARRIERS)('a document for %s', (carrier) => {
  it('is well-formed and valid in the carrier’s language, for any steps', () => {
    fc.assert(
      fc.property(fc.array(stepArb, { maxLength: 4 }), (steps) => {
        const { body, contentType } = documentIn(carrier, steps);
        expect(contentType).toMatch(/^(?:text|application)\/xml; charset=utf-8$/);
        expect(faultsOf(carrier, parseXml(body)), body).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('speaks <, &, ", \' and emoji as they were written', () => {
    const spoken: CallStep[] = [
      { type: 'say', text: NASTY, language: null },
      { type: 'gather', text: `gather ${NASTY}`, language: null, timeoutSeconds: 5, next: NASTY },
      { type: 'voicemail', text: `voicemail ${NASTY}`, language: null, maxSeconds: 60, next: NASTY },
      {
        ...{ type: 'dial', targets: [{ number: '+12025550199' }], timeoutSeconds: 20 },
        ...{ whisper: NASTY, language: null, record: true, next: NASTY },
      },
    ];
    const texts = textsOf(parseXml(documentIn(carrier, spoken).body));
    for (const text of [NASTY, `gather ${NASTY}`, `voicemail ${NASTY}`]) expect(texts).toContain(text);
    const callbacks = texts.filter((text) => text.startsWith(BASE)).map(queryOf);
    expect(callbacks.filter((query) => query.get('flow') === NASTY).length).toBeGreaterThan(2);
    const isWhispered = callbacks.some((query) => query.get('text') === NASTY);
    expect(isWhispered, 'the whisper is a separate document').toBe(true);
  });

  it('starts with the dial, so the caller hears ringing before the answer', () => {
    const dial: CallStep = {
      ...{ type: 'dial', targets: [{ number: '+12025550199' }], timeoutSeconds: 20 },
      ...{ whisper: null, language: null, record: false, next: '' },
    };
    const { children } = parseXml(documentIn(carrier, [dial]).body);
    expect(children.map(({ name }) => name)).toEqual([carrier === 'bandwidth' ? 'Transfer' : 'Dial']);
    const attributes: Record<string, string> = children[0]?.attributes ?? {};
    for (const name of ['callerId', 'transferCallerId'])
      expect(attributes[name], 'the caller’s number is passed through').toBeUndefined();
    const ringsOnBridge = carrier === 'twilio' || carrier === 'signalwire';
    expect(attributes.answerOnBridge).toBe(ringsOnBridge ? 'true' : undefined);
  });
});

describe('a document for vonage', () => {
  it('is a valid NCCO, for any steps', () => {
    fc.assert(
      fc.property(fc.array(stepArb, { maxLength: 4 }), (steps) => {
        const { body, contentType } = documentIn('vonage', steps);
        expect(contentType).toBe('application/json; charset=utf-8');
        expect(nccoFaultsOf(JSON.parse(body)), body).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('speaks <, &, ", \' and emoji as they were written', () => {
    const { body } = documentIn('vonage', [
      { type: 'say', text: NASTY, language: null },
      { type: 'gather', text: `gather ${NASTY}`, language: null, timeoutSeconds: 5, next: NASTY },
    ]);
    const texts = memberTexts(JSON.parse(body));
    expect(texts).toContain(NASTY);
    expect(texts).toContain(`gather ${NASTY}`);
    expect(texts.filter((text) => queryOf(text).get('flow') === NASTY)).toHaveLength(1);
  });
});

describe('the language of texts', () => {
  const carriers: [Carrier, attributes: string][] = [
    ['twilio', 'language="es-MX"'],
    ['signalwire', 'language="es-MX"'],
    ['telnyx', 'voice="alice" language="es-MX"'],
    ['plivo', 'language="es-US"'],
    ['bandwidth', 'locale="es_MX"'],
    ['vonage', '"language":"es-MX"'],
  ];

  it.each(carriers)('stands in all texts of %s, and in the address of a whisper', (carrier, attributes) => {
    const language = 'es-MX';
    const spoken = (text: string) => documentIn(carrier, [{ type: 'say', text, language }]).body;
    expect(spoken('Hola.')).toContain(attributes);
    const { body } = documentIn(carrier, [
      { type: 'gather', text: 'Uno.', language, timeoutSeconds: 5, next: 'x' },
      { type: 'voicemail', text: 'Dos.', language, maxSeconds: 60, next: 'x' },
      {
        ...{ type: 'dial', targets: [{ number: '+12025550199' }], timeoutSeconds: 20 },
        ...{ whisper: 'Tres.', language, record: false, next: '' },
      },
    ]);
    expect(body.split(attributes)).toHaveLength(3);
    expect(body).toMatch(/whisper\?text=Tres\.&(?:amp;)?language=es-MX/);
  });

  it.each(CARRIERS)('is left to %s when the plan names none', (carrier) => {
    const { body } = documentIn(carrier, [{ type: 'say', text: 'Hello.', language: null }]);
    expect(body).not.toMatch(/language|locale/);
  });
});

describe('the check of documents', () => {
  it.each([
    ['an open tag', '<Response><Say>x</Response>'],
    ['a bare ampersand', '<Response><Say>a & b</Say></Response>'],
    ['a bare quote', '<Response><Dial action="a"b"/></Response>'],
    ['two roots', '<Response/><Response/>'],
    ['an attribute twice', '<Response><Say loop="1" loop="2">x</Say></Response>'],
  ])('finds %s', (_what, body) => {
    expect(() => parseXml(body)).toThrow();
  });

  it.each([
    ['another verb', '<Response><Pay/></Response>'],
    ['another carrier’s verb', '<Response><Speak>x</Speak></Response>'],
    ['an attribute', '<Response><Dial callbackUrl="x"/></Response>'],
    ['a verb in the wrong place', '<Response><Say><Dial/></Say></Response>'],
    ['text in the wrong place', '<Response>Hello</Response>'],
  ])('finds %s that TwiML lacks', (_what, body) => {
    expect(faultsOf('twilio', parseXml(body)).length).toBeGreaterThan(0);
  });

  it('finds faults in an NCCO', () => {
    expect(nccoFaultsOf({})).toHaveLength(1);
    expect(nccoFaultsOf([{ action: 'dance' }])).toHaveLength(1);
    expect(nccoFaultsOf([{ action: 'talk', text: 'x', colour: 'red' }])).toHaveLength(1);
    const number = [{ action: 'connect', endpoint: [{ type: 'phone', number: '+12025550199' }] }];
    expect(nccoFaultsOf(number)).toContainEqual(expect.stringContaining('0.endpoint.0.number'));
  });
});
