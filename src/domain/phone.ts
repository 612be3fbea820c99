import {
  type CountryCode,
  isSupportedCountry,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import { z } from 'zod';

/** A phone number in E.164, such as `+12025550123`. */
export type E164 = string;

const E164 = /^\+[1-9]\d{6,14}$/;

export const phoneNumberSchema = z
  .string()
  .regex(E164, 'must be a phone number in E.164, such as +12025550123')
  .meta({
    description: 'A phone number in E.164',
    example: '+12025550123',
  });

/** A number in a request. `numberFrom` reads it. */
export const spelledNumberSchema = z.string().trim().min(1).max(40).meta({
  description:
    "A phone number in E.164, or in any common spelling: international, or national in the provider's `country`",
  example: '+12025550123',
});

export const countrySchema = z
  .string()
  .refine(isSupportedCountry, 'must be a country by ISO 3166, such as US or GB');

/**
 * Returns the number in E.164. Reads international spellings, and national ones where the country is known. Returns null for
 * text that is no number, is too short or too long, or has an extension.
 */
export function numberFrom(text: string, country: string | null): E164 | null {
  if (E164.test(text)) return text;
  const bare = text.replace(/^tel:/i, '').trim();
  // Most countries dial 00 before a calling code. People write it in the others too.
  return (
    readNumber(bare, country) ?? (/^00\D*[1-9]/.test(bare) ? readNumber(bare.replace('00', '+'), null) : null)
  );
}

function readNumber(text: string, country: string | null): E164 | null {
  const defaultCountry = country !== null && isSupportedCountry(country) ? country : undefined;
  const parsed = parsePhoneNumberFromString(text, {
    ...(defaultCountry && { defaultCountry }),
    extract: false,
  });
  return parsed?.isPossible() && !parsed.ext && isE164(parsed.number) ? parsed.number : null;
}

/**
 * Returns the number of a text as `numberFrom` does, or the first digits of numbers where it starts with a calling code.
 * Returns null for any other text.
 */
export function beginningFrom(text: string, country: string | null): string | null {
  const number = numberFrom(text, country);
  if (number) return number;
  const digits = text.replace(/\(0\)|[\s()./-]/g, '').replace(/^00(?=[1-9])/, '+');
  return /^\+[1-9]\d{0,14}$/.test(digits) ? digits : null;
}

/** Returns the country of a number by ISO 3166, or null when it is unknown. */
export function countryOf(number: E164): CountryCode | null {
  return parse(number)?.country ?? null;
}

export function isE164(text: string): text is E164 {
  return E164.test(text);
}

/** Returns the text with a "+" in front when it is only digits, as some carriers write numbers. Other texts stay. */
export function withPlus(text: string): string {
  return /^[1-9]\d{6,14}$/.test(text) ? `+${text}` : text;
}

/** The SIP address of a caller who shows no number. RFC 3323 has one for anonymous callers. */
const NOBODY = /(?:^|[<:])(?:anonymous|restricted|unavailable|unknown|private)@|\.invalid\b/i;

/** The user of a SIP address, with or without its scheme and the name before it, or the number of a `tel:` address. */
const ADDRESS = /^(?:[^<]*<)?\s*(?:sips?:([^@;?>]+)|tel:([^;?>]+)|([^@:;?>\s]+)(?=@))/i;

/**
 * Returns the number that a carrier states as a number in E.164, as its digits, with 00 before them, or in a SIP or `tel:`
 * address. Another text, such as the name of a SIP user, stays.
 */
export function calledNumber(text: string): string {
  const trimmed = text.trim();
  const address = ADDRESS.exec(trimmed);
  const user = address ? (address[1] ?? address[2] ?? address[3] ?? '') : trimmed;
  const number = withPlus(digitsOfUser(user));
  return isE164(number) ? number : text;
}

/** Returns the caller's number, as `calledNumber` does. An extension of a telephone system is not a number. */
export function callingNumber(text: string): string {
  const number = calledNumber(text);
  if (number === text || !isE164(number) || !ADDRESS.test(text.trim())) return number;
  if (NOBODY.test(text)) return text;
  return /^[^@]*(?:\+|%2b)/i.test(text) || parse(number)?.isValid() ? number : text;
}

/** Returns the digits of a SIP user without its password, escapes and separators: `%2B1-202-555-0100` is +12025550100. */
function digitsOfUser(user: string): string {
  const [name = ''] = user.split(':', 1);
  return name
    .replace(/%2b/gi, '+')
    .replace(/%20|[\s().-]/g, '')
    .replace(/^00(?=[1-9])/, '+');
}

/** Words that a carrier spells on the keypad for a caller who shows no number. */
const KEYPAD_WORDS =
  'ANONYMOUS BLOCKED NOCALLERID OUTOFAREA PRIVATE RESTRICTED UNAVAILABLE UNKNOWN WITHHELD'.split(' ');
const LETTERS_OF_KEYS = ['ABC', 'DEF', 'GHI', 'JKL', 'MNO', 'PQRS', 'TUV', 'WXYZ'];
const keypadNumbers = new Set(KEYPAD_WORDS.map((word) => [...word].map(keyOfLetter).join('')));

function keyOfLetter(letter: string): number {
  return LETTERS_OF_KEYS.findIndex((letters) => letters.includes(letter)) + 2;
}

/**
 * Returns whether the number identifies the caller. A withheld number comes as a word, as a SIP address of nobody, or as a word
 * spelt on the keypad: +266696687 is ANONYMOUS. In North America Twilio puts its +1 before such a word, which makes some of them
 * numbers that exist: +17378742833 is RESTRICTED.
 */
export function isKnownCaller(from: string): from is E164 {
  return isE164(from) && !isKeypadWord(from) && parse(from)?.isValid() === true;
}

function isKeypadWord(number: E164): boolean {
  return keypadNumbers.has(number.replace(/^\+1?/, ''));
}

/** Returns whether the text is one that a carrier writes for a caller who withholds the number. */
export function isWithheld(from: string): boolean {
  const word = from.toUpperCase().replace(/[^A-Z]/g, '');
  return isE164(from) ? isKeypadWord(from) : NOBODY.test(from) || KEYPAD_WORDS.includes(word);
}

/** Returns whether the text is the SIP address of a caller. */
export function isSipCaller(from: string): boolean {
  return from.includes('@') && !NOBODY.test(from);
}

/** Numbers of the North American plan have one format, so they need no look-up in libphonenumber's tables. */
const NORTH_AMERICAN = /^\+1(\d{3})(\d{3})(\d{4})$/;

export function isNorthAmerican(number: E164): boolean {
  return NORTH_AMERICAN.test(number);
}

/** Returns the number in the format of its country, such as `(202) 555-0123`. */
export function nationalFormat(number: E164): string {
  const northAmerican = NORTH_AMERICAN.exec(number);
  if (northAmerican) return `(${northAmerican[1]}) ${northAmerican[2]}-${northAmerican[3]}`;
  return parse(number)?.formatNational() ?? number;
}

/** Returns the number in the format of its country, without trunk digits where people leave them out, as in India and Russia. */
export function shortNationalFormat(number: E164): string {
  return parse(number)?.format('NATIONAL', { nationalPrefix: false }) ?? number;
}

/**
 * Returns the zone of a number. `country` is the calling code: visitors can dial all numbers of one code alike, while
 * ISO countries split +1 without a difference to callers. `area` is the calling code with the area code, and empty
 * when the number has no area code.
 */
export function zoneOf(number: E164): Zone {
  const northAmerican = NORTH_AMERICAN.exec(number);
  if (northAmerican) return { country: '1', area: `1-${northAmerican[1]}` };
  const parsed = parse(number);
  if (!parsed) return { country: '', area: '' };
  const country = parsed.countryCallingCode;
  const area = areaOf(parsed);
  return { country, area: area && `${country}-${area}` };
}

export type Zone = { country: string; area: string };

/** Returns the number with its zone, as pools take it. */
export function withZone({ number }: { number: E164 }): { number: E164; zone: Zone } {
  return { number, zone: zoneOf(number) };
}

/** Returns the number's calling code, such as `44`, or an empty text when it is unknown. */
export function callingCodeOf(number: E164): string {
  return parse(number)?.countryCallingCode ?? '';
}

/** Returns the regions of the number: its country by ISO 3166 and, in North America, its area code. */
export function regionsOf(number: E164): string[] {
  const country = parse(number)?.country;
  const area = NORTH_AMERICAN.exec(number)?.[1];
  return [country, area].filter((region) => region !== undefined);
}

/** Returns the number for logs: only its first five and its last two characters are shown. */
export function mask(number: string): string {
  const shown = Math.min(5, Math.max(0, number.length - 6));
  return `${number.slice(0, shown)}${'*'.repeat(Math.max(0, number.length - shown - 2))}${number.slice(-2)}`;
}

/** The digits of a masked caller that stay readable, and by which calls can be found. */
const LAST_DIGITS = 4;
const HIDDEN = '*'.repeat(8);

/** Returns a caller for readers who may not see numbers: the last four digits, or nothing of another address. */
export function lastDigits(caller: string | null): string | null {
  if (caller === null || !/[\d@]/.test(caller)) return caller;
  const shown = /\d{7,}$/.test(caller) ? caller.slice(-LAST_DIGITS) : '';
  return HIDDEN + shown;
}

/** Seven digits or more, in any script, with the signs between them that people write in numbers. */
const WRITTEN_NUMBER = /[+(]*\p{Nd}(?:[\p{Pd}\s()./\u200e\u200f\u202a-\u202e]{0,3}\p{Nd}){6,}/gu;

/** Returns a text for readers who may not see numbers: of each number that somebody wrote in it, the last four digits stay. */
export function withoutNumbers(text: string): string {
  return text.replace(WRITTEN_NUMBER, (number) => {
    const digits = number.match(/\p{Nd}/gu) ?? [];
    return HIDDEN + digits.slice(-LAST_DIGITS).join('');
  });
}

/** Returns the first group of the international format when there are several: the usual place of the area code. */
function areaOf(parsed: PhoneNumber): string {
  const groups = parsed
    .formatInternational()
    .split(/[\s-]+/)
    .slice(1);
  return groups.length > 1 ? (groups[0] ?? '') : '';
}

function parse(number: E164): PhoneNumber | undefined {
  return parsePhoneNumberFromString(number);
}
