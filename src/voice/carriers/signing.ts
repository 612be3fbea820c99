import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export type Pair = readonly [name: string, value: string];

export function hmac(
  algorithm: 'sha1' | 'sha256',
  key: string,
  message: string | Buffer,
  encoding: 'base64' | 'base64url' | 'hex',
): string {
  return createHmac(algorithm, key).update(message).digest(encoding);
}

export function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Compares in a time that does not depend on the position of the first difference. */
export function equalsInConstantTime(received: string, expected: string): boolean {
  const a = Buffer.from(received);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Orders texts by their UTF-16 code units, as carriers do, and not by a locale. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Returns whether the URL's `bodySHA256` fits the raw body. It covers a JSON body where only the URL is signed. */
export function hasBodyHash(url: string, body: Buffer): boolean {
  const hash = /[?&]bodySHA256=([0-9a-f]{64})(?:&|$)/i.exec(url)?.[1];
  return hash !== undefined && equalsInConstantTime(hash.toLowerCase(), sha256(body));
}
