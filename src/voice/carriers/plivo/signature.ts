import type { Webhook } from '../carrier.ts';
import type { ReplayGuard } from '../replay-guard.ts';
import { byCodeUnit, equalsInConstantTime, hmac, type Pair, sha256 } from '../signing.ts';
import { spellingsOf } from '../url-spellings.ts';
import { formOf, header } from '../webhook.ts';

/**
 * Plivo's signature V3: base64(HMAC-SHA256(auth token, URL and fields + "." + nonce)), as in Plivo's SDKs. The header
 * may list several signatures, and that of the main account has a header of its own. V2 and V1 are not taken: V2 leaves
 * the fields unsigned.
 */
export function isSignedByPlivo(webhook: Webhook, tokens: readonly string[], guard: ReplayGuard): boolean {
  const nonce = header(webhook, 'x-plivo-signature-v3-nonce');
  const given = ['x-plivo-signature-v3', 'x-plivo-signature-ma-v3']
    .flatMap((name) => header(webhook, name).split(','))
    .map((signature) => signature.trim())
    .filter((signature) => signature !== '');
  if (nonce === '' || given.length === 0) return false;
  const urls = webhook.urls.flatMap((url) => [...spellingsOf(url)]);
  return urls.some((url) => {
    const content = contentToSign(webhook.method, url, formOf(webhook));
    const isGenuine = tokens.some((token) => {
      const right = signAsPlivo(token, content, nonce);
      return given.some((signature) => equalsInConstantTime(signature, right));
    });
    return isGenuine && guard.admit(nonce, sha256(content));
  });
}

export function signAsPlivo(token: string, content: string, nonce: string): string {
  return hmac('sha256', token, `${content}.${nonce}`, 'base64');
}

/**
 * The URL with its query sorted and unescaped; a POST's fields follow, without any separator of their own. Where there
 * are fields, the question mark stays though no query follows it.
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
