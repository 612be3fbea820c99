/**
 * Builds numbers of every country in many spellings, and texts around them. libphonenumber is the oracle: it says which number a
 * spelling is, before and after. `RINGTRAIL_TEST_SEED` sets another seed.
 */

import examples from 'libphonenumber-js/examples.mobile.json';
import {
  type CountryCode,
  getCountries,
  getExampleNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import { describe, expect, it } from 'vitest';
import { diallingOf } from '../../src/domain/dialling.ts';
import { nationalFormat } from '../../src/domain/phone.ts';
import { phoneOf, rewrite, SEAM } from '../../src/tags/replace/phone.ts';
import { randomFrom } from '../support/random.ts';

const SEED = Number(process.env.RINGTRAIL_TEST_SEED ?? 11);
const ROUNDS = 4;
console.info(`seed ${SEED}`);

type Subject = { country: CountryCode; own: string; other: string; code: string };

/** An example of each country, and a number that differs from it in its last two digits. */
const subjects: Subject[] = getCountries().flatMap((country) => {
  const example = getExampleNumber(country, examples);
  if (!example) return [];
  const own: string = example.number;
  const other = own.slice(0, -2) + String((Number(own.slice(-2)) + 37) % 100).padStart(2, '0');
  const isTwin = parsePhoneNumberFromString(other)?.country === country;
  return isTwin ? [{ country, own, other, code: example.countryCallingCode }] : [];
});

/** What may stand between the digits of a number: one class of signs each. */
const SIGNS = [
  ' ',
  '-',
  '.',
  '\u00a0',
  '\u2011',
  '\u2013',
  '\u2212',
  '\uff0d',
  '\u30fb',
  ' / ',
  ' | ',
  '\n          ',
  SEAM,
  `${SEAM} `,
  '\u200b',
];
/** The zeros of scripts, with one beyond the basic plane and one of a block of several rows. */
const ZEROS = ['0', '\u0660', '\u06f0', '\u0966', '\u0e50', '\uff10', '\u{1d7d8}', '\u{1e950}'];
const BEFORE = [
  '',
  'Call ',
  '\u260e ',
  'Tel.: ',
  '9:00\u201318:00 ',
  '62701 ',
  '$99.00 - ',
  'A+ ',
  'Suite 101, ',
  `4.9${SEAM}`,
  '(',
  '24/7: ',
  'No. 10 \u2013 ',
  '\u{1f4de}',
];
const AFTER = ['', '.', ', 24/7', ' or write', ')', `${SEAM}Mon`, ' (ext. 5)', '\u{1f4de}', '; 8-18'];

function replaced(text: string, { own, other }: Subject): string {
  const page = diallingOf(own);
  const parts = text.split(SEAM).flatMap((part, i) => (i ? [SEAM, part] : [part]));
  const isLink = text.startsWith('tel:');
  return rewrite(parts, page, phoneOf(other, page, nationalFormat(other)), isLink).join('');
}

/** The spellings of a number that its country knows. */
function spellingsOf(number: string): string[] {
  const parsed = parsePhoneNumberFromString(number);
  if (!parsed) return [];
  return [
    parsed.formatNational(),
    parsed.formatInternational(),
    parsed.number,
    parsed.getURI(),
    `00${parsed.formatInternational().slice(1)}`,
  ];
}

/** Returns a picker that gives the same for the same seed and country. */
function pickerOf({ country }: Subject) {
  const random = randomFrom(SEED + country.charCodeAt(0) * 256 + country.charCodeAt(1));
  const below = (count: number) => Math.floor(random() * count);
  return { below, pick: <T>(list: readonly T[]): T => list[below(list.length)] as T };
}

/** Numbers in two spellings, national and international, in other digits and with other signs. */
function dressed(number: string, kind: number, zero: string, sign: string): string {
  return (spellingsOf(number)[kind] as string)
    .replace(/[ -]/g, sign)
    .replace(/\d/g, (digit) => String.fromCodePoint((zero.codePointAt(0) as number) + Number(digit)));
}

/**
 * Short bare digits behind a word or a number may be anything, and so may bare digits that touch those of another element. Six digits
 * with dots may be a date.
 */
function isUnsure(before: string, number: string): boolean {
  const digits = number.replace(/\P{Nd}/gu, '');
  const isShort = [...digits].length <= 6;
  const isBare = digits === number;
  return (
    (isBare && /\d\0$/.test(before)) ||
    (isShort && (isBare ? /\w\s*$/.test(before) : /[.\u30fb]/.test(number)))
  );
}

/**
 * Expects the text to become the other. An unsure one may stay too, but nothing else may come of it. A mobile number of Argentina has other
 * digits inside its country, so it gets the country's signs, not the page's: only its digits are compared.
 */
function expectSwapped(
  subject: Subject,
  kind: number,
  own: string,
  other: string,
  isUnsureNumber = false,
): void {
  const isOfOtherDigits = subject.country === 'AR' && kind === 0;
  const comparable = (text: string) => (isOfOtherDigits ? text.replace(/\P{Nd}/gu, '') : text);
  const result = comparable(replaced(own, subject));
  if (isUnsureNumber && result === comparable(own)) return;
  expect(result).toBe(comparable(other));
}

describe('numbers of every country', () => {
  it.each(subjects)('$country: what libphonenumber reads as the number is swapped', (subject) => {
    spellingsOf(subject.own).forEach((spelling, i) => {
      expect(replaced(spelling, subject)).toBe(spellingsOf(subject.other)[i]);
    });
  });

  it.each(subjects)('$country: any signs, digits and surroundings', (subject) => {
    const { pick } = pickerOf(subject);
    for (let round = 0; round < ROUNDS; round++) {
      const [zero, sign, before, after] = [pick(ZEROS), pick(SIGNS), pick(BEFORE), pick(AFTER)];
      for (const kind of [0, 1]) {
        const [own, other] = [subject.own, subject.other].map((number) =>
          dressed(number, kind, zero, sign),
        ) as [string, string];
        expectSwapped(subject, kind, before + own + after, before + other + after, isUnsure(before, own));
      }
    }
  });

  it.each(subjects)(
    '$country: any digits before it that end in the prefix of a dialled number',
    (subject) => {
      const { below, pick } = pickerOf(subject);
      for (let round = 0; round < ROUNDS; round++) {
        const end = pick(['0', '1', '8', '00', '06', subject.code]);
        const before = `${1 + below(899)}${end}${pick([' ', '  ', ' \u2013 ', ' - ', SEAM, '\n\t', ', ', ' / '])}`;
        for (const kind of [0, 1]) {
          const [own, other] = [subject.own, subject.other].map((number) =>
            dressed(number, kind, '0', ' '),
          ) as [string, string];
          expectSwapped(subject, kind, before + own, before + other, isUnsure(before, own));
        }
      }
    },
  );

  it.each(subjects)('$country: any split over elements', (subject) => {
    const { below } = pickerOf(subject);
    for (let round = 0; round < ROUNDS; round++) {
      for (const kind of [0, 1]) {
        const cut = below(10) + 1;
        const [own, other] = [subject.own, subject.other].map((number) => {
          const whole = dressed(number, kind, '0', ' ');
          return `Call ${whole.slice(0, cut)}${SEAM}${whole.slice(cut)}!`;
        }) as [string, string];
        expectSwapped(subject, kind, own, other);
      }
    }
  });

  it.each(subjects)('$country: a link dials the number that the text shows', (subject) => {
    const { pick } = pickerOf(subject);
    for (let round = 0; round < ROUNDS; round++) {
      const sign = pick(SIGNS).replace(SEAM, ' ');
      for (const kind of [0, 1]) {
        const text = dressed(subject.own, kind, '0', sign);
        if (isUnsure('', text)) continue;
        const [shown, link] = [text, `tel:${encodeURI(text)}`].map((one) => replaced(one, subject)) as [
          string,
          string,
        ];
        const dialled = decodeURI(link).replace(/[^\d+]/g, '');
        for (const number of [shown, dialled]) {
          expect(parsePhoneNumberFromString(number.replace(/[^\d+]/g, ' '), subject.country)?.number).toBe(
            subject.other,
          );
        }
      }
    }
  });

  it.each(subjects)('$country: the numbers of others stay', (subject) => {
    for (const digit of '0123456789'.replace(subject.own.slice(-1), '')) {
      const neighbour = subject.own.slice(0, -1) + digit;
      for (const spelling of spellingsOf(neighbour)) expect(replaced(spelling, subject)).toBe(spelling);
    }
    for (const { code, own } of subjects) {
      if (code === subject.code) continue;
      const foreign = `+${code} ${subject.own.slice(subject.code.length + 1)}`;
      expect(replaced(foreign, subject)).toBe(foreign);
      expect(replaced(own, subject)).toBe(own);
    }
  });
});
