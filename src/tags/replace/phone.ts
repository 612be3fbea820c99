/** Finds a phone number in the many ways in which pages write it, and writes another in the same way. */
import type { Dialling } from '../../domain/dialling.ts';
import { digitLike, plain, plainAddress, SEAM } from './plain.ts';
import { isForeign, isSureWithoutTrunk, standsAlone } from './surroundings.ts';

export { SEAM };

export type Phone = Dialling & {
  /** The number as its country writes it. Used where another number's format does not fit its length. */
  written_?: string;
  /** The patterns of its national digits with signs between them, and of the digits before, once it has been searched for. */
  patterns_?: [national: RegExp, prefix: RegExp];
};

/** A number in a text. Positions are those of its signs (code points). */
type Occurrence = [
  start: number,
  /** Where its national part begins and ends. */
  first: number,
  last: number,
  end: number,
  isInternational: boolean,
];

/** So much of the text before a number decides whether it is one. */
const MAX_BEFORE_CHARS = 40;
/** The digits before a national number: exit code, calling code and trunk. */
const MAX_PREFIX_DIGITS = 10;
/** The signs between the prefix of a number and its next digit, with the digit before them. */
const MAX_GAP_CHARS = 999;
/** Signs between two digits of a number. */
const GAP = /[\s\0\-.()[\]/|_*~']*/.source;
const JOINED = RegExp(`\\d${GAP}$`);

/** Returns the number of an answer for a page that writes numbers as it writes `own`. */
export function phoneOf(number: string, own: Phone, written_?: string): Phone {
  const { callingCode } = own;
  // A number of another country fits no format of the page: it is written as a whole.
  return number.startsWith(`+${callingCode}`)
    ? { ...own, national: number.slice(callingCode.length + 1), also: [], written_, patterns_: undefined }
    : { callingCode: '', national: number.slice(1) };
}

export function samePhone(a: Phone, b: Phone): boolean {
  return e164(a) === e164(b);
}

/**
 * Returns the parts of a text with each `from` in it replaced by `to`, in the format in which it was found. If the number is
 * as long as before, each part keeps its share of it. Otherwise the first part gets the whole number. With `isLink` the text
 * is the address of a `tel:` link, where a number may stand next to anything but digits. `found` is called with the position of
 * each number in the whole text, in signs. `isInLink` returns whether the text is that of such a link.
 */
export function rewrite(
  parts: readonly string[],
  from: Phone,
  to: Phone,
  isLink: boolean,
  isInLink = () => isLink,
  found?: (start: number) => void,
): readonly string[] {
  const text = parts.join('');
  const mask = isLink ? plainAddress(text) : plain(text);
  const occurrences = occurrencesIn(mask, from, isLink, isInLink);
  if (!occurrences.length) return parts;
  /** What comes into the place of each sign. */
  const places = [...text];
  for (const [start, first, last, end, isInternational] of occurrences) {
    found?.(start);
    // The page's own format serves when its own number comes back.
    if (!isLink && !isInternational && !from.written_) from.written_ = places.slice(start, end).join('');
    const digits: number[] = [];
    for (let at = first; at < last; at++) if (/\d/.test(mask[at] as string)) digits.push(at);
    const isAsLong = from.callingCode === to.callingCode && digits.length === to.national.length;
    // Digits that are written as escapes have no places that others could take.
    if (isAsLong && !(isLink && digits.some((at) => plain(places[at] as string) !== mask[at]))) {
      digits.forEach((at, i) => {
        places[at] = digitLike(places[at] as string, to.national.charAt(i));
      });
      places.fill('', last, end);
    } else {
      const like = places[first] as string;
      places.fill('', start, end);
      places[start] = isLink
        ? e164(to)
        : inFormatOfItsOwn(to, isInternational).replace(/\d/g, (digit) => digitLike(like, digit));
    }
  }
  return parts.map((part) => places.splice(0, [...part].length).join(''));
}

/** Returns whether the number stands in a text that has these digits. Whether it stands alone is another question. */
export function isIn(digits: string, phone: Phone): boolean {
  return spellingsOf(phone).some((spelling) => digits.includes(spelling));
}

function spellingsOf({ national, also = [] }: Phone): string[] {
  return [national, ...also];
}

/** Returns each place where a plain text has the number, with as much before it as belongs to it. */
function occurrencesIn(mask: string, phone: Phone, isLink: boolean, isInLink: () => boolean): Occurrence[] {
  const occurrences: Occurrence[] = [];
  phone.patterns_ ||= [
    RegExp(
      `(${spellingsOf(phone)
        .map((spelling) => [...spelling].join(GAP))
        .join('|')})${phone.tail || ''}`,
      'g',
    ),
    RegExp(`^((?:00|011|0011|010|810)?${phone.callingCode})?${phone.trunk || ''}$`),
  ];
  const [pattern, prefixes] = phone.patterns_;
  pattern.lastIndex = 0;

  /** Returns the number whose prefix begins at `start`, and its national part at `first`, if it is one of its own. */
  const readingFrom = (start: number, first: number, last: number, end: number): Occurrence | undefined => {
    const prefix = mask.slice(start, first).replace(/\D/g, '');
    const reading = prefixes.exec(prefix);
    if (!reading) return;
    const isInternational = !!reading[1];
    // The sign before a calling code, unless it ends a mark such as "24+".
    if (isInternational) start = mask.slice(0, start).replace(/\+[\s(\0]*$/, '').length;
    const found = mask.slice(start, last);
    const before = mask.slice(0, start).slice(-MAX_BEFORE_CHARS);
    const after = mask.slice(end, end + 4);
    const isAlone = isLink ? !/\d$/.test(before) && !/^\d/.test(after) : standsAlone(before, found, after);
    if (!prefix && phone.area && !isInLink() && !isSureWithoutTrunk(before, found, phone.area)) return;
    if (!isAlone || (!isInternational && /\+|00/.test(before) && isForeign(before, prefix))) return;
    // A bracket that closes within the number belongs to it.
    if (found.split(')').length > found.split('(').length)
      start = mask.slice(0, start).replace(/\([\s\0]*$/, '').length;
    return [start, first, last, end, isInternational];
  };

  for (let match = pattern.exec(mask); match; match = pattern.exec(mask)) {
    const first = match.index;
    let start = first;
    let longest: Occurrence | undefined;
    // A longer reading that fails, such as one that takes the end of a post code for a prefix, never hides a shorter one.
    for (let digits = 0; digits <= MAX_PREFIX_DIGITS; digits++) {
      longest = readingFrom(start, first, first + (match[1] as string).length, pattern.lastIndex) || longest;
      const [joined] = JOINED.exec(mask.slice(0, start).slice(-MAX_GAP_CHARS)) || [];
      if (!joined) break;
      start -= joined.length;
    }
    if (longest) occurrences.push(longest);
    else pattern.lastIndex = first + 1;
  }
  return occurrences;
}

function inFormatOfItsOwn(phone: Phone, isInternational: boolean): string {
  let { written_: written } = phone;
  if (!written) return e164(phone);
  if (!isInternational) return written;
  // Digits that are dialled only inside the country are left out, and brackets that lose their partner.
  while (written.replace(/\D/g, '').length > phone.national.length) written = written.slice(1);
  if (written.indexOf('(') < 0) written = written.replace(')', '');
  return `+${phone.callingCode} ${written.trim()}`;
}

function e164({ callingCode, national }: Phone): string {
  return `+${callingCode}${national}`;
}
