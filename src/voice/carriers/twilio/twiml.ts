import { documentIn } from '../twilio-like/document.ts';

/** Writes TwiML. `answerOnBridge` needs the Dial as the first verb: the caller hears ringing until somebody answers. */
export const twiml = documentIn({
  say: (language) => ({ language }),
  dial: { answerOnBridge: true },
  record: { record: 'record-from-answer-dual' },
  maxRingSeconds: 600,
  emptyGather: { actionOnEmptyResult: true },
});
