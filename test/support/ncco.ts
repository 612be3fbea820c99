import { z } from 'zod';

const digits = z.string().regex(/^[1-9]\d{6,14}$/);
const url = z.string().regex(/^https?:\/\//);
const callback = { eventUrl: z.array(url).length(1), eventMethod: z.enum(['POST', 'GET']) };
const onAnswer = z.strictObject({ url }).optional();

/** The actions of Vonage's NCCO that we write. */
const action = z.discriminatedUnion('action', [
  z.strictObject({
    ...{ action: z.literal('talk'), text: z.string().max(3000) },
    ...{ language: z.string().optional(), bargeIn: z.boolean().optional() },
  }),
  z.strictObject({
    ...callback,
    action: z.literal('connect'),
    from: digits.optional(),
    randomFromNumber: z.boolean().optional(),
    endpoint: z
      .array(
        z.discriminatedUnion('type', [
          z.strictObject({ type: z.literal('phone'), number: digits, onAnswer }),
          z.strictObject({ type: z.literal('sip'), uri: z.string().startsWith('sip'), onAnswer }),
        ]),
      )
      .length(1),
    timeout: z.number().int().positive(),
    eventType: z.literal('synchronous'),
  }),
  z.strictObject({
    ...callback,
    action: z.literal('record'),
    split: z.literal('conversation').optional(),
    channels: z.number().int().min(1).max(32).optional(),
    beepStart: z.boolean().optional(),
    endOnKey: z.string().length(1).optional(),
    timeOut: z.number().int().min(3).max(7200).optional(),
  }),
  z.strictObject({
    ...callback,
    action: z.literal('input'),
    type: z.array(z.enum(['dtmf', 'speech'])),
    dtmf: z.strictObject({ maxDigits: z.number().int().max(20), timeOut: z.number().int().max(10) }),
  }),
  z.strictObject({ ...callback, action: z.literal('notify'), payload: z.record(z.string(), z.string()) }),
]);

/** Returns a sentence for each part of the document that an NCCO lacks. */
export function nccoFaultsOf(document: unknown): string[] {
  const { error } = z.array(action).safeParse(document);
  return error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];
}

/** Returns all texts of a value, at any depth. */
export function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
