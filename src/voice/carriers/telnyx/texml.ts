import { documentIn } from '../twilio-like/document.ts';

export const MAX_RING_SECONDS = 120;

/** TeXML. Its Dial knows no answerOnBridge and its Gather no actionOnEmptyResult. */
export const texml = documentIn({
  dial: {},
  record: { record: 'record-from-answer', recordingChannels: 'dual' },
  longestRing: MAX_RING_SECONDS,
  emptyGather: null,
});
