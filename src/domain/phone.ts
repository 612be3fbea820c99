import { type PhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max';
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

export function isE164(text: string): text is E164 {
  return E164.test(text);
}

/**
 * The text with a "+" before it where it is the digits of a number alone, as some carriers write them; any other text
 * as it is.
 */
export function withPlus(text: string): string {
  return /^[1-9]\d{6,14}$/.test(text) ? `+${text}` : text;
}

/**
 * Whether the caller's number says who called. Withheld ones come as words, as SIP addresses of nobody, or as a word
 * spelt on the keypad (+266696687 is ANONYMOUS): numbers that no country has.
 */
export function isKnownCaller(from: string): from is E164 {
  return isE164(from) && parse(from)?.isValid() === true;
}

const NOBODY = /(?:^|[<:])(?:anonymous|restricted|unavailable|unknown|private)@|\.invalid\b/i;

/** Whether it is a SIP address that says who called: RFC 3323 has one for those who do not, and some have others. */
export function isSipCaller(from: string): boolean {
  return from.includes('@') && !NOBODY.test(from);
}

/** Numbers of the North American plan are written alike, so they need no look into libphonenumber's tables. */
const NORTH_AMERICAN = /^\+1(\d{3})(\d{3})(\d{4})$/;

/** How the number's own country writes it: `(202) 555-0123`. */
export function nationalFormat(number: E164): string {
  const northAmerican = NORTH_AMERICAN.exec(number);
  if (northAmerican) return `(${northAmerican[1]}) ${northAmerican[2]}-${northAmerican[3]}`;
  return parse(number)?.formatNational() ?? number;
}

/**
 * Where a number belongs. `country` is the calling code, since numbers of one code can be dialled alike by the
 * visitors of a page (the ISO country splits +1 where no caller sees a difference); `area` adds what follows the
 * calling code up to the area code's end, and is empty where the numbering plan gives us none.
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

/** A number with its zone, as pools take it. */
export function withZone({ number }: { number: E164 }): { number: E164; zone: Zone } {
  return { number, zone: zoneOf(number) };
}

/** The number's calling code, such as `44`; empty where none is known. */
export function callingCodeOf(number: E164): string {
  return parse(number)?.countryCallingCode ?? '';
}

/** The regions that the number is of: its country by ISO 3166 and, in North America, its area code. */
export function regionsOf(number: E164): string[] {
  const country = parse(number)?.country;
  const area = NORTH_AMERICAN.exec(number)?.[1];
  return [country, area].filter((region) => region !== undefined);
}

/** The number with all but its beginning and last two digits hidden, for logs. */
export function mask(number: string): string {
  const shown = Math.min(5, Math.max(0, number.length - 6));
  return `${number.slice(0, shown)}${'*'.repeat(Math.max(0, number.length - shown - 2))}${number.slice(-2)}`;
}

/** The first group of the international format, where there is more than one: the area code's usual place. */
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
