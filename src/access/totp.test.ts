import { describe, expect, it } from 'vitest';
import { CODE_LIFE_MS, newTotpSecret, stepOfCode, totpUri } from './totp.ts';

/** The key of RFC 6238's appendix B, `12345678901234567890`, in base32. */
const KEY = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const at = (seconds: number) => new Date(seconds * 1000);

describe('a one-time code', () => {
  // The last six of the eight digits of appendix B.
  it.each([
    [59, '287082'],
    [1111111109, '081804'],
    [1111111111, '050471'],
    [1234567890, '005924'],
    [2000000000, '279037'],
    [20000000000, '353130'],
  ])('of RFC 6238 counts at second %i', (seconds, code) => {
    expect(stepOfCode(KEY, code, at(seconds))).toBe(Math.floor(seconds / 30));
  });

  it('counts one step before and after its own, and at no other time', () => {
    const step = 1111111109 / 30;
    const start = Math.floor(step) * 30;
    const counts = [-31, -30, 0, 29, 59, 60].map((seconds) => stepOfCode(KEY, '081804', at(start + seconds)));
    expect(counts).toEqual([null, ...Array(4).fill(Math.floor(step)), null]);
    expect(CODE_LIFE_MS).toBe(90_000);
  });

  it.each(['', '08180', '0081804', 'abcdef', '081 804'])('is not %j', (code) => {
    expect(stepOfCode(KEY, code, at(1111111109))).toBeNull();
  });
});

it('a secret has 160 bits, and its URI names the account', () => {
  const secret = newTotpSecret();
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  expect(newTotpSecret()).not.toBe(secret);
  const uri = new URL(totpUri(secret, 'ada@example.com'));
  expect(uri.protocol).toBe('otpauth:');
  expect(decodeURIComponent(uri.pathname)).toBe('/Ringtrail:ada@example.com');
  expect(uri.searchParams.get('secret')).toBe(secret);
});
