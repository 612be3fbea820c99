import { expect, it } from 'vitest';
import type { Webhook } from '../carrier.ts';
import { isFromBandwidth } from './signature.ts';

const basic = (credential: string) => `Basic ${Buffer.from(credential).toString('base64')}`;
const received = (authorization?: string): Webhook => ({
  method: 'POST',
  urls: ['https://a.example/voice'],
  headers: { authorization },
  body: Buffer.from('{}'),
});

it('Bandwidth: accepts the user name and password of any application, with any characters in the password', () => {
  const known = ['ringtrail:pass:word', 'other:pässwörd'];
  for (const credential of known) expect(isFromBandwidth(received(basic(credential)), known)).toBe(true);
  expect(isFromBandwidth(received(basic('other:pässwörd').replace('Basic', 'basic')), known)).toBe(true);
});

it.each([
  ['no header', undefined],
  ['an empty one', ''],
  ['a bearer', 'Bearer cmluZ3RyYWlsOnBhc3M='],
  ['no base64', 'Basic ringtrail:pass'],
  ['another password', basic('ringtrail:word')],
  ['another user', basic('admin:pass')],
  ['less of the password', basic('ringtrail:pas')],
  ['more of it', basic('ringtrail:pass ')],
  ['nobody', basic(':')],
])('refuses %s', (_what, authorization) => {
  expect(isFromBandwidth(received(authorization), ['ringtrail:pass'])).toBe(false);
  expect(isFromBandwidth(received(authorization), [])).toBe(false);
});
