import { documentIn } from '../twilio-like/document.ts';

export const MAX_RING_SECONDS = 120;

/** Writes TeXML. Its Dial has no answerOnBridge, its Gather no actionOnEmptyResult. */
export const texml = documentIn({
  // The voices that are free of charge speak English alone.
  say: (language) => ({ voice: 'alice', language }),
  dial: {},
  record: { record: 'record-from-answer', recordingChannels: 'dual' },
  maxRingSeconds: MAX_RING_SECONDS,
  emptyGather: null,
});
