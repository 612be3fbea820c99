import { documentIn } from '../twilio-like/document.ts';

export const MAX_RING_SECONDS = 600;

/** cXML, of which SignalWire's older name is LaML. */
export const cxml = documentIn({
  dial: { answerOnBridge: true },
  record: { record: 'record-from-answer-dual' },
  longestRing: MAX_RING_SECONDS,
  emptyGather: { actionOnEmptyResult: true },
});
