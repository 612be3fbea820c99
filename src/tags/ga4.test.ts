import { describe, expect, it } from 'vitest';
import { idsOf } from './ga4.ts';

const CLIENT = '_ga=GA1.1.1234567890.1700000000';
const SESSION = '_ga_ABC123=GS1.1.1700000123.3.1.1700000456.0.0.0';

describe("GA4's cookies", () => {
  it.each([
    ['GA1.1.1162820436.1749482504', '1162820436.1749482504'],
    ['GA1.2.1234567890.1700000000', '1234567890.1700000000'],
    ['GA1.1-2.1234567890.1700000000', '1234567890.1700000000'],
    ['', undefined],
    ['GA1.1.amp-abc', undefined],
  ])('have the client of %j', (value, client) => {
    expect(idsOf('G-ABC123', `a=b; _ga=${value}; ${SESSION}`)?.[0]).toBe(client);
    expect(idsOf('G-ABC123', `${SESSION}; _ga=${value}`)?.[0]).toBe(client);
  });

  it.each([
    ['GS1.1.1746825440.14.0.1746825440.0.0.295082955', '1746825440'],
    ['GS2.1.o3$s1747132561$t1747132655$g1', '1747132561'],
    ['GS2.1.s1700000123$o3$g1$t1700000456$j60$l0$h0', '1700000123'],
    ['GS2.1.o3$g1$t1700000456$s1700000123$j60', '1700000123'],
    ['GS2.1.o3$s1700000123', '1700000123'],
    ['GS2.1.o3%24s1700000123%24g1', '1700000123'],
    ['GS2.1.o3$hs99$t1', undefined],
    ['GS3.1.whatever', undefined],
    ['', undefined],
  ])('have the session of %j', (value, session) => {
    expect(idsOf('G-ABC123', `${CLIENT}; _ga_ABC123=${value}`)?.[1]).toBe(session);
  });

  it("are those of the site's own property", () => {
    expect(idsOf('G-OTHER', `${CLIENT}; ${SESSION}`)).toBeUndefined();
    expect(idsOf('G-ABC123', `my${CLIENT}; ${SESSION}`)).toBeUndefined();
    expect(idsOf('G-ABC123', `${CLIENT}; ${SESSION}`)).toEqual(['1234567890.1700000000', '1700000123']);
  });
});
