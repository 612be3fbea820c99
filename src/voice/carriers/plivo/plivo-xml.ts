import type { CallStep, DialStep, Spoken, Target } from '../../../domain/call-step.ts';
import { recordingUrl } from '../callback-url.ts';
import type { CallbackUrls } from '../carrier.ts';
import { element, escapeXml, responseDocument } from '../xml.ts';

/** Writes the steps in Plivo XML. */
export function plivoXml(steps: readonly CallStep[], urls: CallbackUrls): string {
  return responseDocument(steps.map((step) => verb(step, urls)));
}

function verb(step: CallStep, urls: CallbackUrls): string {
  switch (step.type) {
    case 'dial':
      return dial(step, urls);
    case 'say':
      return speak(step);
    case 'gather':
      return gather(step, urls);
    case 'voicemail':
      return speak(step) + record(step, urls);
    case 'reject':
      return element('Hangup', { reason: step.reason });
    case 'hangup':
      return element('Hangup');
  }
}

/** Writes a dial. Without a callerId Plivo shows the caller's own number. confirmSound speaks the whisper. */
function dial(step: DialStep, urls: CallbackUrls): string {
  const attributes = {
    timeout: step.timeoutSeconds,
    action: urls.next(step.next),
    method: 'POST',
    callbackUrl: urls.status,
    callbackMethod: 'POST',
    ...(step.whisper !== null && { confirmSound: urls.whisper(step) }),
  };
  return recordSession(step, urls) + element('Dial', attributes, step.targets.map(noun).join(''));
}

/** Writes the Record beside a dial. Plivo's Dial does not record, but this Record starts with the answer. */
function recordSession(step: DialStep, urls: CallbackUrls): string {
  if (!step.record) return '';
  return element('Record', {
    startOnDialAnswer: true,
    redirect: false,
    callbackUrl: recordingUrl(urls.recording, 'call'),
    callbackMethod: 'POST',
  });
}

function noun(target: Target): string {
  return 'sip' in target
    ? element('User', {}, escapeXml(target.sip))
    : element('Number', {}, escapeXml(target.number.replace('+', '')));
}

/** Writes a gather. Without a key Plivo continues in the document, and the redirect reports it. */
function gather(step: CallStep & { type: 'gather' }, urls: CallbackUrls): string {
  const action = urls.next(step.next);
  const attributes = { action, method: 'POST', timeout: step.timeoutSeconds, numDigits: 1, retries: 1 };
  return (
    element('GetDigits', attributes, speak(step)) + element('Redirect', { method: 'POST' }, escapeXml(action))
  );
}

function record(step: CallStep & { type: 'voicemail' }, urls: CallbackUrls): string {
  return element('Record', {
    action: urls.next(step.next),
    method: 'POST',
    maxLength: step.maxSeconds,
    playBeep: true,
    callbackUrl: recordingUrl(urls.recording, 'voicemail'),
    callbackMethod: 'POST',
  });
}

function speak({ text, language }: Spoken): string {
  // Plivo's only Spanish of the Americas is that of the United States.
  const spoken = language === 'es-MX' ? 'es-US' : language;
  return element('Speak', spoken ? { language: spoken } : {}, escapeXml(text));
}
