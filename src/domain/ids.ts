import { hash, randomFillSync, randomInt } from 'node:crypto';

/** Crockford's base32 in lower case: it sorts like the bytes, and no letter looks like a digit. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_LENGTH = 9;
const RANDOM_LENGTH = 7;

let lastTime = 0;
let lastRandom = 0;

/**
 * Returns a new identifier such as `site_0j9x2m4k8q1r5t7v`: nine characters of milliseconds and seven random ones.
 * Identifiers of one process sort by the time of their creation, also within a millisecond.
 */
export function newId(prefix: IdPrefix, now: Date): string {
  const time = now.getTime();
  if (time > lastTime) {
    lastTime = time;
    lastRandom = randomInt(2 ** (RANDOM_LENGTH * 5));
  } else {
    lastRandom += 1;
  }
  return `${prefix}_${encode(lastTime, TIME_LENGTH)}${encode(lastRandom, RANDOM_LENGTH)}`;
}

/** Returns the same identifier for the same key, for records that several processes may create at once. */
export function idFrom(prefix: IdPrefix, key: string): string {
  const digest = hash('sha256', key, 'buffer');
  return `${prefix}_${encode(digest.readUIntBE(0, 5), 8)}${encode(digest.readUIntBE(5, 5), 8)}`;
}

const randomBytes = Buffer.alloc(4096);
let usedBytes = randomBytes.length;

/** Returns a random word of `length` characters, 5 bits each, from the system's generator, which fills a buffer ahead. */
export function randomWord(length: number): string {
  if (usedBytes + length > randomBytes.length) {
    randomFillSync(randomBytes);
    usedBytes = 0;
  }
  let word = '';
  for (const end = usedBytes + length; usedBytes < end; usedBytes++) {
    word += ALPHABET[(randomBytes[usedBytes] ?? 0) & 31];
  }
  return word;
}

export type IdPrefix =
  | 'prov'
  | 'pool'
  | 'num'
  | 'site'
  | 'end'
  | 'key'
  | 'call'
  | 'inst'
  | 'attr'
  | 'cons'
  | 'cost'
  | 'dlv'
  | 'ord'
  | 'epi'
  | 'reat'
  | 'eras'
  | 'aud'
  | 'per'
  | 'shr'
  | 'blk'
  | 'ses';

function encode(value: number, length: number): string {
  let text = '';
  for (let rest = value, i = 0; i < length; i++, rest = Math.floor(rest / 32))
    text = ALPHABET[rest % 32] + text;
  return text;
}
