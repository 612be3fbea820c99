import type { CallStep, DialStep, Spoken, Target } from '../../../domain/call-step.ts';
import { recordingUrl, withQuery } from '../callback-url.ts';
import type { CallbackUrls } from '../carrier.ts';

type Action = Readonly<Record<string, unknown>>;

/** Vonage waits at most this long for a key. */
export const MAX_WAIT_SECONDS = 10;
const MAX_TEXT_CHARS = 1500;

/** Writes the steps as a Nexmo Call Control Object. Its end hangs up the call, so there is no action for that. */
export function ncco(steps: readonly CallStep[], urls: CallbackUrls): Action[] {
  return steps.flatMap((step) => actions(step, urls));
}

function actions(step: CallStep, urls: CallbackUrls): Action[] {
  switch (step.type) {
    case 'dial':
      return dial(step, urls);
    case 'say':
      return [talk(step)];
    case 'gather':
      return [{ ...talk(step), bargeIn: true }, input(step, urls)];
    case 'voicemail':
      return [
        talk(step),
        {
          action: 'record',
          beepStart: true,
          endOnKey: '#',
          timeOut: step.maxSeconds,
          ...event(recordingUrl(urls.recording, 'voicemail'), urls),
        },
        { action: 'notify', payload: { step: 'voicemail' }, ...event(urls.next(step.next), urls) },
      ];
    case 'reject':
    case 'hangup':
      return [];
  }
}

/** Writes a connect. Vonage connects to a single endpoint, and shows one of the account's numbers. */
function dial(step: DialStep, urls: CallbackUrls): Action[] {
  const from = urls.call?.to?.replace('+', '');
  const connect = {
    action: 'connect',
    ...(from ? { from } : { randomFromNumber: true }),
    timeout: step.timeoutSeconds,
    eventType: 'synchronous',
    ...event(urls.next(step.next), urls),
    endpoint: [endpoint(step.targets[0], step, urls)],
  };
  if (!step.record) return [connect];
  const record = {
    action: 'record',
    split: 'conversation',
    channels: 2,
    ...event(recordingUrl(urls.recording, 'call'), urls),
  };
  return [record, connect];
}

function endpoint(target: Target, step: DialStep, urls: CallbackUrls): Action {
  const onAnswer = step.whisper === null ? {} : { onAnswer: { url: urls.whisper(step) } };
  return 'sip' in target
    ? { type: 'sip', uri: target.sip, ...onAnswer }
    : { type: 'phone', number: target.number.replace('+', ''), ...onAnswer };
}

function input(step: CallStep & { type: 'gather' }, urls: CallbackUrls): Action {
  const timeOut = Math.min(step.timeoutSeconds, MAX_WAIT_SECONDS);
  return {
    action: 'input',
    type: ['dtmf'],
    dtmf: { maxDigits: 1, timeOut },
    ...event(urls.next(step.next), urls),
  };
}

function talk({ text, language }: Spoken): Action {
  return { action: 'talk', text: [...text].slice(0, MAX_TEXT_CHARS).join(''), ...(language && { language }) };
}

/** Writes the URL of an event. It names the call, because Vonage's events name only the leg. */
function event(url: string, { call }: CallbackUrls): Action {
  const named = withQuery(url, { call: call?.carrierCallId ?? null, to: call?.to ?? null });
  return { eventUrl: [named], eventMethod: 'POST' };
}
