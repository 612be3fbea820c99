import { expect, it } from 'vitest';
import { relyingPartyOf } from './relying-party.ts';

it.each([
  ['https://calls.example.com', 'calls.example.com', 'https://calls.example.com'],
  ['https://calls.example.com:8443/ringtrail', 'calls.example.com', 'https://calls.example.com:8443'],
  ['http://localhost:8080', 'localhost', 'http://localhost:8080'],
  ['http://rt.localhost:8080', 'rt.localhost', 'http://rt.localhost:8080'],
])('passkeys of %s belong to %s', (url, id, origin) => {
  expect(relyingPartyOf(url)).toEqual({ id, origin });
});

it.each(['http://calls.example.com', 'http://127.0.0.1:8080', 'https://192.0.2.1', 'https://[2001:db8::1]'])(
  'browsers make no passkeys at %s',
  (url) => {
    expect(relyingPartyOf(url)).toBeNull();
  },
);
