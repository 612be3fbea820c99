import type { CallStep, DialStep, Spoken, Target } from '../../../domain/call-step.ts';
import type { SpokenLanguage } from '../../../domain/spoken-language.ts';
import { recordingUrl } from '../callback-url.ts';
import type { CallbackUrls } from '../carrier.ts';
import { type Attributes, element, escapeXml, responseDocument } from '../xml.ts';

/** Bandwidth's names of the languages: https://dev.bandwidth.com/docs/voice/bxml/speakSentence */
const LOCALES: Record<SpokenLanguage, string> = {
  'en-US': 'en_US',
  'en-GB': 'en_UK',
  'de-DE': 'de',
  'es-ES': 'es',
  'es-MX': 'es_MX',
  'fr-FR': 'fr',
  'it-IT': 'it',
};

export const MAX_TARGETS = 8;
export const MAX_RING_SECONDS = 300;

/**
 * Writes the steps in BXML. Bandwidth authenticates at a callback with the user name and password in the document. A
 * document of a dry run has neither, because people may read it.
 */
export function bxml(
  steps: readonly CallStep[],
  urls: CallbackUrls,
  credential: { username: string; password: string } | null,
): string {
  const login: Attributes = urls.call && credential ? credential : {};
  return responseDocument(steps.map((step) => verb(step, urls, login)));
}

function verb(step: CallStep, urls: CallbackUrls, login: Attributes): string {
  switch (step.type) {
    case 'dial':
      return dial(step, urls, login);
    case 'say':
      return speak(step);
    case 'gather': {
      const attributes = { gatherUrl: urls.next(step.next), maxDigits: 1, ...login };
      const timeout = { firstDigitTimeout: step.timeoutSeconds };
      return element('Gather', { ...attributes, ...timeout }, speak(step));
    }
    case 'voicemail':
      return speak(step) + record(step, urls, login);
    case 'reject':
    case 'hangup':
      return element('Hangup');
  }
}

/** Writes a transfer. Without a transferCallerId Bandwidth shows the caller's own number. */
function dial(step: DialStep, urls: CallbackUrls, login: Attributes): string {
  const recording = step.record
    ? element('StartRecording', {
        recordingAvailableUrl: recordingUrl(urls.recording, 'call'),
        multiChannel: true,
        ...login,
      })
    : '';
  const attributes = {
    callTimeout: Math.min(step.timeoutSeconds, MAX_RING_SECONDS),
    transferCompleteUrl: urls.next(step.next),
    diversionTreatment: 'propagate',
    ...login,
  };
  const nouns = step.targets.slice(0, MAX_TARGETS).map((target) => noun(target, step, urls, login));
  return recording + element('Transfer', attributes, nouns.join(''));
}

function noun(target: Target, step: DialStep, urls: CallbackUrls, login: Attributes): string {
  const attributes = {
    ...(step.whisper !== null && { transferAnswerUrl: urls.whisper(step) }),
    transferDisconnectUrl: urls.status,
    ...login,
  };
  return 'sip' in target
    ? element('SipUri', attributes, escapeXml(target.sip))
    : element('PhoneNumber', attributes, escapeXml(target.number));
}

function record(step: CallStep & { type: 'voicemail' }, urls: CallbackUrls, login: Attributes): string {
  return element('Record', {
    recordCompleteUrl: urls.next(step.next),
    recordingAvailableUrl: recordingUrl(urls.recording, 'voicemail'),
    maxDuration: step.maxSeconds,
    ...login,
  });
}

function speak({ text, language }: Spoken): string {
  return element('SpeakSentence', language ? { locale: LOCALES[language] } : {}, escapeXml(text));
}
