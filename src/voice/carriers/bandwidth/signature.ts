import type { Webhook } from '../carrier.ts';
import { equalsInConstantTime, sha256 } from '../signing.ts';
import { header } from '../webhook.ts';

/**
 * Checks the user name and password. Bandwidth signs nothing: it authenticates by HTTP Basic with the credential that is
 * set at its application and in our documents. The function compares digests, so its time does not reveal the length.
 * @param credentials `user:password` of all applications
 */
export function isFromBandwidth(webhook: Webhook, credentials: readonly string[]): boolean {
  const encoded = /^Basic ([A-Za-z0-9+/]+={0,2})$/i.exec(header(webhook, 'authorization'))?.[1];
  if (encoded === undefined) return false;
  const received = sha256(Buffer.from(encoded, 'base64'));
  let isKnown = false;
  for (const credential of credentials)
    isKnown = equalsInConstantTime(received, sha256(credential)) || isKnown;
  return isKnown;
}
