import { parse, unescape as percentDecode, stringify } from 'node:querystring';
import { escapeUnicode, unescapeUnicode } from './unicode-escapes.ts';

/** A longer query is signed as received: carriers' queries are shorter, and each spelling costs a signature. */
const MAX_RESPELLED_CHARACTERS = 8192;

/**
 * Returns the spellings of a query that a carrier may have signed, the received one first. A proxy may write the query
 * in its own way, and carriers have several encoders. All spellings hold the same names and values.
 */
export function querySpellingsOf(received: string): string[] {
  if (!/[^\w=&.~-]/.test(received) || received.length > MAX_RESPELLED_CHARACTERS) return [received];
  const edited = APOSTROPHES.flatMap((apostrophe) => SPACES.map((space) => space(apostrophe(received))));
  const encoded = ENCODERS.flatMap((encode) => {
    const spelling = encodeWords(received, encode);
    return [spelling, spelling.replaceAll('%20', '+')];
  });
  const unicode = [unescapeUnicode(received), escapeUnicode(received)];
  const upper = [withHex(received, 'toUpperCase'), ...encoded, byTwiliosLibrary(received)];
  const lower = [received, ...encoded].map((text) => withHex(text, 'toLowerCase'));
  return [...new Set([...edited, ...unicode, ...upper, ...lower])];
}

type Edit = (text: string) => string;

const asItIs: Edit = (text) => text;
const APOSTROPHES: Edit[] = [
  asItIs,
  (text) => text.replaceAll("'", '%27'),
  (text) => text.replaceAll('%27', "'"),
];
const SPACES: Edit[] = [asItIs, (text) => text.replaceAll('+', '%20'), (text) => text.replaceAll('%20', '+')];

/** Encoders of a name or a value, which write a space as `%20`. */
const ENCODERS: Edit[] = [
  encodeURIComponent,
  // RFC 3986: everything but unreserved characters.
  (text) => escapeAll(text, /[!'()*]/g),
  // WHATWG's and Java's forms.
  (text) => escapeAll(text, /[!'()~]/g),
  // Only the characters that a query cannot hold.
  (text) => encodeURIComponent(text).replace(/%(?:2[1478-9AC]|2F|3[ABF]|40)/g, decodeURIComponent),
];

function escapeAll(text: string, characters: RegExp): string {
  return encodeURIComponent(text).replace(
    characters,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Encodes each name and value again. The order, and a name without `=`, stay. */
function encodeWords(query: string, encode: Edit): string {
  return query.replace(/[^&=]+/g, (word) => encode(percentDecode(word.replaceAll('+', ' '))));
}

/** Twilio's library tries this spelling too. It moves the values of a repeated name to its first one. */
function byTwiliosLibrary(query: string): string {
  return stringify(parse(query, '&', '=', { maxKeys: 0 }));
}

function withHex(text: string, change: 'toUpperCase' | 'toLowerCase'): string {
  return text.replace(/%[0-9a-f]{2}/gi, (code) => code[change]());
}
