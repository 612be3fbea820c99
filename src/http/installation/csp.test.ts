import { describe, expect, it } from 'vitest';
import { policyAgainstRequests, policyAgainstScript } from './csp.ts';

const PAGE = 'https://www.example.com/contact';
const SCRIPT = {
  url: 'https://calls.example.net/tags/site_1/combined.js?endpoint=end_1',
  nonce: null,
  integrity: null,
};

describe('a content security policy', () => {
  it.each([
    [''],
    ["img-src 'none'"],
    ['script-src *'],
    ['script-src https:'],
    ['SCRIPT-SRC HTTPS://CALLS.EXAMPLE.NET'],
    ['script-src calls.example.net'],
    ['script-src *.example.net:443'],
    ['script-src calls.example.net:*'],
    ['script-src https://calls.example.net/tags/'],
    ['script-src https://calls.example.net/tags/site_1/combined.js'],
    ["script-src 'none'; script-src-elem https:"],
    ["default-src 'none'; script-src calls.example.net"],
    ['script-src http://calls.example.net'],
  ])('%j allows the script', (policy) => {
    expect(policyAgainstScript([policy], PAGE, SCRIPT)).toBeNull();
  });

  it.each([
    ["script-src 'none'", "script-src 'none'"],
    ['script-src', 'script-src'],
    ["script-src 'self' 'unsafe-inline'", "script-src 'self' 'unsafe-inline'"],
    ["default-src 'self'", "default-src 'self'"],
    ['script-src *.calls.example.net', 'script-src *.calls.example.net'],
    ['script-src calls.example.net:8443', 'script-src calls.example.net:8443'],
    ['script-src https://calls.example.net/other/', 'script-src https://calls.example.net/other/'],
    ["script-src https: 'strict-dynamic' 'nonce-abc'", "script-src https: 'strict-dynamic' 'nonce-abc'"],
    ["script-src 'none'; script-src *", "script-src 'none'"],
    ["script-src *, script-src 'self'", "script-src 'self'"],
  ])('%j forbids it', (policy, directive) => {
    expect(policyAgainstScript([policy], PAGE, SCRIPT)).toBe(directive);
  });

  it('allows a script by its nonce and by its hash', () => {
    const policy = "script-src 'strict-dynamic' 'nonce-abc' 'sha384-xyz'";
    expect(policyAgainstScript([policy], PAGE, { ...SCRIPT, nonce: 'abc' })).toBeNull();
    expect(policyAgainstScript([policy], PAGE, { ...SCRIPT, nonce: 'abd' })).not.toBeNull();
    expect(policyAgainstScript([policy], PAGE, { ...SCRIPT, integrity: 'sha384-xyz' })).toBeNull();
    expect(
      policyAgainstScript([policy], PAGE, { ...SCRIPT, integrity: 'sha384-xyz sha384-a' }),
    ).not.toBeNull();
  });

  it('decides over requests by connect-src, and by default-src without it', () => {
    const api = 'https://calls.example.net/v1/allocations';
    expect(
      policyAgainstRequests(["default-src 'none'; connect-src calls.example.net"], PAGE, api),
    ).toBeNull();
    expect(policyAgainstRequests(["default-src 'self'"], PAGE, api)).toBe("default-src 'self'");
    expect(policyAgainstRequests(["script-src 'none'"], PAGE, api)).toBeNull();
    expect(policyAgainstRequests(["connect-src 'self'"], PAGE, 'https://www.example.com/v1/x')).toBeNull();
    expect(
      policyAgainstRequests(["connect-src 'self'"], 'http://a.example/', 'https://a.example/x'),
    ).toBeNull();
  });
});
