/** The proof that a request to the public URL reaches this installation unchanged, and that its answer comes back. */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** The path of the answering route, below the public URL. */
export const ROUND_TRIP_PATH = '/v1/round-trips/answer';
export const ROUND_TRIP_HEADER = 'x-ringtrail-signature';

/** Returns the signature of the parts, in hex. Nobody can move text from one part to the next: each has its length. */
export function signRoundTrip(secret: string, ...parts: readonly string[]): string {
  const text = parts.map((part) => `${part.length}:${part}`).join('');
  return createHmac('sha256', secret).update(text).digest('hex');
}

/** Returns whether the signature is that of the parts. */
export function isSignedRoundTrip(signature: string, secret: string, ...parts: readonly string[]): boolean {
  const expected = Buffer.from(signRoundTrip(secret, ...parts));
  const actual = Buffer.from(signature);
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}
