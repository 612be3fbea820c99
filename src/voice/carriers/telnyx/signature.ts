import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { Webhook } from '../carrier.ts';
import { header } from '../webhook.ts';

/** The bytes before an Ed25519 public key in the DER form that Node reads. */
const DER_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
/** The tolerance of Telnyx's SDKs. */
const TOLERANCE_SECONDS = 300;

/** Reads a public key. @param base64 the 32 bytes, as Telnyx' portal shows them */
export function publicKeyOf(base64: string): KeyObject {
  const key = Buffer.concat([DER_PREFIX, Buffer.from(base64, 'base64')]);
  return createPublicKey({ key, format: 'der', type: 'spki' });
}

/** Returns the bytes that Telnyx signs with Ed25519. */
export function signedByTelnyx(timestamp: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${timestamp}|`), body]);
}

/**
 * Returns whether Telnyx signed the webhook within five minutes of now. The timestamp guards against replays. Telnyx
 * does not sign the URL, so a signature covers nothing of a GET. A GET is refused: the TeXML application must use POST.
 */
export function isSignedByTelnyx(webhook: Webhook, keys: readonly KeyObject[], now: Date): boolean {
  const timestamp = header(webhook, 'telnyx-timestamp');
  const signature = Buffer.from(header(webhook, 'telnyx-signature-ed25519'), 'base64');
  if (webhook.method !== 'POST' || signature.length !== 64 || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > TOLERANCE_SECONDS) return false;
  const message = signedByTelnyx(timestamp, webhook.body);
  return keys.some((key) => verify(null, message, key, signature));
}
