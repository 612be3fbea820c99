import { describe, expect, it } from 'vitest';
import { diallingOf } from '../../domain/dialling.ts';
import { type Phone, rewrite, SEAM } from './phone.ts';

const phone = (code: string, national: string, written = ''): Phone => ({
  ...diallingOf(`+${code}${national}`),
  callingCode: code,
  national,
  written_: written,
});
const us = phone('1', '2025550123');
const usOther = phone('1', '2025550187', '(202) 555-0187');

function replaced(text: string, from: Phone, to: Phone, isLink = false): string {
  return rewrite([text], from, to, isLink).join('');
}

describe('a number in a text', () => {
  it.each([
    ['(202) 555-0123', '(202) 555-0187'],
    ['202-555-0123', '202-555-0187'],
    ['202.555.0123', '202.555.0187'],
    ['2025550123', '2025550187'],
    ['202\u00a0555\u00a00123', '202\u00a0555\u00a00187'],
    ['202\u2011555\u20110123', '202\u2011555\u20110187'],
    ['+1 202 555 0123', '+1 202 555 0187'],
    ['+1 (202) 555-0123', '+1 (202) 555-0187'],
    ['1-202-555-0123', '1-202-555-0187'],
    ['001 202 555 0123', '001 202 555 0187'],
    ['Call (202) 555-0123, 24/7.', 'Call (202) 555-0187, 24/7.'],
    ['Open 24/7: 202-555-0123', 'Open 24/7: 202-555-0187'],
    ['202-555-0123 x5 or 202-555-0123x6', '202-555-0187 x5 or 202-555-0187x6'],
    ['202-555-0199/202-555-0123', '202-555-0199/202-555-0187'],
    ['電話2025550123まで', '電話2025550187まで'],
    [`(202)${SEAM} 555-${SEAM}0123`, `(202)${SEAM} 555-${SEAM}0187`],
    [`24${SEAM}(202) 555-0123`, `24${SEAM}(202) 555-0187`],
  ])('%j becomes %j', (text, expected) => {
    expect(replaced(text, us, usOther)).toBe(expected);
  });

  it.each([
    '12025550123456',
    '92025550123',
    '20255501234',
    '2025550123.50',
    '$2025550123',
    '$ 2,025,550,123',
    '2025550123 €',
    'ID2025550123',
    '2025550123abc',
    '/orders/2025550123',
    'https://shop.example/?id=2025550123',
    '#2025550123',
    '4-202-555-0123',
    '202-555-0123-4',
    '+44 202 555 0123',
    '+44 (0) 202 555 0123',
    '0044 202 555 0123',
    `9${SEAM}2025550123`,
    `2025550123${SEAM}4`,
    '202-555-0124',
  ])('%j stays', (text) => {
    expect(replaced(text, us, usOther)).toBe(text);
    const found: number[] = [];
    rewrite([text], us, us, false, undefined, (start) => found.push(start));
    expect(found).toEqual([]);
  });

  it.each([
    ['UK', phone('44', '2079460018'), phone('44', '2079460999'), '020 7946 0018', '020 7946 0999'],
    [
      'UK',
      phone('44', '2079460018'),
      phone('44', '2079460999'),
      '+44 (0)20 7946 0018',
      '+44 (0)20 7946 0999',
    ],
    ['UK', phone('44', '2079460018'), phone('44', '2079460999'), '(+44) 20 7946 0018', '(+44) 20 7946 0999'],
    ['UK', phone('44', '2079460018'), phone('44', '2079460999'), '0044 20 7946 0018', '0044 20 7946 0999'],
    ['DE', phone('49', '30901820'), phone('49', '30555123'), '030/90 18-20', '030/55 51-23'],
    ['DE', phone('49', '30901820'), phone('49', '30555123'), '+49 30 901820', '+49 30 555123'],
    ['FR', phone('33', '199001234'), phone('33', '199005678'), '01 99 00 12 34', '01 99 00 56 78'],
    [
      'FR',
      phone('33', '199001234'),
      phone('33', '199005678'),
      '+33 (0)1.99.00.12.34',
      '+33 (0)1.99.00.56.78',
    ],
    ['BR', phone('55', '1123456789'), phone('55', '1198765432'), '(11) 2345-6789', '(11) 9876-5432'],
    ['BR', phone('55', '1123456789'), phone('55', '1198765432'), '+55 11 2345-6789', '+55 11 9876-5432'],
    ['JP', phone('81', '312345678'), phone('81', '387654321'), '03-1234-5678', '03-8765-4321'],
    ['JP', phone('81', '312345678'), phone('81', '387654321'), '+81-3-1234-5678', '+81-3-8765-4321'],
    ['IT', phone('39', '0612345678'), phone('39', '0687654321'), '06 1234 5678', '06 8765 4321'],
    ['RU', phone('7', '4951234567'), phone('7', '4957654321'), '8 (495) 123-45-67', '8 (495) 765-43-21'],
  ])('keeps the format of %s', (_country, from, to, text, expected) => {
    expect(replaced(text, from, to)).toBe(expected);
  });

  it("is written as its country writes it where the page's format has another length", () => {
    const from = phone('49', '30901820');
    const to = phone('49', '3023125000', '030 23125000');
    expect(replaced('Tel. 030 / 90 18 20', from, to)).toBe('Tel. 030 23125000');
    expect(replaced('Tel. +49 (0)30 901820', from, to)).toBe('Tel. +49 30 23125000');
    expect(replaced('Tel. 030 901820', from, phone('49', '3023125000'))).toBe('Tel. +493023125000');
  });
});

