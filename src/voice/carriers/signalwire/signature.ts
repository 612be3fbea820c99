import type { Webhook } from '../carrier.ts';
import { byCodeUnit, equalsInConstantTime, hasBodyHash, hmac, type Pair } from '../signing.ts';
import { spellingsOf } from '../url-spellings.ts';
import { formOf, header, isJson } from '../webhook.ts';

/**
 * Returns whether SignalWire signed the webhook, in one of its two ways. JSON: hex(HMAC-SHA1(signing key, URL + raw
 * body)). cXML: base64(HMAC-SHA1(signing key, URL + each form field's name and value, sorted by name)). Unlike with
 * Twilio, the values of a repeated field stay in the order of the wire, and equal ones stay. `bodySHA256` in the URL
 * covers a JSON body there.
 * Source: SignalWire's Python SDK, webhook_validator.py. The SDK also accepts a form of which only the URL is signed. We
 * do not: nothing would cover the form.
 * @param keys the signing keys, any of which may have signed
 */
export function isSignedBySignalWire(webhook: Webhook, keys: readonly string[]): boolean {
  const signature = header(webhook, 'x-signalwire-signature') || header(webhook, 'x-twilio-signature');
  if (signature === '') return false;
  return webhook.urls.some((url) => keys.some((key) => fits(webhook, url, key, signature)));
}

function fits(webhook: Webhook, url: string, key: string, signature: string): boolean {
  const fields = formOf(webhook);
  const isCovered = !isJson(webhook) || hasBodyHash(url, webhook.body);
  for (const spelling of spellingsOf(url)) {
    if (isCovered && equalsInConstantTime(signature, signForm(key, spelling, fields))) return true;
    if (webhook.body.length > 0 && equalsInConstantTime(signature, signBody(key, spelling, webhook.body)))
      return true;
  }
  return false;
}

/** Signs a JSON webhook as SignalWire does. */
export function signBody(key: string, url: string, body: Buffer): string {
  return hmac('sha1', key, Buffer.concat([Buffer.from(url), body]), 'hex');
}

/** Signs a cXML webhook as SignalWire does. */
export function signForm(key: string, url: string, fields: readonly Pair[]): string {
  const sorted = fields.toSorted(([a], [b]) => byCodeUnit(a, b));
  return hmac('sha1', key, url + sorted.map(([name, value]) => name + value).join(''), 'base64');
}
