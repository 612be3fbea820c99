/** Finds a phone number in the many ways that pages write it, and writes another in the same way. */

export type Phone = {
  /** Its calling code. */
  code: string;
  /** Its digits without the calling code. */
  national: string;
  /** How its country writes it; used where another number's format does not fit its length. */
  written: string;
};

export type Edit = { start: number; end: number; text: string };

/** Stands in a text where one element ends and the next begins. */
export const SEAM = '\0';

const GAP = `[\\s().\\-/·\u00ad\u2000-\u206f${SEAM}]{0,9}`;

/** What is dialled before a national number inside its country, where that is not 0. */
const TRUNK: Record<string, string> = { 1: '', 7: '8', 36: '06' };

/** So much of what stands before a number says whether it is one. */
const BEFORE = 40;
/** Another country's code stands before the digits: they are another number. */
const FOREIGN = RegExp(`(\\+|\\b00)${GAP}(\\d${GAP}){0,4}$`);
/** A longer run of digits, a word, a decimal number or an amount of money goes on before or after. */
const RUNS_IN = /\w$|\d[-.,]$|[$€£¥]\s?$/;
const RUNS_ON = /^(?!x\d|ext)\w|^[-.,]\d|^\s?[$€£¥]/i;
/** Bare digits are more often an id, or a part of an address. */
const BARE_RUNS_IN = /[/=#&?]$|\d[/\0]$/;
const BARE_RUNS_ON = /^[/\0]\d/;

/** The number as an answer tells it, for a page that writes numbers with this calling code. */
export function phoneOf(number: string, code: string, written: string): Phone {
  // A number of another country fits no format of the page: it is written as a whole.
  if (!number.startsWith(`+${code}`)) return { code: '', national: number.slice(1), written: '' };
  return { code, national: number.slice(code.length + 1), written };
}

export function samePhone(a: Phone, b: Phone): boolean {
  return e164(a) === e164(b);
}

/**
 * The edits that turn each `from` in the text into `to`, in the format in which it was found. With `isLink` the
 * text is the address of a `tel:` link, where a number may stand next to anything but more digits.
 */
export function rewrite(text: string, from: Phone, to: Phone, isLink = false): Edit[] {
  const mask = isLink ? unescaped(text) : text;
  const pattern = patternOf(from);
  const edits: Edit[] = [];
  for (let match = pattern.exec(mask); match; match = pattern.exec(mask)) {
    const [found, code] = match;
    const start = match.index;
    const end = pattern.lastIndex;
    const before = mask.slice(0, start).slice(-BEFORE);
    const after = mask.slice(end);
    const whole = isLink ? !(/\d$/.test(before) || /^\d/.test(after)) : standsAlone(before, found, after);
    if (!whole || FOREIGN.test(before)) continue;
    const written = text.slice(start, end);
    const fits = from.code === to.code && from.national.length === to.national.length;
    // What the page wrote serves when its own number comes back.
    if (!isLink && !code && !from.written) from.written = written;
    const anew = isLink ? e164(to) : writtenAnew(to, !!code);
    edits.push({ start, end, text: fits ? withDigits(written, found, to.national) : anew });
  }
  return edits;
}

function patternOf({ code, national }: Phone): RegExp {
  const trunk = TRUNK[code] ?? '0';
  const inside = trunk && `(?:${trunk}${GAP})?`;
  const digits = national.split('').join(GAP);
  return RegExp(`((?:(?:\\+|00|011)${GAP})?${code}${GAP})?${inside}${digits}`, 'g');
}

function standsAlone(before: string, found: string, after: string): boolean {
  if (RUNS_IN.test(before) || RUNS_ON.test(after)) return false;
  return /\D/.test(found) || !(BARE_RUNS_IN.test(before) || BARE_RUNS_ON.test(after));
}

/** Escapes such as %20 hold digits that are none of the number's: a gap of the same length takes their place. */
function unescaped(href: string): string {
  return href.replace(/%[\dA-F]{2}/gi, (code) => SEAM + SEAM + (/B/i.test(code) ? '+' : SEAM));
}

/** Puts the digits in the place of the last ones that `mask` shows in the text. */
function withDigits(text: string, mask: string, digits: string): string {
  const chars = text.split('');
  let left = digits.length;
  for (let i = chars.length; left && i--; ) if (/\d/.test(mask.charAt(i))) chars[i] = digits.charAt(--left);
  return chars.join('');
}

function writtenAnew(phone: Phone, international: boolean): string {
  let { written } = phone;
  if (!written) return e164(phone);
  if (!international) return written;
  // What is dialled only inside the country is left out.
  while (written.replace(/\D/g, '').length > phone.national.length) written = written.slice(1);
  return `+${phone.code} ${written.trim()}`;
}

function e164({ code, national }: Phone): string {
  return `+${code}${national}`;
}