describe('a number in a tel: link', () => {
  it.each([
    ['tel:+12025550123', 'tel:+12025550187'],
    ['tel:2025550123', 'tel:2025550187'],
    ['tel:+1-202-555-0123;ext=5', 'tel:+1-202-555-0187;ext=5'],
    ['tel:202-555-0123;phone-context=+1', 'tel:202-555-0187;phone-context=+1'],
    ['tel:%2B1%20202%20555%200123', 'tel:%2B1%20202%20555%200187'],
    ['tel:%20(202)%20555-0123', 'tel:%20(202)%20555-0187'],
    ['tel:%28202%29%20555%2D0123', 'tel:%28202%29%20555%2D0187'],
    ['tel:+12025550123,,5', 'tel:+12025550187,,5'],
    ['tel://+1.202.555.0123', 'tel://+1.202.555.0187'],
    ['tel:0012025550123', 'tel:0012025550187'],
    ['TEL:1 202 555 0123', 'TEL:1 202 555 0187'],
  ])('%s becomes %s', (href, expected) => {
    expect(replaced(href, us, usOther, true)).toBe(expected);
  });

  it.each(['tel:+442025550123', 'tel:+120255501234', 'tel:112', 'tel:+12025550124'])('%s stays', (href) => {
    expect(replaced(href, us, usOther, true)).toBe(href);
  });

  it('is written with its calling code where the lengths differ', () => {
    const to = phone('49', '3023125000', '030 23125000');
    expect(replaced('tel:030901820', phone('49', '30901820'), to, true)).toBe('tel:+493023125000');
  });
});

describe('a number in parts', () => {
  const parts = ['Call (2', '02', ') 555-', '0123 or 202', '5550123.'];

  it('is laid over them where it is as long as before', () => {
    const found: number[] = [];
    expect(rewrite(parts, us, usOther, false, undefined, (start) => found.push(start))).toEqual([
      'Call (2',
      '02',
      ') 555-',
      '0187 or 202',
      '5550187.',
    ]);
    // A bracket that closes within the number belongs to it.
    expect(found).toEqual([5, 23]);
  });

  it('goes into the first of them where it is longer or shorter', () => {
    const to = phone('1', '20255501', '202 555 01');
    expect(rewrite(parts, us, to, false)).toEqual(['Call 202 555 01', '', '', ' or 202 555 01', '.']);
  });
});
