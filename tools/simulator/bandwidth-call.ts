import { randomUUID } from 'node:crypto';
import { attributeOf, elementsOf } from './document.ts';
import {
  type DialOutcome,
  json,
  type Parties,
  type SimulatedCall,
  type SimulatedCarrier,
  type Step,
  type UnsignedWebhook,
} from './simulated-carrier.ts';

const CAUSES: Readonly<Record<DialOutcome, string>> = {
  answered: 'hangup',
  busy: 'busy',
  'no-answer': 'timeout',
  failed: 'error',
  cancelled: 'cancel',
};

export const bandwidthCall: SimulatedCarrier = {
  name: 'bandwidth',
  newCall,
  sign: (_outgoing, secret) => ({ Authorization: `Basic ${Buffer.from(secret).toString('base64')}` }),
  wrongSecret: (secret) => `${secret}x`,
};

function newCall(parties: Parties, carrierUrl: string): SimulatedCall {
  const id = `c-${randomUUID()}`;
  const own = {
    accountId: '55555555',
    applicationId: '7fc9698a-b04a-468b-9e8f-91238c0d0086',
    from: parties.from,
    to: parties.to,
    direction: 'inbound',
    callId: id,
    callUrl: `https://voice.bandwidth.com/api/v2/accounts/55555555/calls/${id}`,
  };
  const event = (what: string, url: string, eventType: string, at: Date, more: object): UnsignedWebhook =>
    json(what, url, { eventType, eventTime: at.toISOString(), ...own, ...more });

  function recorded(url: string, startedAt: Date, seconds: number): UnsignedWebhook {
    const recordingId = `r-${randomUUID()}`;
    return event('recording', url, 'recordingAvailable', startedAt, {
      recordingId,
      startTime: startedAt.toISOString(),
      endTime: new Date(startedAt.getTime() + seconds * 1000).toISOString(),
      duration: `PT${seconds}.0S`,
      fileFormat: 'wav',
      mediaUrl: `${own.callUrl}/recordings/${recordingId}/media`,
      status: 'complete',
    });
  }

  return {
    id,
    incoming: (startedAt) =>
      event('voice', `${carrierUrl}/voice`, 'initiate', startedAt, { startTime: startedAt.toISOString() }),
    stepOf,
    dial(step, { outcome, startedAt, answeredAt, endedAt, talkSeconds }) {
      const transfer = {
        transferCallerId: parties.from,
        transferTo: step.target,
        startTime: startedAt.toISOString(),
        ...(answeredAt && { answerTime: answeredAt.toISOString() }),
        cause: CAUSES[outcome],
      };
      const next = event('dial', step.next, 'transferComplete', endedAt, transfer);
      return {
        reports: [
          event('status', step.status, 'transferDisconnect', endedAt, {
            ...transfer,
            direction: 'outbound',
            callId: `c-${randomUUID()}`,
            parentCallId: id,
            endTime: endedAt.toISOString(),
          }),
          ...(step.recording !== null && answeredAt
            ? [recorded(step.recording, answeredAt, talkSeconds)]
            : []),
        ],
        next: outcome === 'cancelled' ? null : next,
      };
    },
    pressKeys: ({ next }, digits, at) => event('dial', next, 'gather', at, { digits }),
    leaveMessage({ next, recording }, startedAt, seconds) {
      const message = recorded(recording, startedAt, seconds);
      const { recordingId, mediaUrl, startTime, duration } = message.fields;
      const ended = { recordingId, mediaUrl, startTime, duration };
      return { reports: [message], next: event('dial', next, 'recordComplete', startedAt, ended) };
    },
    end: ({ outcome, startedAt, endedAt }) => [
      event('status', `${carrierUrl}/status`, 'disconnect', endedAt, {
        startTime: startedAt.toISOString(),
        ...(outcome === 'answered' && { answerTime: startedAt.toISOString() }),
        endTime: endedAt.toISOString(),
        cause: 'hangup',
      }),
    ],
  };
}

function stepOf(document: string): Step | null {
  const elements = elementsOf(document);
  for (const { name, attributes } of elements) {
    switch (name) {
      case 'Transfer': {
        const noun = elements.find((element) => element.name === 'PhoneNumber' || element.name === 'SipUri');
        const recording = attributeOf(elements, 'StartRecording', 'recordingAvailableUrl');
        const status = noun?.attributes.transferDisconnectUrl ?? '';
        const next = attributes.transferCompleteUrl ?? '';
        return { type: 'dial', target: noun?.text ?? '', next, status, recording: recording || null };
      }
      case 'Gather':
        return { type: 'gather', next: attributes.gatherUrl ?? '' };
      case 'Record':
        return {
          type: 'voicemail',
          next: attributes.recordCompleteUrl ?? '',
          recording: attributes.recordingAvailableUrl ?? '',
        };
    }
  }
  return null;
}
