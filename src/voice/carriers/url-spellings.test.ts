import fc from 'fast-check';
import { expect, it } from 'vitest';
import { querySpellingsOf } from './query-spellings.ts';
import { spellingsOf } from './url-spellings.ts';

const all = (url: string) => [...spellingsOf(url)];

/** Parts of a query as clients and proxies write them. */
const UNITS = [
  'a',
  'B',
  '1',
  "'",
  '%27',
  '+',
  '%20',
  '@',
  ':',
  ',',
  ';',
  '%2f',
  '%2F',
  '%c3%a9',
  'é',
  '(',
  '~',
  '%7e',
  '/',
  '?',
];

it.each([
  ['the default port may be left out', 'https://a.example/v', 'https://a.example:443/v'],
  ['plain http has another default port', 'http://a.example/v', 'http://a.example:80/v'],
  ['a received port stays or is left out', 'https://a.example:8443/v', 'https://a.example/v'],
  ['the case of the host stays', 'https://Calls.Example:8443/v', 'https://Calls.Example/v'],
  ['the user of the URL stays', 'https://Me:Pass@A.example/v', 'https://Me:Pass@A.example:443/v'],
  ['an at sign in the path starts no user', 'https://a.example/v@w', 'https://a.example:443/v@w'],
  ['an apostrophe of the query is escaped', "https://a.example/v?b=It's", 'https://a.example/v?b=It%27s'],
  ['non-ASCII characters are escaped', 'https://a.example/España', 'https://a.example/Espa%C3%B1a'],
  [
    'non-ASCII characters are not escaped',
    'https://a.example/Espa%C3%B1a?a%C3%B1o=1',
    'https://a.example/España?año=1',
  ],
  ['an apostrophe of the query is not escaped', 'https://a.example/v?b=It%27s', "https://a.example/v?b=It's"],
  [
    'only the apostrophe differs',
    'https://a.example/v?b=It%27s+a%20b:%2f',
    "https://a.example/v?b=It's+a%20b:%2f",
  ],
  ['a space is a plus sign', 'https://a.example/v?b=a%20b', 'https://a.example/v?b=a+b'],
  ['a space is escaped', 'https://a.example/v?b=a+b', 'https://a.example/v?b=a%20b'],
  ['a space of the path stays', 'https://a.example/a+b?c=d+e', 'https://a.example/a+b?c=d%20e'],
  ['escapes have upper case', 'https://a.example/v?b=%2f', 'https://a.example/v?b=%2F'],
  ['escapes have lower case', 'https://a.example/v?b=%2F', 'https://a.example/v?b=%2f'],
  ['marks are escaped', 'https://a.example/v?b=a@b:c,d;e', 'https://a.example/v?b=a%40b%3Ac%2Cd%3Be'],
  ['marks are not escaped', 'https://a.example/v?b=a%40b%3Ac%2Cd%3Be', 'https://a.example/v?b=a@b:c,d;e'],
  [
    'marks that JavaScript does not escape are escaped',
    'https://a.example/v?b=(a)*!~',
    'https://a.example/v?b=%28a%29%2A%21~',
  ],
  ['a form’s encoder', "https://a.example/v?b=(a)*!~ '", 'https://a.example/v?b=%28a%29*%21%7E+%27'],
  ['an unreserved character is escaped', 'https://a.example/v?b=%7Ea%2Db', 'https://a.example/v?b=~a-b'],
  ['a name without a value has an equals sign', 'https://a.example/v?b&c=@', 'https://a.example/v?b=&c=%40'],
  ['a fragment is never sent', 'https://a.example/v#rc=2', 'https://a.example/v'],
])('the spellings of a URL: %s', (_what, received, signed) => {
  expect(all(received)).toContain(signed);
});

it('the spellings of a URL start with the received one and are distinct', () => {
  const received = 'https://Calls.Example//v?b=2&a=1&a=';
  expect(all(received)).toEqual([received, received.replace('.Example', '.Example:443')]);
  expect(all('https://a.example/%ff')).toContain('https://a.example/%ff');
  expect(all('no URL at all')).toEqual(['no URL at all']);
  expect(all("https://a.example/it's")).not.toContain('https://a.example/it%27s');
  const many = all("https://a.example/é?é=it's%20%2f+(@)&b&a=1&b=2");
  expect(many[0]).toBe("https://a.example/é?é=it's%20%2f+(@)&b&a=1&b=2");
  expect(new Set(many).size).toBe(many.length);
  // Each costs a signature for every token.
  expect(many.length).toBeLessThan(300);
});

it('all spellings of a query hold the same names and values', () => {
  const word = fc.string({ unit: fc.constantFrom(...UNITS), maxLength: 8 });
  fc.assert(
    fc.property(fc.array(fc.tuple(word, word), { minLength: 1, maxLength: 4 }), (pairs) => {
      const query = pairs.map(([name, value]) => `${name}=${value}`).join('&');
      const read = (text: string) =>
        JSON.stringify(
          [...new URLSearchParams(`&${text}`)].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
        );
      for (const spelling of querySpellingsOf(query)) expect(read(spelling), spelling).toBe(read(query));
    }),
  );
});
