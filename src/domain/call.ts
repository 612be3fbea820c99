/** An inbound call, as all its events together state it. */
import { z } from 'zod';
import { attestationSchema, LEG_OUTCOMES, resolutionKindSchema } from './call-event.ts';
import { carrierSchema } from './model.ts';

export * from './call-event.ts';

/** How a whole call ended. */
export const callOutcomeSchema = z.enum([...LEG_OUTCOMES, 'voicemail', 'blocked']).meta({
  description:
    'answered: the two spoke; missed: nobody answered; voicemail: the caller left a message; blocked: the caller is blocked, or the routing plan refused the call; failed: the call could not be placed',
});
export type CallOutcome = z.infer<typeof callOutcomeSchema>;

export const callSchema = z
  .object({
    id: z.string(),
    carrier: carrierSchema,
    carrierCallId: z.string(),
    from: z.string().nullable(),
    to: z.string().nullable(),
    at: z.date(),
    state: z.enum(['ringing', 'talking', 'voicemail', 'ended']),
    outcome: callOutcomeSchema
      .nullable()
      .meta({ description: 'null: the call has not ended, or its end is not known yet' }),
    ringSeconds: z
      .number()
      .nullable()
      .meta({ description: 'Seconds from the first ring to the answer, or to the end of the ringing' }),
    talkSeconds: z.number().nullable(),
    answeredBy: z
      .string()
      .nullable()
      .meta({ description: 'The number or SIP address that answered, where the carrier states it' }),
    recording: z
      .object({ url: z.string(), seconds: z.number().nullable() })
      .nullable()
      .meta({ description: "The carrier's recording of the call or of the caller's message" }),
    attestation: attestationSchema.nullable().meta({
      description:
        "How sure the caller's carrier is of the caller's number (STIR/SHAKEN); null: the carrier does not say",
    }),
    forwardedFrom: z.string().nullable(),
    account: z.string().nullable().meta({ description: "The carrier's account that the call belongs to" }),
    reconciled: z.boolean().meta({
      description:
        "Webhooks did not report the call in full, so it was filled in from the carrier's list of calls",
    }),
    resolution: resolutionKindSchema.nullable(),
    endpoint: z.string().nullable(),
    site: z.string().nullable(),
    provider: z.string().nullable(),
    pool: z.string().nullable(),
    link: z.string().nullable(),
    keyedBy: z.enum(['session', 'bucket']).nullable(),
    key: z.string().nullable(),
    requestId: z.string().optional().meta({
      description:
        'The id of the webhook request that reported the call, as in logs, jobs and deliveries. Calls from the carrier’s list and calls of earlier versions lack it.',
    }),
    /** The number of the call's events. A state of more events is newer. */
    eventCount: z.number().int(),
  })
  .meta({ id: 'StoredCall' });
export type Call = z.infer<typeof callSchema>;
