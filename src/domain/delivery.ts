/** A delivery: one call for one consumer, with all attempts to send it. */
import { z } from 'zod';
import { noticeSchema } from './alert-notice.ts';
import { idFrom } from './ids.ts';

export const DELIVERY_STATES = ['waiting', 'sending', 'delivered', 'skipped', 'dead'] as const;

export const reasonSchema = z.object({
  code: z.string().meta({ description: 'A stable code, such as too_late' }),
  detail: z.string(),
});
export type DeliveryReason = z.infer<typeof reasonSchema>;

export const attemptSchema = z.object({
  at: z.iso.datetime(),
  ms: z.number().nullable().meta({ description: 'How long the request took; null: its end is unknown' }),
  status: z.number().int().nullable().meta({ description: 'The HTTP status; null: there was no answer' }),
  answer: z.string().nullable().meta({ description: 'The beginning of the answer' }),
  reason: reasonSchema.nullable().meta({ description: 'Why the attempt failed; null: it succeeded' }),
});
export type Attempt = z.infer<typeof attemptSchema>;

export const deliverySchema = z
  .object({
    id: z.string().meta({
      description: 'Stays the same over all attempts and replays; a webhook carries it as webhook-id',
    }),
    consumer: z.string(),
    provider: z.string().nullable(),
    call: z.string().nullable().meta({ description: 'null: it is about no call' }),
    attribution: z.string().nullable(),
    type: z.enum(['attribution', 'retraction', 'restatement', 'notice']).meta({
      description:
        'retraction: takes back an earlier delivery of a call that counts no longer; restatement: reports a value that was set after an earlier delivery; notice: reports a state, such as a pool that runs low',
    }),
    ordinal: z.number().int().meta({ description: "Its place in the consumer's order" }),
    notice: noticeSchema
      .optional()
      .meta({ description: 'The message about a state. Absent: it is about a call.' }),
    at: z.iso.datetime().meta({ description: 'When the call came in, or the state was noticed' }),
    state: z.enum(DELIVERY_STATES).meta({
      description:
        'waiting: to be sent; sending: an attempt is under way; delivered: the consumer has it; skipped: not to be sent; dead: given up',
    }),
    reason: reasonSchema
      .nullable()
      .meta({ description: 'Why it is skipped or dead, or why the last attempt failed' }),
    notes: z.array(z.string()).meta({ description: 'Unusual facts about the message that was sent' }),
    deadline: z.iso.datetime().nullable().meta({ description: 'The platform accepts it until then' }),
    nextTryAt: z.iso.datetime().nullable().meta({ description: 'When the next attempt is due' }),
    tries: z.number().int().meta({ description: 'Attempts since it was made or replayed' }),
    begunAt: z.iso.datetime().nullable().meta({ description: 'When the attempt that is under way began' }),
    attempts: z.array(attemptSchema).meta({ description: 'The latest 20 attempts, the oldest first' }),
    sent: z.string().nullable().meta({ description: 'The body that was sent last, without credentials' }),
    requestId: z.string().optional().meta({
      description:
        'The id of the webhook request that reported the call, as in logs and jobs; a webhook carries it as X-Request-Id',
    }),
    createdAt: z.iso.datetime(),
    deliveredAt: z.iso.datetime().nullable(),
    /** Counts changes. Of two processes that change the same version one fails. */
    version: z.number().int(),
  })
  .meta({ id: 'StoredDelivery' });
export type Delivery = z.infer<typeof deliverySchema>;
export type DeliveryState = Delivery['state'];

/** A delivery that is about a call. */
export type CallDelivery = Delivery & { call: string; attribution: string };

export function isOfCall(delivery: Delivery): delivery is CallDelivery {
  return delivery.call !== null && delivery.attribution !== null;
}

/** Returns the id of the delivery that reports the state of the episode that began at `at`. */
export function noticeDeliveryId(episode: string, at: string): string {
  return idFrom('dlv', `${episode} ${at}`);
}

/** Returns the id of the delivery of the report that is due at `dueAt` to one reader. */
export function reportDeliveryId(consumer: string, to: string, dueAt: string): string {
  return idFrom('dlv', `${consumer} report ${dueAt} ${to}`);
}

/** Returns the id of the delivery of an attribution to a consumer. */
export function deliveryId(consumer: string, attribution: string): string {
  return idFrom('dlv', `${consumer} ${attribution}`);
}

/** Returns the id of the delivery that takes the given one back. */
export function retractionId(delivery: string): string {
  return idFrom('dlv', `${delivery} retraction`);
}

/** Returns the id of the delivery that reports the value of the given one's call as it is since `at`. */
export function restatementId(delivery: string, at: string): string {
  return idFrom('dlv', `${delivery} restatement ${at}`);
}

/** Reasons of attempts whose request may have arrived. */
const DOUBTFUL = ['no_answer', 'interrupted', 'unreadable_answer', 'processing'];

/** Checks whether the consumer may have received this attempt. */
export function mayHaveArrived({ reason }: Pick<Attempt, 'reason'>): boolean {
  return reason === null || DOUBTFUL.includes(reason.code);
}

/** Checks whether the consumer has the delivery, is receiving it, or may have received it. */
export function isReported({ state, attempts }: Pick<Delivery, 'state' | 'attempts'>): boolean {
  return state === 'delivered' || state === 'sending' || attempts.some(mayHaveArrived);
}
