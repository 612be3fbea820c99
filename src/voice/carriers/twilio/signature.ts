import {
  byCodeUnit,
  defaultPort,
  hasBodyHash,
  hmac,
  isEqual,
  joined,
  type Pair,
  partsOf,
} from '../signing.ts';

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
  for (const url of spellings(request.url)) {
    for (const token of tokens) {
      if (isEqual(request.signature, sign(token, url + fields))) return true;
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
 * with the default one, with an apostrophe escaped, with non-ASCII characters as they are or escaped.
 */
function* spellings(received: string): Generator<string> {
  const url = received.split('#', 1)[0] ?? received;
  const seen = new Set<string>();
  for (const text of [url, escapeApostrophes(url), unescapeUnicode(url), escapeUnicode(url)]) {
    for (const spelling of withPorts(text)) {
      if (seen.has(spelling)) continue;
      seen.add(spelling);
      yield spelling;
    }
  }
}

function withPorts(url: string): string[] {
  const parts = partsOf(url);
  if (!parts) return [url];
  const { scheme, port } = parts;
  return [port, port ? '' : defaultPort(scheme)].map((some) => joined({ ...parts, port: some }));
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

function escapeUnicode(url: string): string {
  return url.replace(/[\u0080-\ud7ff\ue000-\u{10ffff}]+/gu, (characters) => encodeURIComponent(characters));
}
