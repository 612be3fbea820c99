import { randomBytes } from 'node:crypto';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import type { Ringtrail } from './ringtrail.ts';

/** Twilio hangs up after this time without a document. */
const PATIENCE_MS = 15_000;

export type Fields = Record<string, string>;
export type Posted = { status: number; type: string; text: string; code: string | undefined };

export function newCallSid(): string {
  return `CA${randomBytes(16).toString('hex')}`;
}

/** Posts a webhook as Twilio does, signed by Twilio's own library. @param token null: without a signature */
export async function postWebhook(
  { url, publicUrl, twilioToken }: Pick<Ringtrail, 'url' | 'publicUrl' | 'twilioToken'>,
  target: string,
  fields: Fields,
  token: string | null = twilioToken,
  headers: Record<string, string> = {},
): Promise<Posted> {
  const address = target.startsWith('/') ? publicUrl + target : target;
  const response = await fetch(address.replace(publicUrl, url), {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      ...headers,
      ...(token !== null && { 'X-Twilio-Signature': getExpectedTwilioSignature(token, address, fields) }),
    },
    body: new URLSearchParams(fields),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  const code = type.includes('json') ? (JSON.parse(text).code as string) : undefined;
  return { status: response.status, type, text, code };
}

export const VOICE = '/v1/carriers/twilio/voice';
export const STATUS = '/v1/carriers/twilio/status';

/** Returns the number that a document dials, and its callbacks. Returns null for a document without a dial. */
export function dialled(twiml: string): { number: string; action: string; statusCallback: string } | null {
  const dial = /<Response><Dial ([^>]*)><Number ([^>]*)>([^<]*)<\/Number><\/Dial><\/Response>$/.exec(twiml);
  if (!dial) return null;
  const [, ofDial = '', ofNumber = '', number = ''] = dial;
  return {
    number,
    action: attribute(ofDial, 'action'),
    statusCallback: attribute(ofNumber, 'statusCallback'),
  };
}

export type CallPlan = {
  from?: string;
  to: string;
  callSid?: string;
  talkSeconds?: number;
  ringSeconds?: number;
};

/** Plays a whole answered call in Twilio's order. Ringing and talking take no real time. */
export async function playCall(
  ringtrail: Ringtrail,
  plan: CallPlan,
): Promise<{ callSid: string; document: Posted }> {
  const { from = '+12125550100', to, callSid = newCallSid(), talkSeconds = 42, ringSeconds = 4 } = plan;
  const parties = { AccountSid: 'AC00000000000000000000000000000000', CallSid: callSid, From: from, To: to };
  const document = await postWebhook(ringtrail, VOICE, {
    ...parties,
    CallStatus: 'ringing',
    Direction: 'inbound',
  });
  const dial = dialled(document.text);
  if (dial) await endCall(ringtrail, parties, dial, { talkSeconds, ringSeconds });
  return { callSid, document };
}

/** Posts the callbacks of an answered call: of the placed leg, of the dial, of the caller's own leg. */
export async function endCall(
  ringtrail: Ringtrail,
  parties: Fields & { CallSid: string },
  { number, action, statusCallback }: { number: string; action: string; statusCallback: string },
  { talkSeconds, ringSeconds }: { talkSeconds: number; ringSeconds: number },
): Promise<void> {
  const startedMs = Date.now();
  const at = (seconds: number) => new Date(startedMs + seconds * 1000).toUTCString().replace('GMT', '+0000');
  const ended = ringSeconds + talkSeconds;
  const leg = { ...parties, To: number, CallSid: newCallSid(), ParentCallSid: parties.CallSid };
  const steps: Fields[] = [
    { CallStatus: 'initiated', Timestamp: at(0) },
    { CallStatus: 'ringing', Timestamp: at(0) },
    { CallStatus: 'in-progress', Timestamp: at(ringSeconds) },
    { CallStatus: 'completed', Timestamp: at(ended), CallDuration: String(talkSeconds) },
  ];
  for (const [sequence, step] of steps.entries()) {
    await postWebhook(ringtrail, statusCallback, { ...leg, ...step, SequenceNumber: String(sequence) });
  }
  await postWebhook(ringtrail, action, {
    ...parties,
    DialCallSid: leg.CallSid,
    DialCallStatus: 'completed',
    DialBridged: 'true',
    DialCallDuration: String(talkSeconds),
  });
  // The parent's duration includes the ringing. It must not become the talk time.
  await postWebhook(ringtrail, STATUS, {
    ...parties,
    CallStatus: 'completed',
    CallDuration: String(ended),
    SequenceNumber: '0',
    Timestamp: at(ended),
  });
}

function attribute(text: string, name: string): string {
  const value = new RegExp(`(?:^| )${name}="([^"]*)"`).exec(text)?.[1] ?? '';
  return value.replaceAll('&amp;', '&');
}
