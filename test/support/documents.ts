/** The verbs of each carrier's language that we write, with their attributes and content. */
import { DOMParser, type Element } from '@xmldom/xmldom';
import type { Carrier } from '../../src/domain/model.ts';

type Verb = { attributes: readonly string[]; holds?: readonly string[]; text?: boolean };
type Language = Readonly<Record<string, Verb>>;

const SAY: Verb = { attributes: ['voice', 'language', 'loop'], text: true };
const STATUS_CALLBACK = ['statusCallback', 'statusCallbackMethod', 'statusCallbackEvent'];
const MACHINES = ['machineDetection', 'machineDetectionTimeout'];
const RECORDING_CALLBACK = [
  'recordingStatusCallback',
  'recordingStatusCallbackMethod',
  'recordingStatusCallbackEvent',
];
const GATHER = ['action', 'method', 'input', 'numDigits', 'timeout', 'finishOnKey', 'language', 'hints'];
const RECORD = [
  'action',
  'method',
  'timeout',
  'finishOnKey',
  'maxLength',
  'playBeep',
  'trim',
  ...RECORDING_CALLBACK,
];
const DIAL = [
  'action',
  'method',
  'callerId',
  'hangupOnStar',
  'record',
  'timeLimit',
  'timeout',
  ...RECORDING_CALLBACK,
];

/** TwiML, or one of the two languages that follow it. */
function twilioLike(dial: readonly string[], gather: readonly string[]): Language {
  return {
    Response: { attributes: [], holds: ['Dial', 'Say', 'Gather', 'Record', 'Reject', 'Redirect', 'Hangup'] },
    Dial: { attributes: [...DIAL, ...dial], holds: ['Number', 'Sip'] },
    Number: { attributes: ['url', 'method', 'sendDigits', ...STATUS_CALLBACK, ...MACHINES], text: true },
    Sip: {
      attributes: ['username', 'password', 'url', 'method', ...STATUS_CALLBACK, ...MACHINES],
      text: true,
    },
    Say: SAY,
    Gather: { attributes: [...GATHER, ...gather], holds: ['Say'] },
    Record: { attributes: RECORD },
    Reject: { attributes: ['reason'] },
    Redirect: { attributes: ['method'], text: true },
    Hangup: { attributes: [] },
  };
}

