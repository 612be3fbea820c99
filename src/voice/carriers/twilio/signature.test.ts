import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { describe, expect, it } from 'vitest';
import { isSignedByTwilio, signAsTwilio } from './signature.ts';

type Vector = { id: string; token: string; url: string; signature: string; valid: boolean };
type FormVector = Vector & { params: [string, string][] };
type JsonVector = Vector & { body: string };
const vectors: { twilio_form: FormVector[]; twilio_json: JsonVector[] } = JSON.parse(
  readFileSync(new URL('../../../../test/vectors/twilio.json', import.meta.url), 'utf8'),
);

describe('a signed form of Twilio', () => {
  it.each(vectors.twilio_form.map((vector) => [vector.id, vector] as const))('%s', (_id, vector) => {
    const request = { url: vector.url, fields: vector.params, signature: vector.signature };
    expect(isSignedByTwilio(request, [vector.token])).toBe(vector.valid);
    expect(isSignedByTwilio(request, ['54321'])).toBe(false);
    expect(isSignedByTwilio(request, [])).toBe(false);
  });

  it('is accepted when any of the tokens signed it', () => {
    const url = 'https://calls.example.com/voice';
    const fields = [['CallSid', 'CA1']] as const;
    const signature = signAsTwilio('new', url, fields);
    expect(isSignedByTwilio({ url, fields, signature }, ['old', 'new'])).toBe(true);
    expect(isSignedByTwilio({ url, fields, signature }, ['old', 'older'])).toBe(false);
  });
});

describe('a signed JSON body of Twilio', () => {
  it.each(vectors.twilio_json.map((vector) => [vector.id, vector] as const))('%s', (_id, vector) => {
    const { url, signature } = vector;
    const request = { url, fields: [], signature, json: Buffer.from(vector.body) };
    expect(isSignedByTwilio(request, [vector.token])).toBe(vector.valid);
    expect(isSignedByTwilio({ ...request, json: Buffer.from(`${vector.body} `) }, [vector.token])).toBe(
      false,
    );
  });

  it('is refused without its hash in the URL, even with a valid signature of the URL', () => {
    const url = 'https://calls.example.com/voice';
    const json = Buffer.from('{}');
    const signature = signAsTwilio('token', url, []);
    expect(isSignedByTwilio({ url, fields: [], signature, json }, ['token'])).toBe(false);
    expect(isSignedByTwilio({ url, fields: [], signature }, ['token']), 'without a body it is right').toBe(
      true,
    );
  });
});

describe('our check of Twilio’s signature', () => {
  const word = fc.string({ minLength: 1, maxLength: 12 });
  const fields = fc.array(fc.tuple(word, fc.string({ unit: 'grapheme', maxLength: 20 })), { maxLength: 12 });
  const url = fc
    .tuple(fc.webUrl({ withQueryParameters: true }), fc.constantFrom('', ':8443', ':443', ':80'))
    .map(([text, port]) => text.replace(/^(https?:\/\/[^/?]+)/, `$1${port}`));

  /** The fields as the library takes them: the values of a repeated field as one list. */
  function grouped(pairs: readonly (readonly [string, string])[]): Record<string, unknown> {
    const values = new Map<string, string[]>();
    for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
    return Object.fromEntries([...values].map(([name, all]) => [name, all.length > 1 ? all : all[0]]));
  }

  it('accepts every signature of Twilio’s library, and makes the same signature', () => {
    fc.assert(
      fc.property(word, url, fields, (token, address, pairs) => {
        const signature = getExpectedTwilioSignature(token, address, grouped(pairs));
        expect(signAsTwilio(token, address, pairs)).toBe(signature);
        expect(isSignedByTwilio({ url: address, fields: pairs, signature }, [token])).toBe(true);
      }),
    );
  });

  it('refuses a signature when one character differs', () => {
    fc.assert(
      fc.property(word, url, fields, word, (token, address, pairs, other) => {
        const signature = signAsTwilio(token, address, pairs);
        fc.pre(other !== token);
        expect(isSignedByTwilio({ url: address, fields: pairs, signature }, [other])).toBe(false);
        expect(isSignedByTwilio({ url: `${address}x`, fields: pairs, signature }, [token])).toBe(false);
        const more = [...pairs, ['CallSid extra', 'x'] as const];
        expect(isSignedByTwilio({ url: address, fields: more, signature }, [token])).toBe(false);
        expect(isSignedByTwilio({ url: address, fields: pairs, signature: '' }, [token])).toBe(false);
      }),
    );
  });
});
