import { documentIn } from '../twilio-like/document.ts';

export const LONGEST_RING = 600;

/** cXML, of which SignalWire's older name is LaML. */
export const cxml = documentIn({
  dial: { answerOnBridge: true },
  record: { record: 'record-from-answer-dual' },
  longestRing: LONGEST_RING,
  emptyGather: { actionOnEmptyResult: true },
});
