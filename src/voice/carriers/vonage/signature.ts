import type { Webhook } from '../carrier.ts';
import type { ReplayGuard } from '../replay-guard.ts';
import { hmac, isEqual, sha256 } from '../signing.ts';
import { header, isRecord, queryOf } from '../webhook.ts';

export type Claims = Readonly<Record<string, unknown>>;

/** How old a token may be, and how far our clocks may be apart. */
const TOLERANCE_SECONDS = 300;

/**
 * Whether Vonage signed it: a JWT in the Authorization header, whose `payload_hash` covers the body, `iat` says when and
 * `jti` which request it was made for. Of the URL nothing is signed; a GET's fields are covered where there is a hash of
 * them, and in any case the token is good for the first request that it comes with and no other.
 * @param secrets signature secrets, any one of which may have signed
 */
export function isSignedByVonage(
  webhook: Webhook,
  secrets: readonly string[],
  guard: ReplayGuard,
  now: Date,
): boolean {
  const token = /^Bearer (\S+)$/i.exec(header(webhook, 'authorization'))?.[1];
  const claims = token === undefined ? null : claimsOf(token, secrets);
  if (!claims || !isRecent(claims, now) || !coversPayload(claims, webhook)) return false;
  const { jti } = claims;
  if (typeof jti !== 'string' || jti === '') return false;
  return guard.admit(jti, sha256(`${webhook.method} ${webhook.urls[0]} ${sha256(webhook.body)}`));
}

/** The claims of a JWT that one of the secrets has signed; null: none has. HS256 and no other algorithm. */
export function claimsOf(token: string, secrets: readonly string[]): Claims | null {
  const [head = '', payload = '', signature = '', ...more] = token.split('.');
  if (more.length > 0 || decode(head)?.alg !== 'HS256') return null;
  const isSigned = secrets.some((secret) => isEqual(signature, signJwt(secret, `${head}.${payload}`)));
  return isSigned ? decode(payload) : null;
}

export function signJwt(secret: string, content: string): string {
  return hmac('sha256', secret, content, 'base64url');
}

function isRecent({ iat, exp, nbf }: Claims, now: Date): boolean {
  const seconds = now.getTime() / 1000;
  if (typeof iat !== 'number' || Math.abs(seconds - iat) > TOLERANCE_SECONDS) return false;
  if (exp !== undefined && !(typeof exp === 'number' && seconds <= exp + TOLERANCE_SECONDS)) return false;
  return nbf === undefined || (typeof nbf === 'number' && seconds >= nbf - TOLERANCE_SECONDS);
}

/** Of a POST the hash of the body; of a GET that of its query as JSON, in the order of the wire, where there is one. */
function coversPayload({ payload_hash: hash }: Claims, webhook: Webhook): boolean {
  if (webhook.method !== 'GET') return typeof hash === 'string' && fits(hash, webhook.body);
  if (hash === undefined) return true;
  if (typeof hash !== 'string') return false;
  return fits(hash, '') || fits(hash, JSON.stringify(Object.fromEntries(queryOf(webhook))));
}

function fits(hash: string, content: string | Buffer): boolean {
  return isEqual(hash.toLowerCase(), sha256(content));
}

function decode(part: string): Claims | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}
