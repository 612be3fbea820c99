import type { CallStep, Target } from '../../../domain/routing.ts';
import type { CallbackUrls } from '../carrier.ts';

/** The steps in TwiML. Dial must come first for `answerOnBridge`: the caller hears ringing until somebody answers. */
export function twiml(steps: readonly CallStep[], urls: CallbackUrls): string {
  const verbs = steps.map((step) => verb(step, urls)).join('');
  return `<?xml version="1.0" encoding="UTF-8"?><Response>${verbs}</Response>`;
}

function verb(step: CallStep, urls: CallbackUrls): string {
  switch (step.type) {
    case 'dial':
      // No callerId: the caller's own number is passed through.
      return `<Dial answerOnBridge="true" timeout="${step.timeoutSeconds}" action="${escapeXml(urls.dial)}" method="POST">${noun(step.target, urls)}</Dial>`;
    case 'say':
      return `<Say>${escapeXml(step.text)}</Say>`;
    case 'hangup':
      return '<Hangup/>';
  }
}

function noun(target: Target, urls: CallbackUrls): string {
  const callback = `statusCallback="${escapeXml(urls.status)}" statusCallbackMethod="POST" statusCallbackEvent="initiated ringing answered completed"`;
  return 'sip' in target
    ? `<Sip ${callback}>${escapeXml(target.sip)}</Sip>`
    : `<Number ${callback}>${escapeXml(target.number)}</Number>`;
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
