import { expect, it } from 'vitest';
import { sharedDomains } from './shared-domains.ts';

it.each<[why: string, origins: string[], domains: string[]]>([
  ['apex and www', ['https://example.com', 'https://www.example.com'], ['example.com']],
  ['two hosts beside each other', ['https://shop.example.com', 'https://blog.example.com'], ['example.com']],
  ['a suffix of two labels', ['https://example.co.uk', 'https://www.example.co.uk'], ['example.co.uk']],
  ['a wildcard', ['https://*.example.com'], ['example.com']],
  [
    'several domains',
    ['https://a.one.com', 'https://b.one.com', 'https://two.de', 'https://www.two.de'],
    ['one.com', 'two.de'],
  ],
  ['one host by two schemes', ['https://example.com', 'http://example.com'], []],
  ['one host by two ports', ['https://example.com', 'https://example.com:8443'], []],
  ['one host of each domain', ['https://www.example.com', 'https://www.example.org'], []],
  ['names of a public suffix', ['https://a.co.uk', 'https://b.co.uk'], []],
  ['names of a private suffix', ['https://a.github.io', 'https://b.github.io'], []],
  ['addresses', ['http://127.0.0.1:8080', 'http://[::1]', 'http://localhost', 'http://10.0.0.1'], []],
  ['no origin', [], []],
])('finds the domains of %s', (_why, origins, domains) => {
  expect(sharedDomains(origins)).toEqual(domains);
});
