/** A delivery: one telling of one consumer of one call, with all that was tried. */
import { z } from 'zod';
import { idFrom } from './ids.ts';

export const DELIVERY_STATES = ['waiting', 'sending', 'delivered', 'skipped', 'dead'] as const;

export const reasonSchema = z.object({
  code: z.string().meta({ description: 'Stable, such as too_late' }),
  detail: z.string(),
});
export type DeliveryReason = z.infer<typeof reasonSchema>;

export const trySchema = z.object({
  at: z.iso.datetime(),
  ms: z.number().nullable().meta({ description: 'How long it took; null: it was never known to end' }),
  status: z.number().int().nullable().meta({ description: "The answer's HTTP status; null: there was none" }),
  answer: z.string().nullable().meta({ description: 'The beginning of the answer' }),
  reason: reasonSchema.nullable().meta({ description: 'Why it did not do; null: it did' }),
});
export type Try = z.infer<typeof trySchema>;

export const deliverySchema = z
  .object({
    id: z.string().meta({ description: 'Stays the same over all tries and replays; a webhook is sent it' }),
    consumer: z.string(),
    provider: z.string().nullable(),
    call: z.string(),
    attribution: z.string(),
    type: z
      .enum(['attribution', 'retraction'])
      .meta({ description: 'retraction: the call was told, and turned out to be none that counts' }),
    ordinal: z.number().int().meta({ description: "Its place in the consumer's order" }),
    at: z.iso.datetime().meta({ description: 'When the call came in' }),
    state: z.enum(DELIVERY_STATES).meta({
      description:
        'waiting: to be sent; sending: a try is under way; delivered: it has arrived; skipped: not to be sent; dead: given up',
    }),
    reason: reasonSchema
      .nullable()
      .meta({ description: 'Why it is skipped, dead, or still waiting after a try' }),
    notes: z.array(z.string()).meta({ description: 'What was sent otherwise than one may think' }),
    deadline: z.iso.datetime().nullable().meta({ description: 'The platform takes it until then' }),
    nextTryAt: z.iso.datetime().nullable(),
    tries: z.number().int().meta({ description: 'Those since it was made or replayed' }),
    begunAt: z.iso.datetime().nullable().meta({ description: 'When the try that is under way began' }),
    attempts: z.array(trySchema).meta({ description: 'The latest tries, the first of them first' }),
    sent: z.string().nullable().meta({ description: 'The body that was sent last, without credentials' }),
    createdAt: z.iso.datetime(),
    deliveredAt: z.iso.datetime().nullable(),
    /** Counts changes, so that of two who change it at once one notices. */
    version: z.number().int(),
  })
  .meta({ id: 'StoredDelivery' });
export type Delivery = z.infer<typeof deliverySchema>;
export type DeliveryState = Delivery['state'];

/** The id of the delivery by which a consumer is told of an attribution. */
export function deliveryId(consumer: string, attribution: string): string {
  return idFrom('dlv', `${consumer} ${attribution}`);
}

/** The id of the one that takes it back. */
export function retractionId(delivery: string): string {
  return idFrom('dlv', `${delivery} retraction`);
}

/** Reasons of tries whose request may have arrived all the same. */
const DOUBTFUL = ['no_answer', 'interrupted', 'unreadable_answer'];

/** Whether the consumer may have been told by this try. */
export function mayHaveArrived({ reason }: Pick<Try, 'reason'>): boolean {
  return reason === null || DOUBTFUL.includes(reason.code);
}

/** Whether the consumer has been told, is being told, or may have been told. */
export function isReported({ state, attempts }: Pick<Delivery, 'state' | 'attempts'>): boolean {
  return state === 'delivered' || state === 'sending' || attempts.some(mayHaveArrived);
}
