import { randomBytes } from 'node:crypto';
import { signAsTwilio } from '../../src/voice/carriers/twilio/signature.ts';

export const PUBLIC_URL = 'https://calls.example.com';
export const TOKEN = '0123456789abcdef0123456789abcdef';
export const VOICE_PATH = '/v1/carriers/twilio/voice';

export type Webhook = { path: string; body: string; headers: Readonly<Record<string, string>> };

/** Makes a signed webhook of Twilio. */
export function signed(path: string, fields: Readonly<Record<string, string>>): Webhook {
  return {
    path,
    body: String(new URLSearchParams(fields)),
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8',
      'X-Twilio-Signature': signAsTwilio(TOKEN, PUBLIC_URL + path, Object.entries(fields)),
    },
  };
}

export function newSid(): string {
  return `CA${randomBytes(16).toString('hex')}`;
}

/** Makes the form of an incoming call, with all fields that Twilio sends. */
export function incoming(callSid: string, from: string, to: string): Record<string, string> {
  return {
    AccountSid: 'AC00000000000000000000000000000000',
    ApiVersion: '2010-04-01',
    CallSid: callSid,
    CallStatus: 'ringing',
    CallToken: `%7B%22parentCallInfoToken%22%3A%22${'x'.repeat(180)}%22%7D`,
    Called: to,
    CalledCity: 'WASHINGTON',
    CalledCountry: 'US',
    CalledState: 'DC',
    CalledZip: '20001',
    Caller: from,
    CallerCity: 'CHICAGO',
    CallerCountry: 'US',
    CallerState: 'IL',
    CallerZip: '60601',
    Direction: 'inbound',
    From: from,
    FromCity: 'CHICAGO',
    FromCountry: 'US',
    FromState: 'IL',
    FromZip: '60601',
    StirVerstat: 'TN-Validation-Passed-A',
    To: to,
    ToCity: 'WASHINGTON',
    ToCountry: 'US',
    ToState: 'DC',
    ToZip: '20001',
  };
}
