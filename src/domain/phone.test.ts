import { describe, expect, it } from 'vitest';
import {
  callingCodeOf,
  isE164,
  isKnownCaller,
  mask,
  nationalFormat,
  phoneNumberSchema,
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
