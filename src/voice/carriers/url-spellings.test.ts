import { expect, it } from 'vitest';
import { spellingsOf } from './url-spellings.ts';

const all = (url: string) => [...spellingsOf(url)];

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
  ['a fragment is never sent', 'https://a.example/v#rc=2', 'https://a.example/v'],
])('the spellings of a URL: %s', (_what, received, signed) => {
  expect(all(received)).toContain(signed);
});

it('the spellings of a URL start with the received one, are distinct, and differ in nothing else', () => {
  const received = 'https://Calls.Example//v?b=2&a=1&a=&c=%20+%26';
  expect(all(received)).toEqual([received, received.replace('.Example', '.Example:443')]);
  expect(all('https://a.example/%ff')).toContain('https://a.example/%ff');
  expect(all('no URL at all')).toEqual(['no URL at all']);
  expect(all("https://a.example/it's")).not.toContain('https://a.example/it%27s');
});
