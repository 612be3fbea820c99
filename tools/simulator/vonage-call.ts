import { createHash, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { isRecord, textOf } from '../../src/voice/carriers/webhook.ts';
import {
  type DialOutcome,
  json,
  type Parties,
  type SimulatedCall,
  type SimulatedCarrier,
  type Step,
  type UnsignedWebhook,
} from './simulated-carrier.ts';

const STATUSES: Readonly<Record<DialOutcome, string>> = {
  answered: 'completed',
  busy: 'busy',
  'no-answer': 'unanswered',
  failed: 'failed',
  cancelled: 'cancelled',
};

export const vonageCall: SimulatedCarrier = {
  name: 'vonage',
  newCall,
  async sign({ method, url, body }, secret, now) {
    const query = JSON.stringify(Object.fromEntries(new URL(url).searchParams));
    const claims = {
      iat: Math.floor(now.getTime() / 1000),
      jti: randomUUID(),
      iss: 'Vonage',
      payload_hash: createHash('sha256')
        .update(method === 'GET' ? query : body)
        .digest('hex'),
      api_key: 'a1b2c3d',
      application_id: 'aaaaaaaa-bbbb-cccc-dddd-0123456789ab',
    };
    const token = await new SignJWT(claims)
      .setProtectedHeader({ typ: 'JWT', alg: 'HS256' })
      .sign(Buffer.from(secret));
    return { Authorization: `Bearer ${token}` };
  },
  wrongSecret: (secret) => `${secret}x`,
};

function newCall(parties: Parties, carrierUrl: string): SimulatedCall {
  const id = randomUUID();
  const conversation = `CON-${randomUUID()}`;
  const from = parties.from.replace('+', '');
  const to = parties.to.replace('+', '');
  const own = { from, to, uuid: id, conversation_uuid: conversation };
  const event = (what: string, url: string, fields: Record<string, unknown>, at: Date) =>
    json(what, url, { ...fields, timestamp: at.toISOString() });

  function recorded(url: string, startedAt: Date, seconds: number): UnsignedWebhook {
    const recording = randomUUID();
    return event(
      'recording',
      url,
      {
        start_time: startedAt.toISOString(),
        end_time: new Date(startedAt.getTime() + seconds * 1000).toISOString(),
        recording_url: `https://recordings.example.com/${recording}`,
        recording_uuid: recording,
        size: 12_222,
        conversation_uuid: conversation,
      },
      startedAt,
    );
  }

  return {
    id,
    incoming() {
      const url = `${carrierUrl}/voice?${new URLSearchParams(own)}`;
      return { what: 'voice', method: 'GET', url, fields: own, contentType: '', body: '' };
    },
    stepOf,
    /** Vonage reports a whole connect at one URL, and reads our answer only when the connect failed. */
    dial(step, { outcome, startedAt, answeredAt, endedAt, talkSeconds }) {
      const leg = {
        from: to,
        to: step.target,
        uuid: randomUUID(),
        conversation_uuid: conversation,
        direction: 'outbound',
      };
      const status = (name: string, at: Date, more: Record<string, unknown> = {}) =>
        event('dial', step.next, { ...leg, status: name, ...more }, at);
      const last = status(STATUSES[outcome], endedAt, {
        ...(answeredAt && {
          start_time: answeredAt.toISOString(),
          end_time: endedAt.toISOString(),
          duration: String(talkSeconds),
          rate: '0.00',
          price: '0.00',
        }),
      });
      const isRead = outcome !== 'cancelled';
      return {
        reports: [
          status('started', startedAt),
          ...(outcome === 'failed' ? [] : [status('ringing', startedAt)]),
          ...(answeredAt ? [status('answered', answeredAt)] : []),
          ...(step.recording !== null && answeredAt
            ? [recorded(step.recording, answeredAt, talkSeconds)]
            : []),
          ...(isRead ? [] : [last]),
        ],
        next: isRead ? last : null,
      };
    },
    pressKeys: ({ next }, digits, at) =>
      event('dial', next, { ...own, dtmf: { digits, timed_out: digits === '' } }, at),
    leaveMessage: ({ next, recording }, startedAt, seconds) => ({
      reports: [recorded(recording, startedAt, seconds)],
      next: event(
        'dial',
        next,
        { payload: { step: 'voicemail' }, conversation_uuid: conversation },
        startedAt,
      ),
    }),
    end: ({ outcome, startedAt, endedAt, talkSeconds }) => [
      event(
        'status',
        `${carrierUrl}/status`,
        {
          ...own,
          direction: 'inbound',
          status: 'completed',
          start_time: startedAt.toISOString(),
          end_time: endedAt.toISOString(),
          duration: String(outcome === 'answered' ? talkSeconds : 0),
        },
        endedAt,
      ),
    ],
  };
}

function stepOf(document: string): Step | null {
  if (document === '') return null;
  const ncco: unknown = JSON.parse(document);
  const actions = Array.isArray(ncco) ? ncco.filter(isRecord) : [];
  const urlOf = (name: string): string => {
    const urls = actions.find(({ action }) => action === name)?.eventUrl;
    return Array.isArray(urls) ? textOf(urls[0]) : '';
  };
  const connect = actions.find(({ action }) => action === 'connect');
  if (connect) {
    const [endpoint] = Array.isArray(connect.endpoint) ? connect.endpoint.filter(isRecord) : [];
    const target = textOf(endpoint?.number) || textOf(endpoint?.uri);
    const next = urlOf('connect');
    return { type: 'dial', target, next, status: next, recording: urlOf('record') || null };
  }
  if (urlOf('input') !== '') return { type: 'gather', next: urlOf('input') };
  if (urlOf('record') === '') return null;
  return { type: 'voicemail', next: urlOf('notify'), recording: urlOf('record') };
}
