import { createHmac, createSecretKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import type { Webhook } from '../carrier.ts';
import { createReplayGuard } from '../replay-guard.ts';
import { sha256 } from '../signing.ts';
import { vonageAdapter } from './adapter.ts';
import { isSignedByVonage, verifiedClaims } from './signature.ts';

type Vector = { id: string; token: string; secret: string; body?: string; valid: boolean };
type Payload = { body: Record<string, string> };
const { signatures, payload }: { signatures: Vector[]; payload: Payload } = JSON.parse(
  readFileSync(new URL('../../../../test/vectors/vonage.json', import.meta.url), 'utf8'),
);

const NOW = new Date('2026-03-01T12:00:00Z');
const seconds = Math.floor(NOW.getTime() / 1000);
const newGuard = () => createReplayGuard(() => NOW);
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

function jwt(claims: object, head: object = { typ: 'JWT', alg: 'HS256' }, secret = 'secret'): string {
  const content = `${encoded(head)}.${encoded(claims)}`;
  return `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`;
}

function webhook(token: string, body: string, more: Partial<Webhook> = {}): Webhook {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return { method: 'POST', urls: ['https://a.example/voice'], headers, body: Buffer.from(body), ...more };
}

const body = '{"uuid":"u1","from":"442079460000","to":"447700900000"}';
const claims = { iat: seconds, jti: 'j1', iss: 'Vonage', payload_hash: sha256(body) };
const keysOf = (secrets: readonly string[]) => secrets.map((secret) => createSecretKey(Buffer.from(secret)));
const isGenuine = (received: Webhook, secrets = ['secret'], guard = newGuard()) =>
  isSignedByVonage(received, keysOf(secrets), guard, NOW);

/** The time at which a vector was signed; some vectors are not a JWT that can be decoded. */
function signedAt(token: string): Date {
  try {
    return new Date((decodeJwt(token).iat ?? 0) * 1000);
  } catch {
    return NOW;
  }
}

describe('Vonage’s vectors', () => {
  it.each(signatures.filter((vector) => vector.body === undefined).map((one) => [one.id, one] as const))(
    '%s',
    async (_id, { token, secret, valid }) => {
      const claimsWith = (...secrets: string[]) => verifiedClaims(token, keysOf(secrets), signedAt(token));
      expect((await claimsWith(secret)) !== null).toBe(valid);
      expect((await claimsWith('another', secret)) !== null, 'with the second of two secrets').toBe(valid);
      expect(await claimsWith('another')).toBeNull();
    },
  );

  it('refuse a tampered payload, and accept the signed one', async () => {
    const tampered = signatures.find(({ id }) => id === 'vonage-webhook-payload-tampered');
    const { token = '', secret = '', body: changed = '' } = tampered ?? {};
    const isSigned = (text: string) =>
      isSignedByVonage(webhook(token, text), keysOf([secret]), newGuard(), signedAt(token));
    expect(await isSigned(changed)).toBe(false);
    expect(await isSigned(changed.replace('447700900001', '447700900000'))).toBe(true);
  });

  it('have a payload that the adapter reads, with a plus before its numbers', () => {
    const received = webhook('', JSON.stringify(payload.body));
    expect(vonageAdapter([], () => NOW).incomingCall(received)).toMatchObject({
      carrierCallId: 'aaaaaaaa-bbbb-cccc-dddd-0123456789ab',
      from: '+442079460000',
      to: '+447700900000',
    });
  });
});

describe('a token of Vonage', () => {
  it('covers the body by its hash', async () => {
    expect(await isGenuine(webhook(jwt(claims), body))).toBe(true);
    expect(await isGenuine(webhook(jwt(claims), `${body} `))).toBe(false);
    const { payload_hash: _, ...bare } = claims;
    expect(await isGenuine(webhook(jwt(bare), body)), 'without the hash').toBe(false);
  });

  it('is refused with any other algorithm', async () => {
    for (const alg of ['none', 'HS512', 'RS256', 'hs256', undefined])
      expect(await isGenuine(webhook(jwt(claims, { typ: 'JWT', alg }), body)), String(alg)).toBe(false);
    const unsigned = `${encoded({ alg: 'none' })}.${encoded(claims)}.`;
    expect(await isGenuine(webhook(unsigned, body))).toBe(false);
  });

  it('is valid for five minutes, and no longer than its own claims state', async () => {
    for (const [iat, expected] of [
      [seconds - 300, true],
      [seconds + 300, true],
      [seconds - 301, false],
      [seconds + 301, false],
      [undefined, false],
      [String(seconds), false],
    ] as const)
      expect(await isGenuine(webhook(jwt({ ...claims, iat }), body)), String(iat)).toBe(expected);
    expect(await isGenuine(webhook(jwt({ ...claims, exp: seconds - 301 }), body))).toBe(false);
    expect(await isGenuine(webhook(jwt({ ...claims, nbf: seconds + 301 }), body))).toBe(false);
  });

  it('is valid for one request, which the carrier may repeat', async () => {
    const guard = newGuard();
    const received = webhook(jwt(claims), body);
    expect(await isGenuine(received, ['secret'], guard)).toBe(true);
    expect(await isGenuine(received, ['secret'], guard)).toBe(true);
    const elsewhere = { ...received, urls: ['https://a.example/dial?flow=other'] };
    expect(await isGenuine(elsewhere, ['secret'], guard)).toBe(false);
    const { jti: _, ...withoutId } = claims;
    expect(
      await isGenuine(webhook(jwt(withoutId), body)),
      'without its id it could come any number of times',
    ).toBe(false);
  });

  it('covers the query of a GET when it holds a hash', async () => {
    const urls = ['https://a.example/voice?uuid=u1&from=442079460000&to=447700900000'];
    const get = (more: object) => webhook(jwt({ ...claims, ...more }), '', { method: 'GET', urls });
    expect(await isGenuine(get({ payload_hash: sha256(body) }))).toBe(true);
    expect(await isGenuine(get({ payload_hash: sha256('') }))).toBe(true);
    expect(await isGenuine(get({ payload_hash: undefined }))).toBe(true);
    expect(await isGenuine(get({ payload_hash: sha256('x') }))).toBe(false);
  });

  it('is required, as a bearer token', async () => {
    for (const authorization of ['', 'Bearer', `Basic ${jwt(claims)}`, jwt(claims), undefined])
      expect(await isGenuine(webhook('', body, { headers: { authorization } })), String(authorization)).toBe(
        false,
      );
  });
});
