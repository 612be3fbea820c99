import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Webhook } from '../carrier.ts';
import { createReplayGuard } from '../replay-guard.ts';
import { sha256 } from '../signing.ts';
import { vonageAdapter } from './adapter.ts';
import { claimsOf, isSignedByVonage, signJwt } from './signature.ts';

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
  return `${content}.${signJwt(secret, content)}`;
}

function webhook(token: string, body: string, more: Partial<Webhook> = {}): Webhook {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return { method: 'POST', urls: ['https://a.example/voice'], headers, body: Buffer.from(body), ...more };
}

const body = '{"uuid":"u1","from":"442079460000","to":"447700900000"}';
const claims = { iat: seconds, jti: 'j1', iss: 'Vonage', payload_hash: sha256(body) };
const isGenuine = (asked: Webhook, secrets = ['secret'], guard = newGuard()) =>
  isSignedByVonage(asked, secrets, guard, NOW);

describe('the vectors', () => {
  it.each(signatures.filter((vector) => vector.body === undefined).map((one) => [one.id, one] as const))(
    '%s',
    (_id, { token, secret, valid }) => {
      expect(claimsOf(token, [secret]) !== null).toBe(valid);
      expect(claimsOf(token, ['another', secret]) !== null, 'of two secrets either').toBe(valid);
      expect(claimsOf(token, ['another'])).toBeNull();
    },
  );

  it('a tampered payload is refused, and the one that was signed is not', () => {
    const tampered = signatures.find(({ id }) => id === 'vonage-webhook-payload-tampered');
    const { token = '', secret = '', body: changed = '' } = tampered ?? {};
    const signedAt = new Date(Number(claimsOf(token, [secret])?.iat) * 1000);
    expect(isSignedByVonage(webhook(token, changed), [secret], newGuard(), signedAt)).toBe(false);
    const original = changed.replace('447700900001', '447700900000');
    expect(isSignedByVonage(webhook(token, original), [secret], newGuard(), signedAt)).toBe(true);
  });

  it('the payload is read as what it is, with a plus before its numbers', () => {
    const asked = webhook('', JSON.stringify(payload.body));
    expect(vonageAdapter([]).incomingCall(asked)).toMatchObject({
      carrierCallId: 'aaaaaaaa-bbbb-cccc-dddd-0123456789ab',
      from: '+442079460000',
      to: '+447700900000',
    });
  });
});

describe('a token', () => {
  it('covers the body by its hash', () => {
    expect(isGenuine(webhook(jwt(claims), body))).toBe(true);
    expect(isGenuine(webhook(jwt(claims), `${body} `))).toBe(false);
    const { payload_hash: _, ...bare } = claims;
    expect(isGenuine(webhook(jwt(bare), body)), 'without the hash').toBe(false);
  });

  it('is refused with any other algorithm', () => {
    for (const alg of ['none', 'HS512', 'RS256', 'hs256', undefined])
      expect(isGenuine(webhook(jwt(claims, { typ: 'JWT', alg }), body)), String(alg)).toBe(false);
    const unsigned = `${encoded({ alg: 'none' })}.${encoded(claims)}.`;
    expect(isGenuine(webhook(unsigned, body))).toBe(false);
  });

  it('is good for five minutes, and no longer than it says itself', () => {
    for (const [iat, expected] of [
      [seconds - 300, true],
      [seconds + 300, true],
      [seconds - 301, false],
      [seconds + 301, false],
      [undefined, false],
      [String(seconds), false],
    ] as const)
      expect(isGenuine(webhook(jwt({ ...claims, iat }), body)), String(iat)).toBe(expected);
    expect(isGenuine(webhook(jwt({ ...claims, exp: seconds - 301 }), body))).toBe(false);
    expect(isGenuine(webhook(jwt({ ...claims, nbf: seconds + 301 }), body))).toBe(false);
  });

  it('is good for one request, which the carrier may repeat', () => {
    const guard = newGuard();
    const asked = webhook(jwt(claims), body);
    expect(isGenuine(asked, ['secret'], guard)).toBe(true);
    expect(isGenuine(asked, ['secret'], guard)).toBe(true);
    const elsewhere = { ...asked, urls: ['https://a.example/dial?flow=other'] };
    expect(isGenuine(elsewhere, ['secret'], guard)).toBe(false);
    const { jti: _, ...nameless } = claims;
    expect(isGenuine(webhook(jwt(nameless), body)), 'without a name it could come any number of times').toBe(
      false,
    );
  });

  it('of a GET covers the query where there is a hash of it', () => {
    const urls = ['https://a.example/voice?uuid=u1&from=442079460000&to=447700900000'];
    const get = (more: object) => webhook(jwt({ ...claims, ...more }), '', { method: 'GET', urls });
    expect(isGenuine(get({ payload_hash: sha256(body) }))).toBe(true);
    expect(isGenuine(get({ payload_hash: sha256('') }))).toBe(true);
    expect(isGenuine(get({ payload_hash: undefined }))).toBe(true);
    expect(isGenuine(get({ payload_hash: sha256('x') }))).toBe(false);
  });

  it('is needed, as a bearer', () => {
    for (const authorization of ['', 'Bearer', `Basic ${jwt(claims)}`, jwt(claims), undefined])
      expect(isGenuine(webhook('', body, { headers: { authorization } })), String(authorization)).toBe(false);
  });
});
