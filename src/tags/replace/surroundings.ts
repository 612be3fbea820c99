/**
 * Decides by the text around some digits whether they are a phone number of their own. Patterns that are used once stand where they
 * are used, which makes the tags smaller.
 */

/** A calling code. One that begins with 1 or 7 has one digit. */
const CALLING_CODE = /^([17]|[2-9]\d\d?)$/;
/** Words that name a phone number, with or without a colon. */
const LABEL = /(^|\P{L})(tele?(fon|phone)?|fone?|ph(one)?|call|mobile?|cell|fax|free|[tpmf])[.:\s\0]*$/iu;

/** How many digits a number has at most that may also be a date or the number of a house. */
const MAX_SHORT_DIGITS = 6;

/** Returns whether the number stands alone. `found` is its text, all of them are plain. */
export function standsAlone(before: string, found: string, after: string): boolean {
  // A longer run of digits, a decimal number, an amount of money, or a handle continues before or after, or the address of a page before.
  if (
    /([\d_@]|\d[-.,]|[$€£¥]\s?|(:\/\/|\w\.[a-z]{2,}\/)\S*)$/i.test(before) ||
    /^((?!x\d|ext)\w|[-.,]\d|\s?[$€£¥]|@\w)/i.test(after)
  )
    return false;
  const isBare = !/\D/.test(found);
  // Bare digits that touch a word are more often an id, and so are those that follow a sign of an address.
  if (
    isBare &&
    ((/[a-z]\.?$/i.test(before) && !LABEL.test(before)) ||
      /([/=#&?]|\d[/\0])$/.test(before) ||
      /^[/\0]\d/.test(after))
  )
    return false;
  return found.replace(/\D/g, '').length > MAX_SHORT_DIGITS || isSureThoughShort(before, found, isBare);
}

/** A short number is a date when it has a day and a month, parted by dots, and the number of something when a word stands right before it. */
function isSureThoughShort(before: string, found: string, isBare: boolean): boolean {
  if (/^[0-3]?\d\.[01]?\d\.\d+$/.test(found)) return false;
  return !isBare || LABEL.test(before) || !/\w\s*$/.test(before);
}

/**
 * Returns whether national digits are the number without the trunk digits of its country: its area code is parted from the rest, or a
 * word such as Tel. stands before. Otherwise they may be an article's number, or a part of a company's.
 */
export function isSureWithoutTrunk(before: string, found: string, areaDigits: number): boolean {
  return RegExp(`^(\\D*\\d){${areaDigits}}\\D`).test(found) || LABEL.test(before);
}

/**
 * Returns whether another country's code stands before the digits, which are then the end of another number.
 * `prefix` has the digits before the national number. A trunk prefix is dialled inside a country. Only a calling code may stand before it.
 */
export function isForeign(before: string, prefix: string): boolean {
  // A plus sign or 00, but not the end of a mark such as "A+", of a time, a price or a post code. Behind it the calling code, then groups
  // of the number.
  const match =
    /(?:(?:^|[^\w+])\+|(?:^|[^\w.,:-]|(?:^|\D)[.,:-])00(?!-\d{3}[\s,]))(?:[\s(\0]*(\d{1,3})[\s().\-/\0]+((?:([1-9]\d{0,3}|0)[\s().\-/\0]*){0,4})|[(\0]*)$/.exec(
      before.replace(/[\s\0]+/g, ' '),
    );
  if (!match) return false;
  const [, code, groups] = match;
  return code === undefined
    ? !prefix || CALLING_CODE.test(prefix)
    : CALLING_CODE.test(code) && !(prefix && /\d/.test(groups as string));
}
