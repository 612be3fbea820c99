import { byCodeUnit, equalsInConstantTime, hasBodyHash, hmac, type Pair } from '../signing.ts';
import { spellingsOf } from '../url-spellings.ts';

export type SignedRequest = {
  url: string;
  /** The form's fields in the order of the wire; empty for GET and for JSON. */
  fields: readonly Pair[];
  /** The raw body, when it is JSON: its hash stands in the URL. */
  json?: Buffer;
  signature: string;
};

/**
 * Twilio's X-Twilio-Signature: base64(HMAC-SHA1(auth token, URL + each form field's name and value, sorted by name)).
 * JSON bodies are covered through `bodySHA256` in the query. Source: Twilio, "Webhooks Security".
 * @param tokens any one may have signed: two are active while a token is rotated
 */
export function isSignedByTwilio(request: SignedRequest, tokens: readonly string[]): boolean {
  if (request.json && !hasBodyHash(request.url, request.json)) return false;
  const fields = fieldsToSign(request.fields);
  for (const url of spellingsOf(request.url)) {
    for (const token of tokens) {
      if (equalsInConstantTime(request.signature, sign(token, url + fields))) return true;
    }
  }
  return false;
}

/** The signature that Twilio would put on the request. */
export function signAsTwilio(token: string, url: string, fields: SignedRequest['fields']): string {
  return sign(token, url + fieldsToSign(fields));
}

function sign(token: string, message: string): string {
  return hmac('sha1', token, message, 'base64');
}

/** Sorted by name alone, in byte order; of a repeated field each value once, sorted. */
function fieldsToSign(fields: SignedRequest['fields']): string {
  const sorted = fields.toSorted(([a, x], [b, y]) => byCodeUnit(a, b) || byCodeUnit(x, y));
  let message = '';
  let former: Pair | undefined;
  for (const field of sorted) {
    const [name, value] = field;
    if (name !== former?.[0] || value !== former[1]) message += name + value;
    former = field;
  }
  return message;
}
