import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Webhook } from '../carrier.ts';
import { sha256 } from '../signing.ts';
import { isSignedBySignalWire, signBody, signForm } from './signature.ts';

type Vector = { id: string; key: string; url: string; signature: string; valid: boolean } & (
  | { body: string }
  | { params: [string, string][] }
);
const vectors: { signatures: Vector[] } = JSON.parse(
  readFileSync(new URL('../../../../test/vectors/signalwire.json', import.meta.url), 'utf8'),
);

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';

function webhook(
  url: string,
  type: string,
  body: string,
  signature: string,
  header = 'x-signalwire-signature',
) {
  const headers = { 'content-type': type, [header]: signature };
  return { method: 'POST', urls: [url], headers, body: Buffer.from(body) } satisfies Webhook;
}

describe('SignalWire’s vectors', () => {
  it.each(vectors.signatures.map((vector) => [vector.id, vector] as const))('%s', (_id, vector) => {
    const isForm = 'params' in vector;
    const body = isForm ? String(new URLSearchParams(vector.params)) : vector.body;
    const received = webhook(vector.url, isForm ? FORM : JSON_TYPE, body, vector.signature);
    expect(isSignedBySignalWire(received, [vector.key])).toBe(vector.valid);
    expect(isSignedBySignalWire(received, ['another', vector.key]), 'of two keys either').toBe(vector.valid);
    expect(isSignedBySignalWire(received, ['another'])).toBe(false);
    expect(isSignedBySignalWire({ ...received, body: Buffer.from(`${body}x`) }, [vector.key])).toBe(false);
  });
});

describe('a signed form of SignalWire', () => {
  const key = 'PSK1';
  const url = 'https://Calls.Example.com/España/voice?who=It%27s';
  const fields = [
    ['To', '+12025550100'],
    ['Empty', ''],
    ['To', '+12025550100'],
    ['From', 'ñ & <"\'📞'],
  ] as const;
  const body = String(new URLSearchParams(fields.map(([name, value]) => [name, value])));

  it('may repeat a field, whose values are signed in the order of the wire', () => {
    const signature = signForm(key, url, fields);
    expect(isSignedBySignalWire(webhook(url, FORM, body, signature), [key])).toBe(true);
    const once = signForm(key, url, fields.slice(0, 2).concat(fields.slice(3)));
    expect(isSignedBySignalWire(webhook(url, FORM, body, once), [key]), 'as Twilio signs it').toBe(false);
  });

  it.each([
    ['with the default port', 'https://Calls.Example.com:443/España/voice?who=It%27s'],
    ['with the path escaped', 'https://Calls.Example.com/Espa%C3%B1a/voice?who=It%27s'],
  ])('may have been signed %s', (_how, signed) => {
    const signature = signForm(key, signed, fields);
    expect(isSignedBySignalWire(webhook(url, FORM, body, signature), [key])).toBe(true);
  });

  it('is refused for another case of the host or another path', () => {
    for (const signed of [url.replace('Calls', 'calls'), url.replace('voice', 'dial')]) {
      const signature = signForm(key, signed, fields);
      expect(isSignedBySignalWire(webhook(url, FORM, body, signature), [key])).toBe(false);
    }
  });

  it('may carry its signature in Twilio’s header, and is refused without a signature', () => {
    const signature = signForm(key, url, fields);
    expect(isSignedBySignalWire(webhook(url, FORM, body, signature, 'x-twilio-signature'), [key])).toBe(true);
    expect(isSignedBySignalWire(webhook(url, FORM, body, ''), [key])).toBe(false);
    expect(isSignedBySignalWire(webhook(url, FORM, body, signature, 'x-signature'), [key])).toBe(false);
  });

  it('is refused when only the URL is signed, because nothing covers the form', () => {
    expect(isSignedBySignalWire(webhook(url, FORM, body, signForm(key, url, [])), [key])).toBe(false);
    const get = { ...webhook(url, FORM, '', signForm(key, url, [])), method: 'GET' };
    expect(isSignedBySignalWire(get, [key]), 'of a GET there is nothing else').toBe(true);
  });
});

describe('a signed JSON body of SignalWire', () => {
  const key = 'PSK1';
  const url = 'https://calls.example.com/voice';
  const body = '{"CallSid":"1"}';

  it('is covered by its own signature, or by its hash in the signed URL', () => {
    const whole = signBody(key, url, Buffer.from(body));
    expect(isSignedBySignalWire(webhook(url, JSON_TYPE, body, whole), [key])).toBe(true);
    const hashed = `${url}?bodySHA256=${sha256(body)}`;
    expect(isSignedBySignalWire(webhook(hashed, JSON_TYPE, body, signForm(key, hashed, [])), [key])).toBe(
      true,
    );
  });

  it('is refused when only the URL is signed and the hash is missing or wrong', () => {
    for (const received of [url, `${url}?bodySHA256=${sha256('{}')}`]) {
      expect(
        isSignedBySignalWire(webhook(received, JSON_TYPE, body, signForm(key, received, [])), [key]),
      ).toBe(false);
    }
  });
});
