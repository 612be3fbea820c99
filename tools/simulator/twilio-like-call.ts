import { attributeOf, elementsOf } from './document.ts';
import {
  type CallResult,
  type DialOutcome,
  type DialResult,
  form,
  type Parties,
  type SimulatedCall,
  type Step,
} from './simulated-carrier.ts';

/** The differences between carriers that write webhooks as Twilio does. */
export type Webhooks = {
  newId: () => string;
  account: string;
  timeOf: (time: Date) => string;
  /** Whether the callback of a dial states if the two parties were joined. */
  reportsBridged: boolean;
};

const STATUSES: Readonly<Record<DialOutcome, string>> = {
  answered: 'completed',
  busy: 'busy',
  'no-answer': 'no-answer',
  failed: 'failed',
  cancelled: 'canceled',
};

export function twilioLikeCall(webhooks: Webhooks, parties: Parties, carrierUrl: string): SimulatedCall {
  const { newId, account, timeOf, reportsBridged } = webhooks;
  const id = newId();
  const common = { AccountSid: account, ApiVersion: '2010-04-01', From: parties.from, To: parties.to };
  const own = { ...common, CallSid: id };

  function reportsOf(dial: Step & { type: 'dial' }, legSid: string, result: DialResult) {
    const { startedAt, answeredAt, endedAt, talkSeconds, outcome } = result;
    const leg = {
      ...common,
      To: dial.target,
      CallSid: legSid,
      ParentCallSid: id,
      Direction: 'outbound-dial',
    };
    const steps = [
      { CallStatus: 'initiated', Timestamp: timeOf(startedAt) },
      ...(outcome === 'failed' ? [] : [{ CallStatus: 'ringing', Timestamp: timeOf(startedAt) }]),
      ...(answeredAt ? [{ CallStatus: 'in-progress', Timestamp: timeOf(answeredAt) }] : []),
      {
        CallStatus: STATUSES[outcome],
        Timestamp: timeOf(endedAt),
        ...(answeredAt && { CallDuration: String(talkSeconds) }),
      },
    ];
    const progress = steps.map((step, sequence) =>
      form('status', dial.status, {
        ...leg,
        ...step,
        SequenceNumber: String(sequence),
        CallbackSource: 'call-progress-events',
      }),
    );
    const isRecorded = dial.recording !== null && answeredAt !== null;
    return isRecorded
      ? [...progress, recorded(dial.recording ?? '', startedAt, talkSeconds, 'DialVerb')]
      : progress;
  }

  function recorded(url: string, startedAt: Date, seconds: number, source: string) {
    const sid = newId();
    return form('recording', url, {
      AccountSid: account,
      CallSid: id,
      RecordingSid: sid,
      RecordingUrl: `https://recordings.example.com/${sid}`,
      RecordingStatus: 'completed',
      RecordingDuration: String(seconds),
      RecordingChannels: '2',
      RecordingStartTime: timeOf(startedAt),
      RecordingSource: source,
    });
  }

  return {
    id,
    incoming: () =>
      form('voice', `${carrierUrl}/voice`, {
        ...own,
        CallStatus: 'ringing',
        Direction: 'inbound',
        Caller: parties.from,
        Called: parties.to,
      }),
    stepOf,
    dial(step, result) {
      const legSid = newId();
      const { outcome, talkSeconds } = result;
      const isAnswered = outcome === 'answered';
      const next = form('dial', step.next, {
        ...own,
        CallStatus: 'in-progress',
        Direction: 'inbound',
        DialCallSid: legSid,
        DialCallStatus: STATUSES[outcome],
        ...(reportsBridged && { DialBridged: String(isAnswered) }),
        ...(isAnswered && { DialCallDuration: String(talkSeconds) }),
      });
      return { reports: reportsOf(step, legSid, result), next: outcome === 'cancelled' ? null : next };
    },
    pressKeys: ({ next }, digits) =>
      form('dial', next, { ...own, CallStatus: 'in-progress', ...(digits !== '' && { Digits: digits }) }),
    leaveMessage({ next, recording }, startedAt, seconds) {
      const message = recorded(recording, startedAt, seconds, 'RecordVerb');
      const action = form('dial', next, {
        ...own,
        CallStatus: 'in-progress',
        RecordingUrl: String(message.fields.RecordingUrl),
        RecordingDuration: String(seconds),
        Digits: 'hangup',
      });
      return { reports: [message], next: action };
    },
    end: ({ outcome, endedAt, talkSeconds }: CallResult) => [
      form('status', `${carrierUrl}/status`, {
        ...own,
        CallStatus: outcome === 'answered' ? 'completed' : 'no-answer',
        Direction: 'inbound',
        CallDuration: String(talkSeconds),
        Timestamp: timeOf(endedAt),
        SequenceNumber: '0',
        CallbackSource: 'call-progress-events',
      }),
    ],
  };
}

function stepOf(document: string): Step | null {
  const elements = elementsOf(document);
  for (const { name, attributes } of elements) {
    const next = attributes.action ?? '';
    switch (name) {
      case 'Dial': {
        const noun = elements.find((element) => element.name === 'Number' || element.name === 'Sip');
        const recording = attributes.recordingStatusCallback ?? null;
        const status = noun?.attributes.statusCallback ?? '';
        return { type: 'dial', target: noun?.text ?? '', next, status, recording };
      }
      case 'Gather':
        return { type: 'gather', next };
      case 'Record':
        return {
          type: 'voicemail',
          next,
          recording: attributeOf(elements, 'Record', 'recordingStatusCallback'),
        };
    }
  }
  return null;
}
