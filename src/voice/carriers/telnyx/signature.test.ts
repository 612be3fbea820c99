import { generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Webhook } from '../carrier.ts';
import { telnyxAdapter } from './adapter.ts';
import { isSignedByTelnyx, publicKeyOf, signedByTelnyx } from './signature.ts';

type Vector = {
  id: string;
  public_key_b64: string;
  timestamp: string;
  body: string;
  signature: string;
  valid: boolean;
};
const { signatures, payload }: { signatures: Vector[]; payload: { params: Record<string, string> } } =
  JSON.parse(readFileSync(new URL('../../../../test/vectors/telnyx.json', import.meta.url), 'utf8'));

function webhook(timestamp: string, body: string, signature: string, method = 'POST'): Webhook {
  const headers = { 'telnyx-timestamp': timestamp, 'telnyx-signature-ed25519': signature };
  return { method, urls: ['https://calls.example.com/voice'], headers, body: Buffer.from(body) };
}
const at = (seconds: number | string) => new Date(Number(seconds) * 1000);

describe('Telnyx’ vectors', () => {
  it.each(signatures.map((vector) => [vector.id, vector] as const))('%s', (_id, vector) => {
    const keys = [publicKeyOf(vector.public_key_b64)];
    const received = webhook(vector.timestamp, vector.body, vector.signature);
    expect(isSignedByTelnyx(received, keys, at(vector.timestamp))).toBe(vector.valid);
    expect(
      isSignedByTelnyx({ ...received, body: Buffer.from(`${vector.body} `) }, keys, at(vector.timestamp)),
    ).toBe(false);
  });

  it('refuse a GET with a valid signature, because nothing covers the fields in its URL', () => {
    const [, empty] = signatures;
    const received = webhook(empty?.timestamp ?? '', '', empty?.signature ?? '', 'GET');
    const keys = [publicKeyOf(empty?.public_key_b64 ?? '')];
    expect(isSignedByTelnyx(received, keys, at(received.headers['telnyx-timestamp'] as string))).toBe(false);
  });

  it('have a payload that the adapter reads', () => {
    const body = Buffer.from(String(new URLSearchParams(payload.params)));
    const received: Webhook = { method: 'POST', urls: ['https://a.example/voice'], headers: {}, body };
    expect(telnyxAdapter([], () => new Date(0)).incomingCall(received)).toEqual({
      carrierCallId: 'fcc47bc6-e428-11ed-ad79-02420aef00b4',
      account: '6a9a7976-012e-45d2-9258-6f5dc68d861e',
      from: '+13122010091',
      to: '+13122010090',
      at: null,
      forwardedFrom: null,
      attestation: null,
    });
  });
});

describe('a signature of Telnyx', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const known = [publicKey];
  const body = 'CallSid=v3%3A1&From=%2B12125550100&From=&X=%F0%9F%93%9E';
  const signedAt = (timestamp: string) =>
    webhook(
      timestamp,
      body,
      sign(null, signedByTelnyx(timestamp, Buffer.from(body)), privateKey).toString('base64'),
    );

  it('is valid for five minutes before and after its time', () => {
    const received = signedAt('1700000000');
    for (const seconds of [-300, 0, 300])
      expect(isSignedByTelnyx(received, known, at(1_700_000_000 + seconds)), String(seconds)).toBe(true);
    for (const seconds of [-301, 301, 1e6])
      expect(isSignedByTelnyx(received, known, at(1_700_000_000 + seconds)), String(seconds)).toBe(false);
  });

  it('may be made with any of the keys', () => {
    const other = generateKeyPairSync('ed25519').publicKey;
    const received = signedAt('1700000000');
    expect(isSignedByTelnyx(received, [other, publicKey], at(1_700_000_000))).toBe(true);
    expect(isSignedByTelnyx(received, [other], at(1_700_000_000))).toBe(false);
    expect(isSignedByTelnyx(received, [], at(1_700_000_000))).toBe(false);
  });

  it('is refused with a wrong length, or with a timestamp that is missing or not a number', () => {
    const received = signedAt('1700000000');
    for (const headers of [
      { 'telnyx-signature-ed25519': 'AAAA' },
      { 'telnyx-signature-ed25519': undefined },
      { 'telnyx-timestamp': undefined },
      { 'telnyx-timestamp': 'now' },
      { 'telnyx-timestamp': '1e9' },
    ]) {
      const broken = { ...received, headers: { ...received.headers, ...headers } };
      expect(isSignedByTelnyx(broken, known, at(1_700_000_000)), JSON.stringify(headers)).toBe(false);
    }
  });
});
