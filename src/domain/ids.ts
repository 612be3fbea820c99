import { hash, randomFillSync, randomInt } from 'node:crypto';

/** Crockford's base32 without case: sorts as the bytes do, and holds no letter that reads as a digit. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_LENGTH = 9;
const RANDOM_LENGTH = 7;

let lastTime = 0;
let lastRandom = 0;

/**
 * A new identifier such as `site_0j9x2m4k8q1r5t7v`: nine characters of milliseconds, seven of chance.
 * Identifiers made by one process sort in the order of their making, also within a millisecond.
 */
export function newId(prefix: IdPrefix, now: number = Date.now()): string {
  if (now > lastTime) {
    lastTime = now;
    lastRandom = randomInt(2 ** (RANDOM_LENGTH * 5));
  } else {
    lastRandom += 1;
  }
  return `${prefix}_${encode(lastTime, TIME_LENGTH)}${encode(lastRandom, RANDOM_LENGTH)}`;
}

/** The identifier that always belongs to `key`: for records that several processes may make at once. */
export function idFrom(prefix: IdPrefix, key: string): string {
  const digest = hash('sha256', key, 'buffer');
  return `${prefix}_${encode(digest.readUIntBE(0, 5), 8)}${encode(digest.readUIntBE(5, 5), 8)}`;
}

const chance = Buffer.alloc(4096);
let chanceUsed = chance.length;

/** An unguessable word of `length` characters (5 bits each, from the system's generator, drawn in stock). */
export function randomWord(length: number): string {
  if (chanceUsed + length > chance.length) {
    randomFillSync(chance);
    chanceUsed = 0;
  }
  let word = '';
  for (const end = chanceUsed + length; chanceUsed < end; chanceUsed++) {
    word += ALPHABET[(chance[chanceUsed] ?? 0) & 31];
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
  | 'attr'
  | 'cons'
  | 'dlv'
  | 'reat'
  | 'eras'
  | 'aud';

function encode(value: number, length: number): string {
  let text = '';
  for (let rest = value, i = 0; i < length; i++, rest = Math.floor(rest / 32))
    text = ALPHABET[rest % 32] + text;
  return text;
}
