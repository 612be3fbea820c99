/** Reads the many signs with which pages write numbers as a few plain ones, sign by sign. */

/** Stands in a text where one element ends and the next begins. */
export const SEAM = '\0';

/** Returns the digits of a text, in ASCII. */
export function digitsOf(text: string): string {
  // Unicode has digits in these rows alone. Most letters are outside of them, and a set of rows is cheaper than a property.
  const few = text.replace(/[^\d\u0660-\u1c59\ua620-\uffff]+/g, '');
  return /\D/.test(few) ? plain(few.replace(/\P{Nd}+/gu, '')) : few;
}

/**
 * Returns the text with one character for each sign (code point). Digits of every script are ASCII digits, and dashes, dots, brackets
 * and blanks of every script are `-`, `.`, `(`, `)` and a blank. Follows NFKC and the general categories of Unicode.
 */
export function plain(text: string): string {
  return text.replace(/[^\0-~]/gu, plainSign);
}

/**
 * Returns the address of a link as `plain` does. An escape such as %20 is the sign that it stands for, followed by blanks up to
 * the length of the escape.
 */
export function plainAddress(href: string): string {
  return plain(
    href.replace(/(%[\dA-F]{2})+/gi, (escapes) => {
      let signs = '';
      try {
        signs = plain(decodeURIComponent(escapes));
      } catch {
        // Not UTF-8: blanks are all that is known.
      }
      return signs.padEnd(escapes.length);
    }),
  );
}

/** Returns the digit in the script of `like`, a digit. */
export function digitLike(like: string, digit: string): string {
  return like < ':' ? digit : String.fromCodePoint(zeroOf(like) + +digit);
}

function plainSign(sign: string): string {
  if (/\s/.test(sign)) return ' ';
  if (DIGIT.test(sign)) return String((sign.codePointAt(0) as number) - zeroOf(sign));
  // The full-width forms of ASCII. Of signs outside the basic plane none matters.
  const ascii = /[\uff01-\uff5e]/.test(sign) ? sign.normalize('NFKC') : sign.charAt(0);
  if (/[\p{Pd}−ー]/u.test(ascii)) return '-';
  if (/[[\p{Ps}]/u.test(ascii)) return '(';
  if (/[\]\p{Pe}]/u.test(ascii)) return ')';
  if (/[·•∙⋅・･]/.test(ascii)) return '.';
  if (/[ʼ’]/.test(ascii)) return "'";
  return /\p{Cf}/u.test(ascii) ? ' ' : ascii;
}

const DIGIT = /\p{Nd}/u;

/** Unicode encodes the ten digits of a script in a row, and some rows right after each other. */
function zeroOf(digit: string): number {
  const code = digit.codePointAt(0) as number;
  let before = code;
  while (DIGIT.test(String.fromCodePoint(before - 1))) before--;
  return code - ((code - before) % 10);
}
