import { describe, expect, it } from 'vitest';
import { allowsOrigin, isOriginPattern, wildcardDomain } from './origin.ts';

describe('the origins of a site', () => {
  it.each([
    'https://www.example.com',
    'http://localhost:8080',
    'https://*.example.com',
    'https://*.a.example.com:8443',
  ])('may have %s', (text) => {
    expect(isOriginPattern(text)).toBe(true);
  });

  it.each([
    'https://www.example.com/',
    'https://*.example.com/',
    'example.com',
    '*.example.com',
    '*',
    'https://*',
    'https://*.*.example.com',
    'https://www.*.com',
    'https://*example.com',
    'https://a*.example.com',
    'https://example.*',
    'ftp://*.example.com',
    'https://user@*.example.com',
    'https://*.Example.com',
  ])('may not have %s', (text) => {
    expect(isOriginPattern(text)).toBe(false);
  });

  it.each([
    ['https://*.example.com', 'https://www.example.com', true],
    ['https://*.example.com', 'https://a.b.example.com', true],
    ['https://*.example.com', 'https://example.com', false],
    ['https://*.example.com', 'https://.example.com', false],
    ['https://*.example.com', 'https://badexample.com', false],
    ['https://*.example.com', 'https://www.example.com.evil.test', false],
    ['https://*.example.com', 'https://evil.test#.example.com', false],
    ['https://*.example.com', 'http://www.example.com', false],
    ['https://*.example.com', 'https://www.example.com:8443', false],
    ['https://*.example.com:8443', 'https://www.example.com:8443', true],
    ['http://*.example.com', 'http://www.example.com', true],
    ['https://*.example.com', 'https://*.example.com', true],
    ['https://www.example.com', 'https://www.example.com', true],
    ['https://www.example.com', 'https://a.www.example.com', false],
  ])('%s and %s: %s', (pattern, origin, isAllowed) => {
    expect(allowsOrigin(['https://other.example', pattern], origin)).toBe(isAllowed);
  });

  it('name the domain below which all are allowed', () => {
    expect(wildcardDomain('https://*.example.com:8443')).toBe('example.com');
    expect(wildcardDomain('https://www.example.com')).toBeNull();
  });
});
