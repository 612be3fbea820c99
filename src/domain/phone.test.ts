import { describe, expect, it } from 'vitest';
import {
  calledNumber,
  callingCodeOf,
  callingNumber,
  isE164,
  isKnownCaller,
  mask,
  nationalFormat,
  phoneNumberSchema,
  withoutNumbers,
  zoneOf,
} from './phone.ts';

describe('a phone number', () => {
  it.each(['+12025550123', '+442079460958', '+4930123456', '+123456789012345'])(
    '%s is in E.164',
    (number) => {
      expect(isE164(number)).toBe(true);
      expect(phoneNumberSchema.safeParse(number).success).toBe(true);
    },
  );

  it.each([
    '12025550123',
    '+0123456789',
    '+1 202 555 0123',
    '+1234567890123456',
    '+12',
    '',
    '+1202555012x',
    '+12025550123\n',
  ])('"%s" is not in E.164', (text) => {
    expect(isE164(text)).toBe(false);
    expect(phoneNumberSchema.safeParse(text).success).toBe(false);
  });

  it.each([
    ['+14155552671', '(415) 555-2671'],
    ['+442079460958', '020 7946 0958'],
  ])('%s has the national format %s', (number, national) => {
    expect(nationalFormat(number)).toBe(national);
  });

  it.each([
    ['+12025550123', '1', '1-202'],
    ['+16045550123', '1', '1-604'],
    ['+442079460958', '44', '44-20'],
  ])('%s has the country %s and the area %s', (number, country, area) => {
    expect(zoneOf(number)).toEqual({ country, area });
    expect(callingCodeOf(number)).toBe(country);
  });

  it('with an unknown calling code has no zone', () => {
    expect(zoneOf('+9990000000')).toEqual({ country: '', area: '' });
    expect(nationalFormat('+9990000000')).toBe('+9990000000');
  });
});

describe('a number that a carrier states', () => {
  it.each([
    '+12025550123',
    '12025550123',
    '0012025550123',
    ' +12025550123',
    '+1 (202) 555-0123',
    'sip:+12025550123@example.sip.twilio.com',
    'SIP:+12025550123@example.sip.twilio.com',
    'sips:+12025550123@example.com:5061;transport=tls',
    'sip:12025550123@example.com',
    'sip:0012025550123@example.com',
    'sip:%2B12025550123@example.com',
    'sip:+1-202-555-0123@example.com;user=phone',
    'sip:+1.202.555.0123@198.51.100.7:5060',
    'sip:+12025550123;phone-context=example.com@example.com',
    'sip:+12025550123:secret@example.com',
    'sip:+12025550123@example.com?Subject=x',
    'sip:+12025550123',
    '<sip:+12025550123@example.com>',
    '"Front desk" <sip:+12025550123@example.com>;tag=1',
    '+12025550123@example.com',
    '12025550123@example.com',
    'tel:+12025550123',
    'tel:+1-202-555-0123;ext=4',
  ])('is read from "%s"', (text) => {
    expect(calledNumber(text)).toBe('+12025550123');
    expect(callingNumber(text)).toBe('+12025550123');
  });

  it.each([
    '',
    'anonymous',
    'client:anna',
    'client:12025550123',
    'sip:anna@example.com',
    'sip:anna12025550123@example.com',
    'sip:1001@example.com',
    'sip:anonymous@anonymous.invalid',
    '12',
    '+0123456789',
    '1234567890123456',
    'no number 12025550123',
  ])('stays where it is no number: "%s"', (text) => {
    expect(calledNumber(text)).toBe(text);
    expect(callingNumber(text)).toBe(text);
  });

  it('is no caller’s number in the address of an extension or of nobody', () => {
    for (const text of ['sip:1234567@pbx.example', 'sip:+12025550123@anonymous.invalid'])
      expect(callingNumber(text)).toBe(text);
  });
});

describe('a caller', () => {
  it.each(['+12125550100', '+442079460958', '+14155552671'])('%s is known', (from) => {
    expect(isKnownCaller(from)).toBe(true);
  });

  it.each([
    ['a word', 'anonymous'],
    ['another', 'Restricted'],
    ['nothing', ''],
    ['a SIP address', 'sip:anonymous@anonymous.invalid'],
    ['a client', 'client:anna'],
    ['ANONYMOUS on the keypad', '+266696687'],
    ['RESTRICTED', '+7378742833'],
    ['BLOCKED', '+2562533'],
    ['UNKNOWN', '+8656696'],
    ['UNAVAILABLE', '+86282452253'],
    ['RESTRICTED after +1', '+17378742833'],
    ['NOCALLERID after +1', '+16622553743'],
  ])('with %s, %s, is not known', (_what, from) => {
    expect(isKnownCaller(from)).toBe(false);
  });
});

describe('a masked number', () => {
  it('shows its first five and last two characters, and never all', () => {
    expect(mask('+12025550123')).toBe('+1202*****23');
    for (const text of ['+12025550123', '+4930123456', 'anonymous', 'abc', 'ab', ''])
      expect(mask(text).length, text).toBe(text.length);
    for (const text of ['+12025550123', '+4930123456', 'anonymous', 'abc', 'sip:a@b'])
      expect(mask(text), text).toContain('*');
  });
});

describe('a text for readers who may not see numbers', () => {
  it.each([
    ['Call back on +1 (202) 555-0143 today', 'Call back on ********0143 today'],
    ['+49 (0) 30 / 123 45 67', '********4567'],
    ['2025550143', '********0143'],
    ['two: 202.555.0143, 202 555 0144', 'two: ********0143, ********0144'],
    ['٠٢٠٢٥٥٥٠١٤٣', '********٠١٤٣'],
    ['202\u2011555\u20110143', '********0143'],
  ])('shows the last four digits of %j', (text, shown) => {
    expect(withoutNumbers(text)).toBe(shown);
  });

  it.each(['Room 12, 3 of 4 people', 'at 10:30 for 120 EUR', 'order 12345', ''])('keeps %j', (text) => {
    expect(withoutNumbers(text)).toBe(text);
  });
});
