import type { CallStep, DialStep, Spoken, Target } from '../../../domain/call-step.ts';
import type { SpokenLanguage } from '../../../domain/spoken-language.ts';
import { recordingUrl } from '../callback-url.ts';
import type { CallbackUrls } from '../carrier.ts';
import { type Attributes, element, escapeXml, responseDocument } from '../xml.ts';

/** The differences between the languages that follow Twilio's. */
export type Dialect = {
  /** Attributes of a text in a language. */
  say: (language: SpokenLanguage) => Attributes;
  /** Attributes of a dial, so that the caller hears ringing until somebody answers. */
  dial: Attributes;
  /** Attributes of a recorded dial, for one channel a side. */
  record: Attributes;
  /** The greatest number of seconds that a dial may ring. */
  maxRingSeconds: number;
  /** Attributes by which a gather without a key is reported. null: the carrier continues in the document instead. */
  emptyGather: Attributes | null;
};

/** The greatest number of targets that a dial may ring at once, with each of these carriers. */
export const MAX_TARGETS = 10;

/** Returns the writer of a language that follows Twilio's. Dial is the first verb when no greeting precedes it. */
export function documentIn(dialect: Dialect): (steps: readonly CallStep[], urls: CallbackUrls) => string {
  const verb = (step: CallStep, urls: CallbackUrls): string => {
    switch (step.type) {
      case 'dial':
        return dial(step, urls, dialect);
      case 'say':
        return say(step, dialect);
      case 'gather':
        return gather(step, urls, dialect);
      case 'voicemail':
        return voicemail(step, urls, dialect);
      case 'reject':
        return element('Reject', { reason: step.reason });
      case 'hangup':
        return element('Hangup');
    }
  };
  return (steps, urls) => responseDocument(steps.map((step) => verb(step, urls)));
}

/** Writes a dial. Without a callerId the carrier shows the caller's own number. */
function dial(step: DialStep, urls: CallbackUrls, dialect: Dialect): string {
  const recording = step.record
    ? { ...dialect.record, recordingStatusCallback: recordingUrl(urls.recording, 'call') }
    : {};
  const attributes = {
    ...dialect.dial,
    timeout: Math.min(step.timeoutSeconds, dialect.maxRingSeconds),
    ...recording,
    action: urls.next(step.next),
    method: 'POST',
  };
  const nouns = step.targets.slice(0, MAX_TARGETS).map((target) => noun(target, step, urls));
  return element('Dial', attributes, nouns.join(''));
}

function noun(target: Target, step: DialStep, urls: CallbackUrls): string {
  const attributes = {
    ...(step.whisper !== null && { url: urls.whisper(step), method: 'POST' }),
    statusCallback: urls.status,
    statusCallbackMethod: 'POST',
    statusCallbackEvent: 'initiated ringing answered completed',
  };
  return 'sip' in target
    ? element('Sip', attributes, escapeXml(target.sip))
    : element('Number', attributes, escapeXml(target.number));
}

function gather(step: CallStep & { type: 'gather' }, urls: CallbackUrls, dialect: Dialect): string {
  const action = urls.next(step.next);
  const attributes = { input: 'dtmf', numDigits: 1, timeout: step.timeoutSeconds, ...dialect.emptyGather };
  const verb = element('Gather', { ...attributes, action, method: 'POST' }, say(step, dialect));
  return dialect.emptyGather ? verb : verb + element('Redirect', { method: 'POST' }, escapeXml(action));
}

function voicemail(step: CallStep & { type: 'voicemail' }, urls: CallbackUrls, dialect: Dialect): string {
  const record = element('Record', {
    maxLength: step.maxSeconds,
    action: urls.next(step.next),
    method: 'POST',
    recordingStatusCallback: recordingUrl(urls.recording, 'voicemail'),
  });
  return say(step, dialect) + record;
}

function say({ text, language }: Spoken, dialect: Dialect): string {
  return element('Say', language ? dialect.say(language) : {}, escapeXml(text));
}
