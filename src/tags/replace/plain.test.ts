import { expect, it } from 'vitest';
import { digitsOf, plain } from './plain.ts';

const MAX_CODE_POINT = 0x10ffff;

it('reads the digits of every script, between letters of any', () => {
  const wrong: string[] = [];
  for (let code = 0; code <= MAX_CODE_POINT; code++) {
    const sign = String.fromCodePoint(code);
    if (!/\p{Nd}/u.test(sign)) continue;
    const read = digitsOf(`aé${sign}ж漢가😀5—`);
    if (read !== `${plain(sign)}5` || !/^\d5$/.test(read)) wrong.push(sign);
  }
  expect(wrong).toEqual([]);
});

it.each(['', 'Call us, day or night', 'Позвоните нам — “сейчас”', '電話', '전화', 'اتصل بنا', '😀', '²½Ⅷ'])(
  'reads no digit in %j',
  (text) => {
    expect(digitsOf(text)).toBe('');
  },
);
