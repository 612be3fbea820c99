import { byCodeUnit, equalsInConstantTime, hasBodyHash, hmac, type Pair } from '../signing.ts';
import { spellingsOf } from '../url-spellings.ts';

export type SignedRequest = {
  url: string;
  /** The form's fields in the order of the wire. A GET and JSON have none. */
  fields: readonly Pair[];
  /** The raw body of a JSON request. The URL holds its hash. */
  json?: Buffer;
  signature: string;
};

/**
 * Checks X-Twilio-Signature: base64(HMAC-SHA1(auth token, URL + each form field's name and value, sorted by name)).
 * `bodySHA256` in the query covers a JSON body. Source: Twilio, "Webhooks Security".
 * @param tokens the auth tokens, any of which may have signed
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

/** Signs a request as Twilio does. */
export function signAsTwilio(token: string, url: string, fields: SignedRequest['fields']): string {
  return sign(token, url + fieldsToSign(fields));
}

function sign(token: string, message: string): string {
  return hmac('sha1', token, message, 'base64');
}

/** Returns the fields in the order of their names, in byte order. A repeated field has each value once, sorted. */
function fieldsToSign(fields: SignedRequest['fields']): string {
  const sorted = fields.toSorted(([a, x], [b, y]) => byCodeUnit(a, b) || byCodeUnit(x, y));
  let message = '';
  let previous: Pair | undefined;
  for (const field of sorted) {
    const [name, value] = field;
    if (name !== previous?.[0] || value !== previous[1]) message += name + value;
    previous = field;
  }
  return message;
}
