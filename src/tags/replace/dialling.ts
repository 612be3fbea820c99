/** How countries dial: calling codes, and the digits before a national number. */

/** Returns whether the digits may be a calling code. Those that begin with 1 or 7 have one digit. */
export function isCallingCode(digits: string): boolean {
  return /^([17]|[2-9]\d\d?)$/.test(digits);
}

/** Digits that are dialled inside the country before a national number, where that is not 0. */
const TRUNK: Record<string, string> = {
  1: '',
  7: '8?',
  36: '(06)?',
  39: '',
  // Until 2019 a mobile number needed 1 after the calling code, and 01, 044 or 045 inside the country.
  52: '(1|01|04[45])?',
  // 0 and the two digits of a carrier.
  55: '(0(\\d\\d)?)?',
};
/** In countries that were Soviet, 8 is dialled before 0 or instead of it. */
const FORMERLY_SOVIET = /^(37[0-5]|380|99[2-8])$/;

/** Returns the pattern of all digits that may stand before a national number: exit code, calling code and trunk. */
export function prefixOf(code: string): RegExp {
  const trunk = TRUNK[code] ?? (FORMERLY_SOVIET.test(code) ? '8?0?' : '0?');
  return RegExp(`^((?:00|011|0011|010|810${code === '91' ? '|0' : ''})?${code})?${trunk}$`);
}
