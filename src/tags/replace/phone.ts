/** Finds a phone number in the many ways in which pages write it, and writes another in the same way. */
import { prefixOf } from './dialling.ts';
import { digitLike, plain, plainAddress, SEAM } from './plain.ts';
import { isForeign, standsAlone } from './surroundings.ts';

export { SEAM };

export type Phone = {
  /** Its calling code. */
  code: string;
  /** Its digits without the calling code. */
  national: string;
  /** The number as its country writes it. Used where another number's format does not fit its length. */
  written: string;
  /** Other digits for `national` that are dialled inside its country. */
  also?: readonly string[] | undefined;
};

/** A number in a text. Positions are those of its characters. */
type Occurrence = {
  start: number;
  end: number;
  /** The length of an opening bracket before it whose partner is within the number. */
  opening: number;
  isInternational: boolean;
  /** The positions of the digits of the national number. */
  digits: number[];
};

/** So much of the text before a number decides whether it is one. */
const MAX_BEFORE_CHARS = 40;
/** The digits before a national number: exit code, calling code and trunk. */
const MAX_PREFIX_DIGITS = 10;
/** Signs between two digits of a number, blanks not counted. */
const GAP = /^(?:[\s\0]*[-.()[\]/|_*~']){0,6}[\s\0]*$/;
/** The sign before a calling code, unless it ends a mark such as "24+". */
const PLUS = /\+[\s(\0]*$/;
/** In Thailand, a number may be followed by the last digits of the last line of several. */
const LINES = /^-\d{1,2}(?![\d-])/;

/** Returns the number of an answer for a page that writes numbers with this calling code. */
export function phoneOf(number: string, code: string, written: string): Phone {
  // A number of another country fits no format of the page: it is written as a whole.
  if (!number.startsWith(`+${code}`)) return { code: '', national: number.slice(1), written: '' };
  return { code, national: number.slice(code.length + 1), written };
}

export function samePhone(a: Phone, b: Phone): boolean {
  return e164(a) === e164(b);
}

/**
 * Returns the parts of a text with each `from` in it replaced by `to`, in the format in which it was found. If the number is
 * as long as before, each part keeps its share of it. Otherwise the first part gets the whole number. With `isLink` the text
 * is the address of a `tel:` link, where a number may stand next to anything but digits. `found` is called with the position of
 * each number in the whole text.
 */
export function rewrite(
  parts: readonly string[],
  from: Phone,
  to: Phone,
  isLink: boolean,
  found?: (start: number) => void,
): string[] {
  const text = parts.join('');
  /** What comes into the place of each character. */
  const places = text.split('');
  for (const { start, end, opening, digits, isInternational } of occurrences(text, from, isLink)) {
    found?.(start);
    // The page's own format serves when its own number comes back.
    if (!isLink && !isInternational && !from.written) from.written = text.slice(start, end);
    const isAsLong = from.code === to.code && digits.length === to.national.length;
    if (isAsLong && digits.every((at) => text.charAt(at) !== '%')) {
      digits.forEach((at, i) => {
        places[at] = digitLike(text.charAt(at), to.national.charAt(i));
      });
      places.fill('', (digits[digits.length - 1] as number) + 1, end);
    } else {
      const zero = text.charAt(digits[0] as number);
      places.fill('', start - opening, end);
      places[start] = (isLink ? e164(to) : inFormatOfItsOwn(to, isInternational)).replace(/\d/g, (digit) =>
        digitLike(zero, digit),
      );
    }
  }
  return parts.map(({ length }) => places.splice(0, length).join(''));
}

/** Yields each place where the text has the number, with as much before it as belongs to it. */
function* occurrences(text: string, phone: Phone, isLink: boolean): Generator<Occurrence> {
  const mask = isLink ? plainAddress(text) : plain(text);
  const digits = (mask.match(/\d+/g) || []).join('');
  for (const national of [phone.national, ...(phone.also || [])]) {
    let i = digits.indexOf(national);
    if (i < 0) continue;
    const at = [...mask.matchAll(/\d/g)].map(({ index }) => index);
    while (i >= 0) {
      const occurrence = longestReading(mask, at, i, national.length, phone.code, isLink);
      if (occurrence) yield occurrence;
      i = digits.indexOf(national, i + (occurrence ? national.length : 1));
    }
  }
}

/**
 * Returns the number whose national part begins at digit `first`, with the longest prefix that makes it a number of its own, or
 * undefined if the text has no such number. A longer reading that fails, such as one that takes the end of a post code for a prefix, never
 * hides a shorter one. `at` has the positions of all digits in `mask`.
 */
function longestReading(
  mask: string,
  at: readonly number[],
  first: number,
  length: number,
  code: string,
  isLink: boolean,
): Occurrence | undefined {
  const digits = at.slice(first, first + length);
  const isJoined = (digit: number) => GAP.test(mask.slice((at[digit - 1] as number) + 1, at[digit]));
  if (digits.some((_, i) => i && !isJoined(first + i))) return;
  let reach = 0;
  while (reach < MAX_PREFIX_DIGITS && reach < first && isJoined(first - reach)) reach++;
  const prefix = prefixOf(code);
  for (; reach >= 0; reach--) {
    const reading = prefix.exec(mask.slice(at[first - reach], at[first]).replace(/\D/g, ''));
    if (!reading) continue;
    const isInternational = !!reading[1];
    let start = at[first - reach] as number;
    let end = (digits[length - 1] as number) + 1;
    if (isInternational) start -= PLUS.exec(mask.slice(0, start))?.[0].length || 0;
    const found = mask.slice(start, end);
    const before = mask.slice(Math.max(0, start - MAX_BEFORE_CHARS), start);
    if (code === '66') end += LINES.exec(mask.slice(end))?.[0].length || 0;
    const after = mask.slice(end, end + 4);
    const isAlone = isLink ? !/\d$/.test(before) && !/^\d/.test(after) : standsAlone(before, found, after);
    if (!isAlone || (!isInternational && isForeign(before, reach > 0))) continue;
    const isOpened = found.split(')').length > found.split('(').length;
    const opening = (isOpened && /\([\s\0]*$/.exec(before)?.[0].length) || 0;
    return { start, end, opening, isInternational, digits };
  }
  return;
}

function inFormatOfItsOwn(phone: Phone, isInternational: boolean): string {
  let { written } = phone;
  if (!written) return e164(phone);
  if (!isInternational) return written;
  // Digits that are dialled only inside the country are left out, and brackets that lose their partner.
  while (written.replace(/\D/g, '').length > phone.national.length) written = written.slice(1);
  if (written.indexOf('(') < 0) written = written.replace(')', '');
  return `+${phone.code} ${written.trim()}`;
}

function e164({ code, national }: Phone): string {
  return `+${code}${national}`;
}
