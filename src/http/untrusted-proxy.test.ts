import { createServer } from 'node:http';
import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { warnOfUntrustedProxy } from './untrusted-proxy.ts';

describe('a gateway that trusts no proxy', () => {
  it.each([
    ['X-Forwarded-For', '192.0.2.1'],
    ['Forwarded', 'for=192.0.2.1'],
  ])('warns once of a proxy that sends %s', async (name, value) => {
    const warnings: unknown[] = [];
    const server = createServer((_, response) => response.end());
    warnOfUntrustedProxy(server, { warn: (text: unknown) => void warnings.push(text) });
    await request(server).get('/');
    expect(warnings).toEqual([]);
    await request(server).get('/').set(name, value);
    await request(server).get('/').set(name, value);
    expect(warnings).toEqual([expect.stringContaining('set TRUST_PROXY')]);
  });
});
