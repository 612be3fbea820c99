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

describe('the vectors', () => {
  it.each(signatures.map((vector) => [vector.id, vector] as const))('%s', (_id, vector) => {
    const keys = [publicKeyOf(vector.public_key_b64)];
    const asked = webhook(vector.timestamp, vector.body, vector.signature);
    expect(isSignedByTelnyx(asked, keys, at(vector.timestamp))).toBe(vector.valid);
    expect(
      isSignedByTelnyx({ ...asked, body: Buffer.from(`${vector.body} `) }, keys, at(vector.timestamp)),
    ).toBe(false);
  });

  it('a GET is refused, however well its empty body is signed: its fields are in the URL, which nothing covers', () => {
    const [, empty] = signatures;
    const asked = webhook(empty?.timestamp ?? '', '', empty?.signature ?? '', 'GET');
    const keys = [publicKeyOf(empty?.public_key_b64 ?? '')];
    expect(isSignedByTelnyx(asked, keys, at(asked.headers['telnyx-timestamp'] as string))).toBe(false);
  });

  it('the payload is read as what it is', () => {
    const body = Buffer.from(String(new URLSearchParams(payload.params)));
    const asked: Webhook = { method: 'POST', urls: ['https://a.example/voice'], headers: {}, body };
    expect(telnyxAdapter([]).incomingCall(asked)).toEqual({
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

describe('a signature', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const known = [publicKey];
  const body = 'CallSid=v3%3A1&From=%2B12125550100&From=&X=%F0%9F%93%9E';
  const signedAt = (timestamp: string) =>
    webhook(
      timestamp,
      body,
      sign(null, signedByTelnyx(timestamp, Buffer.from(body)), privateKey).toString('base64'),
    );

  it('is good for five minutes to either side', () => {
    const asked = signedAt('1700000000');
    for (const seconds of [-300, 0, 300])
      expect(isSignedByTelnyx(asked, known, at(1_700_000_000 + seconds)), String(seconds)).toBe(true);
    for (const seconds of [-301, 301, 1e6])
      expect(isSignedByTelnyx(asked, known, at(1_700_000_000 + seconds)), String(seconds)).toBe(false);
  });

  it('may be made with any one of the keys', () => {
    const other = generateKeyPairSync('ed25519').publicKey;
    const asked = signedAt('1700000000');
    expect(isSignedByTelnyx(asked, [other, publicKey], at(1_700_000_000))).toBe(true);
    expect(isSignedByTelnyx(asked, [other], at(1_700_000_000))).toBe(false);
    expect(isSignedByTelnyx(asked, [], at(1_700_000_000))).toBe(false);
  });

  it('of the wrong length, with no timestamp or one that is no number, is refused', () => {
    const asked = signedAt('1700000000');
    for (const headers of [
      { 'telnyx-signature-ed25519': 'AAAA' },
      { 'telnyx-signature-ed25519': undefined },
      { 'telnyx-timestamp': undefined },
      { 'telnyx-timestamp': 'now' },
      { 'telnyx-timestamp': '1e9' },
    ]) {
      const broken = { ...asked, headers: { ...asked.headers, ...headers } };
      expect(isSignedByTelnyx(broken, known, at(1_700_000_000)), JSON.stringify(headers)).toBe(false);
    }
  });
});
