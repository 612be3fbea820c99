import type { KeyObject } from 'node:crypto';
import { type JWTPayload, jwtVerify } from 'jose';
import type { Webhook } from '../carrier.ts';
import type { ReplayGuard } from '../replay-guard.ts';
import { equalsInConstantTime, sha256 } from '../signing.ts';
import { header, queryOf } from '../webhook.ts';

/** The greatest age of a token, and the greatest difference between Vonage's clock and ours. */
const TOLERANCE_SECONDS = 300;

/**
 * Returns whether Vonage signed the webhook. The Authorization header holds a JWT: `payload_hash` covers the body, `iat`
 * is the time of signing, and `jti` names the request. Vonage signs nothing of the URL. So a token is valid for the
 * first request that it comes with, and for repeats of that request.
 * Source: Vonage, "Signed webhooks".
 * @param keys the signature secrets, any of which may have signed
 */
export async function isSignedByVonage(
  webhook: Webhook,
  keys: readonly KeyObject[],
  guard: ReplayGuard,
  now: Date,
): Promise<boolean> {
  const token = /^Bearer (\S+)$/i.exec(header(webhook, 'authorization'))?.[1];
  const claims = token === undefined ? null : await verifiedClaims(token, keys, now);
  if (!claims || !coversPayload(claims, webhook)) return false;
  const { jti } = claims;
  if (typeof jti !== 'string' || jti === '') return false;
  return guard.admit(jti, sha256(`${webhook.method} ${webhook.urls[0]} ${sha256(webhook.body)}`));
}

/** Resolves with the claims of a recent JWT that one of the keys signed with HS256. Otherwise resolves with null. */
export async function verifiedClaims(
  token: string,
  keys: readonly KeyObject[],
  now: Date,
): Promise<JWTPayload | null> {
  for (const key of keys) {
    const claims = await claimsBy(key, token, now);
    if (claims) return claims;
  }
  return null;
}

async function claimsBy(key: KeyObject, token: string, now: Date): Promise<JWTPayload | null> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ['HS256'],
      currentDate: now,
      clockTolerance: TOLERANCE_SECONDS,
      // With the tolerance on both sides, `iat` may be 300 seconds in the past or in the future.
      maxTokenAge: 0,
    });
    return payload;
  } catch {
    return null;
  }
}

/**
 * Returns whether the token's hash fits the payload: the body of a POST, or the query of a GET as JSON in its order. The
 * token of a GET may lack the hash.
 */
function coversPayload({ payload_hash: hash }: JWTPayload, webhook: Webhook): boolean {
  if (webhook.method !== 'GET') return typeof hash === 'string' && fits(hash, webhook.body);
  if (hash === undefined) return true;
  if (typeof hash !== 'string') return false;
  return fits(hash, '') || fits(hash, JSON.stringify(Object.fromEntries(queryOf(webhook))));
}

function fits(hash: string, content: string | Buffer): boolean {
  return equalsInConstantTime(hash.toLowerCase(), sha256(content));
}
