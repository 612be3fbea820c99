import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export type SignedRequest = {
  url: string;
  /** The form's fields in the order of the wire; empty for GET and for JSON. */
  fields: readonly (readonly [string, string])[];
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
  const given = Buffer.from(request.signature);
  for (const url of spellings(request.url)) {
    for (const token of tokens) {
      if (isEqual(given, Buffer.from(sign(token, url + fields)))) return true;
    }
  }
  return false;
}

/** The signature that Twilio would put on the request. */
export function signAsTwilio(token: string, url: string, fields: SignedRequest['fields']): string {
  return sign(token, url + fieldsToSign(fields));
}

function sign(token: string, message: string): string {
  return createHmac('sha1', token).update(message, 'utf8').digest('base64');
}

/** Sorted by name alone, in byte order; of a repeated field each value once, sorted. */
function fieldsToSign(fields: SignedRequest['fields']): string {
  const values = new Map<string, Set<string>>();
  for (const [name, value] of fields) {
    const known = values.get(name);
    if (known) known.add(value);
    else values.set(name, new Set([value]));
  }
  const names = [...values.keys()].sort(byCodeUnit);
  return names
    .map((name) =>
      [...(values.get(name) ?? [])]
        .sort(byCodeUnit)
        .map((value) => name + value)
        .join(''),
    )
    .join('');
}

/**
 * The ways in which Twilio's back ends may have spelt the URL that they signed: as received, without the port or
 * with the default one, with an apostrophe escaped, with non-ASCII characters as they are.
 */
function* spellings(received: string): Generator<string> {
  const url = received.split('#', 1)[0] ?? received;
  const seen = new Set<string>();
  for (const text of [url, escapeApostrophes(url), unescapeUnicode(url)]) {
    for (const spelling of withPorts(text)) {
      if (seen.has(spelling)) continue;
      seen.add(spelling);
      yield spelling;
    }
  }
}

/** String surgery, since WHATWG's URL would change the host's case and the path's characters. */
function withPorts(url: string): string[] {
  const match = /^(https?):\/\/([^/?]*@)?([^/?@]*?)(:\d+)?([/?].*)?$/s.exec(url);
  if (!match) return [url];
  const [, scheme = '', user = '', host = '', port, rest = ''] = match;
  const defaultPort = scheme === 'https' ? ':443' : ':80';
  return [port ?? '', port ? '' : defaultPort].map((some) => `${scheme}://${user}${host}${some}${rest}`);
}

function escapeApostrophes(url: string): string {
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query) + url.slice(query).replaceAll("'", '%27');
}

function unescapeUnicode(url: string): string {
  return url.replace(/(?:%[89a-f][0-9a-f])+/gi, (bytes) => {
    try {
      return decodeURIComponent(bytes);
    } catch {
      return bytes;
    }
  });
}

function hasBodyHash(url: string, body: Buffer): boolean {
  const hash = /[?&]bodySHA256=([0-9a-f]{64})(?:&|$)/i.exec(url)?.[1];
  return (
    hash !== undefined &&
    isEqual(Buffer.from(hash.toLowerCase()), Buffer.from(createHash('sha256').update(body).digest('hex')))
  );
}

function isEqual(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
