import type { Webhook } from '../carrier.ts';
import type { ReplayGuard } from '../replay-guard.ts';
import { byCodeUnit, equalsInConstantTime, hmac, type Pair, sha256 } from '../signing.ts';
import { spellingsOf } from '../url-spellings.ts';
import { formOf, header } from '../webhook.ts';

/**
 * Checks Plivo's signature V3: base64(HMAC-SHA256(auth token, URL and fields + "." + nonce)), as in Plivo's SDKs. The
 * header may list several signatures, and the main account's signature has its own header. V2 and V1 are refused,
 * because V2 leaves the fields unsigned.
 */
export function isSignedByPlivo(webhook: Webhook, tokens: readonly string[], guard: ReplayGuard): boolean {
  const nonce = header(webhook, 'x-plivo-signature-v3-nonce');
  const signatures = ['x-plivo-signature-v3', 'x-plivo-signature-ma-v3']
    .flatMap((name) => header(webhook, name).split(','))
    .map((signature) => signature.trim())
    .filter((signature) => signature !== '');
  if (nonce === '' || signatures.length === 0) return false;
  const form = formOf(webhook);
  const urls = webhook.urls.flatMap((url) => [...spellingsOf(url)]);
  // The signed query is unescaped, so most spellings sign the same content.
  const contents = new Set(urls.map((url) => contentToSign(webhook.method, url, form)));
  return [...contents].some((content) => {
    const isGenuine = tokens.some((token) => {
      const expected = signAsPlivo(token, content, nonce);
      return signatures.some((signature) => equalsInConstantTime(signature, expected));
    });
    return isGenuine && guard.admit(nonce, sha256(content));
  });
}

/** Signs as Plivo does. @param content the result of `contentToSign` */
export function signAsPlivo(token: string, content: string, nonce: string): string {
  return hmac('sha256', token, `${content}.${nonce}`, 'base64');
}

/**
 * Returns the text that Plivo signs: the URL with its query sorted and unescaped, then a POST's fields without any
 * separator. With fields the question mark stays even when no query follows it.
 */
export function contentToSign(method: string, url: string, fields: readonly Pair[]): string {
  const mark = url.indexOf('?');
  const base = mark < 0 ? url : url.slice(0, mark);
  const query = mark < 0 ? [] : [...new URLSearchParams(url.slice(mark + 1))];
  const sortedQuery = sorted(query, '=').join('&');
  if (method === 'GET' || fields.length === 0) return sortedQuery === '' ? base : `${base}?${sortedQuery}`;
  return `${base}?${sortedQuery}${sortedQuery === '' ? '' : '.'}${sorted(fields, '').join('')}`;
}

function sorted(pairs: readonly Pair[], between: string): string[] {
  return pairs
    .toSorted(([a, x], [b, y]) => byCodeUnit(a, b) || byCodeUnit(x, y))
    .map(([name, value]) => name + between + value);
}
