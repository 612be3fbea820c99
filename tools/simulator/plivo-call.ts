import { randomInt, randomUUID } from 'node:crypto';
import { contentToSign, signAsPlivo } from '../../src/voice/carriers/plivo/signature.ts';
import { elementsOf } from './document.ts';
import {
  type DialOutcome,
  form,
  type Parties,
  type SimulatedCall,
  type SimulatedCarrier,
  type Step,
} from './simulated-carrier.ts';

const STATUSES: Readonly<Record<DialOutcome, string>> = {
  answered: 'completed',
  busy: 'busy',
  'no-answer': 'no-answer',
  failed: 'failed',
  cancelled: 'cancel',
};

const CAUSES: Readonly<Record<DialOutcome, string>> = {
  answered: 'NORMAL_CLEARING',
  busy: 'USER_BUSY',
  'no-answer': 'NO_ANSWER',
  failed: 'UNALLOCATED_NUMBER',
  cancelled: 'ORIGINATOR_CANCEL',
};

export const plivoCall: SimulatedCarrier = {
  name: 'plivo',
  newCall,
  sign({ method, url, body }, secret) {
    const nonce = String(randomInt(1e14));
    const content = contentToSign(method, url, [...new URLSearchParams(body)]);
    return {
      'X-Plivo-Signature-V3': signAsPlivo(secret, content, nonce),
      'X-Plivo-Signature-V3-Nonce': nonce,
    };
  },
  wrongSecret: (secret) => `${secret}x`,
};

function newCall(parties: Parties, carrierUrl: string): SimulatedCall {
  const id = randomUUID();
  const own = {
    CallUUID: id,
    ALegUUID: id,
    Direction: 'inbound',
    From: parties.from.replace('+', ''),
    To: parties.to.replace('+', ''),
  };

  function recorded(url: string, seconds: number) {
    const recording = randomUUID();
    return form('recording', url, {
      ...own,
      RecordUrl: `https://recordings.example.com/${recording}.mp3`,
      RecordingID: recording,
      RecordingDuration: String(seconds),
    });
  }

  return {
    id,
    incoming: (startedAt) =>
      form('voice', `${carrierUrl}/voice`, {
        ...own,
        CallStatus: 'ringing',
        Event: 'StartApp',
        SessionStart: plainUtcOf(startedAt),
      }),
    stepOf,
    dial(step, { outcome, startedAt, answeredAt, endedAt, talkSeconds }) {
      const legUuid = randomUUID();
      const leg = {
        ...own,
        DialALegUUID: id,
        DialBLegUUID: legUuid,
        DialBLegFrom: own.From,
        DialBLegTo: step.target,
        StartTime: plainUtcOf(startedAt),
      };
      const reports = [
        ...(answeredAt
          ? [
              form('status', step.status, {
                ...leg,
                Event: 'DialAnswer',
                DialAction: 'answer',
                DialBLegStatus: 'answer',
                AnswerTime: plainUtcOf(answeredAt),
              }),
            ]
          : []),
        form('status', step.status, {
          ...leg,
          Event: 'DialHangup',
          DialAction: 'hangup',
          DialBLegStatus: 'hangup',
          DialBLegDuration: String(talkSeconds),
          DialBLegHangupCause: CAUSES[outcome],
          EndTime: plainUtcOf(endedAt),
        }),
        ...(step.recording !== null && answeredAt ? [recorded(step.recording, talkSeconds)] : []),
      ];
      const next = form('dial', step.next, {
        ...own,
        Event: 'Redirect',
        CallStatus: 'in-progress',
        DialStatus: STATUSES[outcome],
        DialRingStatus: String(outcome !== 'failed'),
        DialHangupCause: CAUSES[outcome],
        DialALegUUID: id,
        DialBLegUUID: legUuid,
      });
      return { reports, next: outcome === 'cancelled' ? null : next };
    },
    pressKeys: ({ next }, digits) =>
      form('dial', next, {
        ...own,
        CallStatus: 'in-progress',
        Event: digits === '' ? 'Redirect' : 'GetDigits',
        ...(digits !== '' && { Digits: digits }),
      }),
    leaveMessage({ next, recording }, _startedAt, seconds) {
      const message = recorded(recording, seconds);
      const { RecordUrl, RecordingID } = message.fields;
      const action = form('dial', next, {
        ...own,
        CallStatus: 'in-progress',
        Event: 'Record',
        RecordUrl: String(RecordUrl),
        RecordingID: String(RecordingID),
        RecordingDuration: String(seconds),
        Digits: 'hangup',
      });
      return { reports: [message], next: action };
    },
    end: ({ outcome, startedAt, endedAt, talkSeconds }) => [
      form('status', `${carrierUrl}/status`, {
        ...own,
        Event: 'Hangup',
        CallStatus: outcome === 'answered' ? 'completed' : 'no-answer',
        HangupCause: CAUSES[outcome],
        Duration: String(talkSeconds),
        BillDuration: String(Math.ceil(talkSeconds / 60) * 60),
        StartTime: plainUtcOf(startedAt),
        EndTime: plainUtcOf(endedAt),
      }),
    ],
  };
}

function stepOf(document: string): Step | null {
  const elements = elementsOf(document);
  const ofCall = elements.find(({ name, attributes }) => name === 'Record' && attributes.startOnDialAnswer);
  for (const { name, attributes } of elements) {
    const next = attributes.action ?? '';
    if (name === 'GetDigits') return { type: 'gather', next };
    if (name === 'Record' && !attributes.startOnDialAnswer)
      return { type: 'voicemail', next, recording: attributes.callbackUrl ?? '' };
    if (name !== 'Dial') continue;
    const target = elements.find((element) => element.name === 'Number' || element.name === 'User');
    const recording = ofCall?.attributes.callbackUrl ?? null;
    return {
      type: 'dial',
      target: target?.text ?? '',
      next,
      status: attributes.callbackUrl ?? '',
      recording,
    };
  }
  return null;
}

/** Writes `2026-11-24 00:14:54.123000`. */
function plainUtcOf(time: Date): string {
  return `${time.toISOString().replace('T', ' ').replace('Z', '')}000`;
}
