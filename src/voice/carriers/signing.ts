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

/** In a time that says nothing of where the two differ. */
export function equalsInConstantTime(given: string, right: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}

export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whether the URL carries the hash of the raw body, which covers a JSON body where only the URL is signed. */
export function hasBodyHash(url: string, body: Buffer): boolean {
  const hash = /[?&]bodySHA256=([0-9a-f]{64})(?:&|$)/i.exec(url)?.[1];
  return hash !== undefined && equalsInConstantTime(hash.toLowerCase(), sha256(body));
}
