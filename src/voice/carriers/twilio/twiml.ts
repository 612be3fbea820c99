import { documentIn } from '../twilio-like/document.ts';

/** TwiML. Dial must come first for `answerOnBridge`: the caller hears ringing until somebody answers. */
export const twiml = documentIn({
  dial: { answerOnBridge: true },
  record: { record: 'record-from-answer-dual' },
  longestRing: 600,
  emptyGather: { actionOnEmptyResult: true },
});
