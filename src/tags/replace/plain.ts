/** Reads the many signs with which pages write numbers as a few plain ones, character by character. */

/** Stands in a text where one element ends and the next begins. */
export const SEAM = '\0';

/**
 * Returns the text with as many characters, in which digits of every script are ASCII digits, and dashes, dots, brackets
 * and blanks of every script are `-`, `.`, `(`, `)` and a blank. Follows NFKC and the general categories of Unicode.
 */
export function plain(text: string): string {
  return text.replace(/[^ -~\0]/g, plainSign);
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
        signs = decodeURIComponent(escapes);
      } catch {
        // Not UTF-8: blanks are all that is known.
      }
      return signs.padEnd(escapes.length);
    }),
  );
}

/** Returns the digit in the script of `like`, a digit. */
export function digitLike(like: string, digit: string): string {
  return String.fromCharCode(zeroOf(like.charCodeAt(0)) + Number(digit));
}

function plainSign(sign: string): string {
  const code = sign.charCodeAt(0);
  // The full-width forms of ASCII, in their order.
  const ascii = code > 0xff00 && code < 0xff5f ? String.fromCharCode(code - 0xfee0) : sign;
  if (DIGIT.test(sign)) return String(code - zeroOf(code));
  if (/[\p{Pd}\u2212\u30fc]/u.test(ascii)) return '-';
  if (/[[\p{Ps}]/u.test(ascii)) return '(';
  if (/[\]\p{Pe}]/u.test(ascii)) return ')';
  if (/[\u00b7\u2022\u2219\u22c5\u30fb\uff65]/.test(ascii)) return '.';
  if (/[\u02bc\u2019]/.test(ascii)) return "'";
  return /[\s\p{Cf}]/u.test(ascii) ? ' ' : ascii;
}

const DIGIT = /\p{Nd}/u;

/** Unicode encodes the digits of a script in a row that begins at a code of the form xx0 or xx6. */
function zeroOf(code: number): number {
  const row = code & ~15;
  return DIGIT.test(String.fromCharCode(row)) ? row : row + 6;
}
