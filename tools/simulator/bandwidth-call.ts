import { randomUUID } from 'node:crypto';
import { attributeOf, elementsOf } from './document.ts';
import {
  type DialOutcome,
  json,
  type Outgoing,
  type Parties,
  type SimulatedCall,
  type SimulatedCarrier,
  type Step,
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
  another: (secret) => `${secret}x`,
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
  const event = (what: string, url: string, eventType: string, at: Date, more: object): Outgoing =>
    json(what, url, { eventType, eventTime: at.toISOString(), ...own, ...more });

  function recorded(url: string, began: Date, seconds: number): Outgoing {
    const recordingId = `r-${randomUUID()}`;
    return event('recording', url, 'recordingAvailable', began, {
      recordingId,
      startTime: began.toISOString(),
      endTime: new Date(began.getTime() + seconds * 1000).toISOString(),
      duration: `PT${seconds}.0S`,
      fileFormat: 'wav',
      mediaUrl: `${own.callUrl}/recordings/${recordingId}/media`,
      status: 'complete',
    });
  }

  return {
    id,
    asks: (began) =>
      event('voice', `${carrierUrl}/voice`, 'initiate', began, { startTime: began.toISOString() }),
    reads,
    dials(dial, { outcome, began, answered, ended, talkSeconds }) {
      const transfer = {
        transferCallerId: parties.from,
        transferTo: dial.target,
        startTime: began.toISOString(),
        ...(answered && { answerTime: answered.toISOString() }),
        cause: CAUSES[outcome],
      };
      const next = event('dial', dial.next, 'transferComplete', ended, transfer);
      return {
        told: [
          event('status', dial.status, 'transferDisconnect', ended, {
            ...transfer,
            direction: 'outbound',
            callId: `c-${randomUUID()}`,
            parentCallId: id,
            endTime: ended.toISOString(),
          }),
          ...(dial.recording !== null && answered ? [recorded(dial.recording, answered, talkSeconds)] : []),
        ],
        next: outcome === 'cancelled' ? null : next,
      };
    },
    presses: ({ next }, digits) => event('dial', next, 'gather', new Date(), { digits }),
    leavesMessage({ next, recording }, began, seconds) {
      const told = recorded(recording, began, seconds);
      const { recordingId, mediaUrl, startTime, duration } = told.fields;
      const ended = { recordingId, mediaUrl, startTime, duration };
      return { told: [told], next: event('dial', next, 'recordComplete', began, ended) };
    },
    ends: ({ outcome, began, ended }) => [
      event('status', `${carrierUrl}/status`, 'disconnect', ended, {
        startTime: began.toISOString(),
        ...(outcome === 'answered' && { answerTime: began.toISOString() }),
        endTime: ended.toISOString(),
        cause: 'hangup',
      }),
    ],
  };
}

function reads(document: string): Step | null {
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
