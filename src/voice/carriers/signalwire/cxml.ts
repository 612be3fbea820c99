import { documentIn } from '../twilio-like/document.ts';

export const MAX_RING_SECONDS = 600;

/** Writes cXML, which SignalWire called LaML before. */
export const cxml = documentIn({
  say: (language) => ({ language }),
  dial: { answerOnBridge: true },
  record: { record: 'record-from-answer-dual' },
  maxRingSeconds: MAX_RING_SECONDS,
  emptyGather: { actionOnEmptyResult: true },
});
