/** How a country dials and writes a number, as far as the tags need it to find the number in a page. */
import { callingCodeOf, type E164, nationalFormat, shortNationalFormat } from './phone.ts';

export type Dialling = {
  callingCode: string;
  /** The number's digits without the calling code. */
  national: string;
  /** Other digits for `national` that are dialled inside its country. */
  also?: string[];
  /** The pattern of the digits that are dialled inside the country before `national`. */
  trunk?: string;
  /**
   * The number of digits of the area code, where the country always writes the trunk digits before it. Digits without them are the number only
   * if a sign follows their area code.
   */
  area?: number;
  /** The pattern of signs right after the number that belong to it. */
  tail?: string;
};

/** The digits dialled before a national number, by calling code. Elsewhere they are a 0 that may be left out. */
const TRUNK: Record<string, string> = {
  1: '',
  7: '8?',
  36: '(06)?',
  39: '',
  // Until 2019 a mobile number needed 1 after the calling code, and 01, 044 or 045 inside the country.
  52: '(1|01|04[45])?',
  // 0 and the two digits of a carrier.
  55: '(0(\\d\\d)?)?',
  91: '(091)?0?',
};
/** In countries that were Soviet, 8 is dialled before 0 or instead of it. */
const FORMERLY_SOVIET = /^(37[0-5]|380|99[2-8])$/;

/** In Thailand, a number may be followed by the last digits of the last line of several. */
const TAIL: Record<string, string> = { 66: '(?:-\\d{1,2}(?![\\d-]))?' };

/** Returns the members that differ from those of a number in North America. */
export function diallingOf(number: E164): Dialling {
  const callingCode = callingCodeOf(number);
  const also = otherSpellingsOf(number);
  const trunk = TRUNK[callingCode] ?? (FORMERLY_SOVIET.test(callingCode) ? '8?0?' : '0?');
  const tail = TAIL[callingCode];
  const national = number.slice(1 + callingCode.length);
  const area = areaDigitsOf(shortNationalFormat(number), national);
  return {
    callingCode,
    national,
    ...(also.length > 0 && { also }),
    ...(trunk && { trunk }),
    ...(area && { area }),
    ...(tail && { tail }),
  };
}

/** Returns the number of digits of the area code, or 0 where `written` has no trunk digits before it. */
function areaDigitsOf(written: string, national: string): number {
  const trunkDigits = written.replace(/\D/g, '').length - national.length;
  const [, area] = RegExp(`^(?:\\D*\\d){${trunkDigits}}\\D*(\\d+)`).exec(written) ?? [];
  return trunkDigits > 0 && written.replace(/\D/g, '').endsWith(national) ? (area?.length ?? 0) : 0;
}

/**
 * Returns other digits that are dialled inside the country for the national number. In Argentina a mobile number has a 9 after
 * the calling code, and inside the country 15 after the area code instead.
 */
function otherSpellingsOf(number: E164): string[] {
  if (!number.startsWith('+549')) return [];
  return [nationalFormat(number).replace(/\D/g, '').replace(/^0/, '')];
}