const LANGUAGES: Readonly<Record<Exclude<Carrier, 'vonage'>, Language>> = {
  twilio: twilioLike(
    ['answerOnBridge', 'recordingTrack', 'trim', 'sequential', 'ringTone'],
    ['actionOnEmptyResult'],
  ),
  signalwire: twilioLike(
    [
      'answerOnBridge',
      'recordingTrack',
      'trim',
      'sequential',
      'ringTone',
      'callerName',
      'recordingStorageUrl',
    ],
    ['actionOnEmptyResult'],
  ),
  telnyx: twilioLike(['recordingChannels', 'fromDisplayName'], []),
  plivo: {
    Response: { attributes: [], holds: ['Dial', 'Speak', 'GetDigits', 'Record', 'Redirect', 'Hangup'] },
    Dial: {
      attributes: [
        ...['action', 'method', 'callbackUrl', 'callbackMethod', 'callerId', 'callerName', 'confirmSound'],
        ...['confirmKey', 'confirmTimeout', 'dialMusic', 'timeout', 'timeLimit', 'hangupOnStar', 'redirect'],
        'sipHeaders',
      ],
      holds: ['Number', 'User'],
    },
    Number: { attributes: ['sendDigits'], text: true },
    User: { attributes: ['sipHeaders'], text: true },
    Speak: { attributes: ['voice', 'language', 'loop'], text: true },
    GetDigits: {
      attributes: ['action', 'method', 'timeout', 'digitTimeout', 'finishOnKey', 'numDigits', 'retries'],
      holds: ['Speak'],
    },
    Record: {
      attributes: [
        ...['action', 'method', 'maxLength', 'playBeep', 'callbackUrl', 'callbackMethod', 'redirect'],
        ...['startOnDialAnswer', 'recordSession', 'fileFormat', 'timeout', 'finishOnKey'],
      ],
    },
    Redirect: { attributes: ['method'], text: true },
    Hangup: { attributes: ['reason', 'schedule'] },
  },
  bandwidth: {
    Response: {
      attributes: [],
      holds: [
        'Transfer',
        'Forward',
        'StartRecording',
        'SpeakSentence',
        'Gather',
        'Record',
        'Redirect',
        'Hangup',
      ],
    },
    Transfer: {
      attributes: [
        ...['transferCallerId', 'callTimeout', 'transferCompleteUrl', 'transferCompleteFallbackUrl'],
        ...['diversionTreatment', 'username', 'password'],
      ],
      holds: ['PhoneNumber', 'SipUri'],
    },
    PhoneNumber: {
      attributes: ['transferAnswerUrl', 'transferDisconnectUrl', 'username', 'password'],
      text: true,
    },
    SipUri: {
      attributes: ['transferAnswerUrl', 'transferDisconnectUrl', 'username', 'password'],
      text: true,
    },
    StartRecording: { attributes: ['recordingAvailableUrl', 'multiChannel', 'username', 'password'] },
    SpeakSentence: { attributes: ['voice', 'locale'], text: true },
    Gather: {
      attributes: ['gatherUrl', 'maxDigits', 'firstDigitTimeout', 'username', 'password'],
      holds: ['SpeakSentence'],
    },
    Record: {
      attributes: ['recordCompleteUrl', 'recordingAvailableUrl', 'maxDuration', 'username', 'password'],
    },
    Redirect: { attributes: ['redirectUrl', 'username', 'password'] },
    Hangup: { attributes: [] },
  },
};

export type Xml = { name: string; attributes: Record<string, string>; children: Xml[]; text: string };

/** Parses a document with a strict parser. Throws on the first fault. */
export function parseXml(body: string): Xml {
  const parser = new DOMParser({
    onError: (level, message) => {
      // U+FFFD is a valid character, which a text can hold.
      if (level === 'warning' && message.startsWith('Unicode replacement character')) return;
      throw new Error(`${level}: ${message}`);
    },
  });
  // The parser accepts a bare ampersand.
  const bare = /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-fA-F]+);)/.exec(body);
  if (bare) throw new Error(`a bare ampersand at ${bare.index}`);
  const { documentElement } = parser.parseFromString(body, 'text/xml');
  if (!documentElement) throw new Error('there is no root');
  return read(documentElement);
}

function read(element: Element): Xml {
  const nodes = [...element.childNodes];
  return {
    name: element.tagName,
    attributes: Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value])),
    children: nodes.filter((node): node is Element => node.nodeType === 1).map(read),
    text: nodes.map((node) => (node.nodeType === 3 ? (node.nodeValue ?? '') : '')).join(''),
  };
}

/** Returns a sentence for each part of the document that the carrier's language lacks. */
export function faultsOf(
  carrier: Exclude<Carrier, 'vonage'>,
  { name, attributes, children, text }: Xml,
): string[] {
  const verb = LANGUAGES[carrier][name];
  if (!verb) return [`${carrier} has no <${name}>`];
  return [
    ...Object.keys(attributes).flatMap((one) =>
      verb.attributes.includes(one) ? [] : [`<${name}> of ${carrier} has no ${one}`],
    ),
    ...children.flatMap((child) =>
      verb.holds?.includes(child.name) ? [] : [`<${name}> of ${carrier} holds no <${child.name}>`],
    ),
    ...(text.trim() !== '' && !verb.text ? [`<${name}> of ${carrier} holds no text`] : []),
    ...children.flatMap((child) => faultsOf(carrier, child)),
  ];
}

/** Returns all texts of the document, from attributes and between tags. */
export function textsOf({ attributes, children, text }: Xml): string[] {
  return [...Object.values(attributes), text, ...children.flatMap(textsOf)];
}
