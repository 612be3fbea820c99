/** The events of an inbound call, as carriers report them. */
import { z } from 'zod';
import { carrierSchema } from './model.ts';

/** How a leg or a dial ended. A whole call has a `CallOutcome`. */
export const LEG_OUTCOMES = ['answered', 'missed', 'failed'] as const;
const legOutcomeSchema = z.enum(LEG_OUTCOMES);
export type LegOutcome = z.infer<typeof legOutcomeSchema>;

/** How sure the caller's carrier is of the number that the caller shows: the STIR/SHAKEN attestation. */
export const attestationSchema = z.enum(['A', 'B', 'C', 'failed']);

/** How a call goes to another endpoint than the one of its number's last link. */
export const SHOWN_KINDS = ['repeat_caller', 'shown_before'] as const;

/** How the dialled number led to its endpoint. */
export const resolutionKindSchema = z
  .enum(['live', 'late', ...SHOWN_KINDS, 'unlinked', 'pinned', 'overflow', 'unknown'])
  .meta({
    description:
      "live: the number was linked; late: its last link had ended; repeat_caller: the number has since been shown for another endpoint, and this caller had reached this one by it; shown_before: the same, and this caller was most probably shown the number for this one; unlinked: never linked; pinned: stands for one source; overflow: the pool's shared number; unknown: not ours",
  });
export type ResolutionKind = z.infer<typeof resolutionKindSchema>;

/** The endpoint that a dialled number led to at the time of the call, with its link. */
const resolutionSchema = z.object({
  kind: resolutionKindSchema,
  provider: z.string().nullable(),
  pool: z.string().nullable(),
  endpoint: z.string().nullable(),
  site: z.string().nullable(),
  link: z.string().nullable(),
  keyedBy: z.enum(['session', 'bucket']).nullable(),
  key: z.string().nullable(),
});
export type Resolution = z.infer<typeof resolutionSchema>;

/** A date that is ISO 8601 text in JSON. */
const isoDate = z.codec(z.iso.datetime(), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
});

const base = {
  carrier: carrierSchema,
  carrierCallId: z.string(),
  /** The event's name among the events of its call. A repeat has the same name and is not a second event. */
  name: z.string(),
  /** The time by the carrier's clock where the carrier states it, otherwise the time at which we received the event. */
  at: isoDate,
  /** The id of the HTTP request that reported the event. Events without a webhook lack it. */
  requestId: z.string().optional(),
};

/** A call came in. */
const receivedSchema = z.object({
  ...base,
  type: z.literal('received'),
  from: z.string(),
  to: z.string(),
  /** null: the worker looks the resolution up before it saves the event. */
  resolution: resolutionSchema.nullable(),
  /** The carrier's account that the call belongs to. Events of earlier versions lack this and the next two. */
  account: z.string().nullish(),
  forwardedFrom: z.string().nullish(),
  attestation: attestationSchema.nullish(),
});
export type CallReceived = z.infer<typeof receivedSchema>;

/** The carrier's own list has a call that webhooks did not report in full. Its legs follow as their progress. */
const listedSchema = z.object({
  ...base,
  type: z.literal('listed'),
  from: z.string(),
  to: z.string(),
  account: z.string(),
  /** null: the worker looks the resolution up before it saves the event. */
  resolution: resolutionSchema.nullable(),
});
export type CallListed = z.infer<typeof listedSchema>;

/** The dial to the endpoint ended. */
const dialEndedSchema = z.object({
  ...base,
  type: z.literal('dialled'),
  outcome: legOutcomeSchema,
  /** The seconds that the two parties spoke. */
  talkSeconds: z.number().nullable(),
  /** The number or SIP address that was dialled, where the dial had a single target. */
  target: z.string().nullish(),
  /** The routing plan continued after the dial, so the call did not end with it. */
  goesOn: z.boolean().optional(),
});
export type DialEnded = z.infer<typeof dialEndedSchema>;

/** Progress of one leg. `leg` is `caller` for the inbound call itself, `endpoint` for the call that we placed. */
const progressSchema = z.object({
  ...base,
  type: z.literal('progress'),
  leg: z.enum(['caller', 'endpoint']),
  status: z.enum(['initiated', 'ringing', 'answered', 'ended']),
  /** Known when the leg has ended. */
  outcome: legOutcomeSchema.nullable(),
  durationSeconds: z.number().nullable(),
  /** The number or SIP address that the endpoint's leg was placed to. */
  target: z.string().nullish(),
  /** The carrier's own count of the leg's events, where there is one. It orders events of the same time. */
  sequence: z.number().nullish(),
});
export type LegProgress = z.infer<typeof progressSchema>;

/** The carrier recorded the call or a message, and the recording is available. */
const recordedSchema = z.object({
  ...base,
  type: z.literal('recorded'),
  url: z.string(),
  seconds: z.number().nullable(),
  /** null: the carrier does not say. */
  of: z.enum(['call', 'voicemail']).nullable(),
});
export type CallRecorded = z.infer<typeof recordedSchema>;

/**
 * The routing plan led the caller to something other than a dial. blocked: refused; voicemail: asked for a message;
 * message: left a message; announced: heard an announcement and nothing else.
 */
const routedSchema = z.object({
  ...base,
  type: z.literal('routed'),
  to: z.enum(['blocked', 'voicemail', 'message', 'announced']),
});
export type CallRouted = z.infer<typeof routedSchema>;

/** The gateway answered the call without a claim: Redis was away, or had lost the number's link. */
const resolvedSchema = z.object({
  ...base,
  type: z.literal('resolved'),
  to: z.string(),
  /** The endpoint that the call went to. */
  endpoint: z.string().nullable(),
  /** The link that decided. null: the gateway knew none. */
  link: z.string().nullable(),
  /** null: the worker completes it before it saves the event. It takes precedence over that of `received`. */
  resolution: resolutionSchema.nullable(),
});
export type CallResolved = z.infer<typeof resolvedSchema>;

/** No event of the call came for so long that it must have ended. Ringtrail itself adds this event. */
const closedSchema = z.object({ ...base, type: z.literal('closed') });
export type CallClosed = z.infer<typeof closedSchema>;

/** A call event in JSON on one side, with its time as a Date on the other. */
export const callEventSchema = z.discriminatedUnion('type', [
  receivedSchema,
  resolvedSchema,
  listedSchema,
  dialEndedSchema,
  progressSchema,
  recordedSchema,
  routedSchema,
  closedSchema,
]);
export type CallEvent = z.infer<typeof callEventSchema>;
