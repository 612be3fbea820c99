import { attributeOf, elementsOf } from './document.ts';
import {
  type Dialled,
  type DialOutcome,
  type Ended,
  form,
  type Parties,
  type SimulatedCall,
  type Step,
} from './simulated-carrier.ts';

/** In what the carriers differ whose webhooks are Twilio's. */
export type Webhooks = {
  newId: () => string;
  account: string;
  timeOf: (time: Date) => string;
  /** Whether the dial's own callback says if the two were joined. */
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

  function told(dial: Step & { type: 'dial' }, legSid: string, dialled: Dialled) {
    const { began, answered, ended, talkSeconds, outcome } = dialled;
    const leg = {
      ...common,
      To: dial.target,
      CallSid: legSid,
      ParentCallSid: id,
      Direction: 'outbound-dial',
    };
    const steps = [
      { CallStatus: 'initiated', Timestamp: timeOf(began) },
      ...(outcome === 'failed' ? [] : [{ CallStatus: 'ringing', Timestamp: timeOf(began) }]),
      ...(answered ? [{ CallStatus: 'in-progress', Timestamp: timeOf(answered) }] : []),
      {
        CallStatus: STATUSES[outcome],
        Timestamp: timeOf(ended),
        ...(answered && { CallDuration: String(talkSeconds) }),
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
    const isRecorded = dial.recording !== null && answered !== null;
    return isRecorded
      ? [...progress, recorded(dial.recording ?? '', began, talkSeconds, 'DialVerb')]
      : progress;
  }

  function recorded(url: string, began: Date, seconds: number, source: string) {
    const sid = newId();
    return form('recording', url, {
      AccountSid: account,
      CallSid: id,
      RecordingSid: sid,
      RecordingUrl: `https://recordings.example.com/${sid}`,
      RecordingStatus: 'completed',
      RecordingDuration: String(seconds),
      RecordingChannels: '2',
      RecordingStartTime: timeOf(began),
      RecordingSource: source,
    });
  }

  return {
    id,
    asks: () =>
      form('voice', `${carrierUrl}/voice`, {
        ...own,
        CallStatus: 'ringing',
        Direction: 'inbound',
        Caller: parties.from,
        Called: parties.to,
      }),
    reads,
    dials(dial, dialled) {
      const legSid = newId();
      const { outcome, talkSeconds } = dialled;
      const isAnswered = outcome === 'answered';
      const next = form('dial', dial.next, {
        ...own,
        CallStatus: 'in-progress',
        Direction: 'inbound',
        DialCallSid: legSid,
        DialCallStatus: STATUSES[outcome],
        ...(reportsBridged && { DialBridged: String(isAnswered) }),
        ...(isAnswered && { DialCallDuration: String(talkSeconds) }),
      });
      return { told: told(dial, legSid, dialled), next: outcome === 'cancelled' ? null : next };
    },
    presses: ({ next }, digits) =>
      form('dial', next, { ...own, CallStatus: 'in-progress', ...(digits !== '' && { Digits: digits }) }),
    leavesMessage({ next, recording }, began, seconds) {
      const message = recorded(recording, began, seconds, 'RecordVerb');
      const action = form('dial', next, {
        ...own,
        CallStatus: 'in-progress',
        RecordingUrl: String(message.fields.RecordingUrl),
        RecordingDuration: String(seconds),
        Digits: 'hangup',
      });
      return { told: [message], next: action };
    },
    ends: ({ outcome, ended, talkSeconds }: Ended) => [
      form('status', `${carrierUrl}/status`, {
        ...own,
        CallStatus: outcome === 'answered' ? 'completed' : 'no-answer',
        Direction: 'inbound',
        CallDuration: String(talkSeconds),
        Timestamp: timeOf(ended),
        SequenceNumber: '0',
        CallbackSource: 'call-progress-events',
      }),
    ],
  };
}

function reads(document: string): Step | null {
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
