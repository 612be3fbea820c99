/** Finds a phone number in the many ways that pages write it, and writes another in the same way. */

export type Phone = {
  /** Its calling code. */
  code: string;
  /** Its digits without the calling code. */
  national: string;
  /** How its country writes it; used where another number's format does not fit its length. */
  written: string;
};

/** Stands in a text where one element ends and the next begins. */
export const SEAM = '\0';

const GAP = `[\\s().\\-/·\u00ad\u2000-\u206f${SEAM}]{0,9}`;

/** The digits dialled before a national number inside its country, where these are not 0. */
const TRUNK: Record<string, string> = { 1: '', 7: '8', 36: '06' };

/** The number of characters before digits that decide whether the digits are a number. */
const BEFORE = 40;
/** Another country's code stands before the digits: they are another number. */
const FOREIGN = RegExp(`(\\+|\\b00)${GAP}(\\d${GAP}){0,4}$`);
/** The digits are part of a longer run, a word, a decimal number or an amount of money. */
const RUNS_IN = /\w$|\d[-.,]$|[$€£¥]\s?$/;
const RUNS_ON = /^(?!x\d|ext)\w|^[-.,]\d|^\s?[$€£¥]/i;
/** Bare digits are more often an id, or a part of an address. */
const BARE_RUNS_IN = /[/=#&?]$|\d[/\0]$/;
const BARE_RUNS_ON = /^[/\0]\d/;

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
 * Returns the parts of a text with each `from` replaced by `to`, in the format of the text. A number of the same length
 * is laid over the parts, so that each part keeps its share. Any other goes into the first of its parts. With `isLink`
 * the text is the address of a `tel:` link, where a number may stand next to anything but more digits. `found` is called
 * with the place in the whole text where each number begins.
 */
export function rewrite(
  parts: readonly string[],
  from: Phone,
  to: Phone,
  isLink: boolean,
  found?: (start: number) => void,
): string[] {
  const text = parts.join('');
  const mask = isLink ? unescaped(text) : text;
  /** What comes into the place of each character. */
  const places = text.split('');
  for (const match of mask.matchAll(patternOf(from))) {
    const [written, code] = match as unknown as [string, string | undefined];
    const start = match.index;
    const end = start + written.length;
    const before = mask.slice(Math.max(0, start - BEFORE), start);
    const after = mask.slice(end);
    const whole = isLink ? !(/\d$/.test(before) || /^\d/.test(after)) : standsAlone(before, written, after);
    if (!whole || FOREIGN.test(before)) continue;
    found?.(start);
    // What the page wrote serves when its own number comes back.
    if (!isLink && !code && !from.written) from.written = written;
    if (from.code === to.code && from.national.length === to.national.length) {
      let left = to.national.length;
      for (let i = end; left; ) if (/\d/.test(mask.charAt(--i))) places[i] = to.national.charAt(--left);
    } else {
      places.fill('', start, end);
      places[start] = isLink ? e164(to) : formatted(to, !!code);
    }
  }
  return parts.map(({ length }) => places.splice(0, length).join(''));
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

/** Replaces escapes such as %20 by a gap of the same length: their digits do not belong to the number. */
function unescaped(href: string): string {
  return href.replace(/%[\dA-F]{2}/gi, (code) => SEAM + SEAM + (/B/i.test(code) ? '+' : SEAM));
}

function formatted(phone: Phone, international: boolean): string {
  let { written } = phone;
  if (!written) return e164(phone);
  if (!international) return written;
  // Digits that are dialled only inside the country are left out.
  while (written.replace(/\D/g, '').length > phone.national.length) written = written.slice(1);
  return `+${phone.code} ${written.trim()}`;
}

function e164({ code, national }: Phone): string {
  return `+${code}${national}`;
}
