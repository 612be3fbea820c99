import type { CallStep, DialStep, Target } from '../../../domain/call-step.ts';
import type { CallbackUrls } from '../carrier.ts';

/** The steps in TwiML. Dial must come first for `answerOnBridge`: the caller hears ringing until somebody answers. */
export function twiml(steps: readonly CallStep[], urls: CallbackUrls): string {
  const verbs = steps.map((step) => verb(step, urls)).join('');
  return `<?xml version="1.0" encoding="UTF-8"?><Response>${verbs}</Response>`;
}

function verb(step: CallStep, urls: CallbackUrls): string {
  switch (step.type) {
    case 'dial':
      return dial(step, urls);
    case 'say':
      return say(step.text);
    case 'gather': {
      const action = escapeXml(urls.next(step.next));
      return `<Gather input="dtmf" numDigits="1" timeout="${step.timeoutSeconds}" actionOnEmptyResult="true" action="${action}" method="POST">${say(step.text)}</Gather>`;
    }
    case 'voicemail': {
      const action = escapeXml(urls.next(step.next));
      const callback = escapeXml(urls.recording);
      return `${say(step.text)}<Record maxLength="${step.maxSeconds}" action="${action}" method="POST" recordingStatusCallback="${callback}"/>`;
    }
    case 'reject':
      return `<Reject reason="${step.reason}"/>`;
    case 'hangup':
      return '<Hangup/>';
  }
}

/** No callerId: the caller's own number is passed through. */
function dial(step: DialStep, urls: CallbackUrls): string {
  const action = escapeXml(urls.next(step.next));
  const record = step.record
    ? ` record="record-from-answer-dual" recordingStatusCallback="${escapeXml(urls.recording)}"`
    : '';
  const nouns = step.targets.map((target) => noun(target, step.whisper, urls)).join('');
  return `<Dial answerOnBridge="true" timeout="${step.timeoutSeconds}"${record} action="${action}" method="POST">${nouns}</Dial>`;
}

function noun(target: Target, whisper: string | null, urls: CallbackUrls): string {
  const spoken = whisper === null ? '' : `url="${escapeXml(urls.whisper(whisper))}" method="POST" `;
  const callback = `${spoken}statusCallback="${escapeXml(urls.status)}" statusCallbackMethod="POST" statusCallbackEvent="initiated ringing answered completed"`;
  return 'sip' in target
    ? `<Sip ${callback}>${escapeXml(target.sip)}</Sip>`
    : `<Number ${callback}>${escapeXml(target.number)}</Number>`;
}

function say(text: string): string {
  return `<Say>${escapeXml(text)}</Say>`;
}

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}
