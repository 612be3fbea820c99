import type { Webhook } from '../carrier.ts';
import { equalsInConstantTime, sha256 } from '../signing.ts';
import { header } from '../webhook.ts';

/**
 * Bandwidth signs nothing: it authenticates with the user name and password that are set at its application and in our
 * documents, by HTTP Basic. Digests are compared, so that the time does not tell how long the right one is.
 * @param credentials each `user:password`
 */
export function isFromBandwidth(webhook: Webhook, credentials: readonly string[]): boolean {
  const encoded = /^Basic ([A-Za-z0-9+/]+={0,2})$/i.exec(header(webhook, 'authorization'))?.[1];
  if (encoded === undefined) return false;
  const given = sha256(Buffer.from(encoded, 'base64'));
  let isKnown = false;
  for (const credential of credentials) isKnown = equalsInConstantTime(given, sha256(credential)) || isKnown;
  return isKnown;
}
