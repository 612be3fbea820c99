/** An inbound call: the events that a carrier told, and what they add up to. */
import { z } from 'zod';
import { carrierSchema } from './model.ts';

/** How a leg or a dial ended. */
export const LEG_OUTCOMES = ['answered', 'missed', 'failed'] as const;
export type LegOutcome = (typeof LEG_OUTCOMES)[number];

/** How a whole call ended. */
export const callOutcomeSchema = z.enum([...LEG_OUTCOMES, 'voicemail', 'blocked']).meta({
  description:
    'answered: the two spoke; missed: nobody answered; voicemail: the caller left a message; blocked: the routing plan refused the caller; failed: the call could not be placed',
});
export type CallOutcome = z.infer<typeof callOutcomeSchema>;

/** How sure the caller's carrier is of the number that the caller shows: the STIR/SHAKEN attestation. */
export const attestationSchema = z.enum(['A', 'B', 'C', 'failed']);

/** How the dialled number led to its endpoint. */
export const resolutionKindSchema = z
  .enum(['live', 'late', 'unlinked', 'pinned', 'overflow', 'unknown'])
  .meta({
    description:
      "live: the number was linked; late: its last link had ended; unlinked: never linked; pinned: stands for one source; overflow: the pool's shared number; unknown: not ours",
  });
export type ResolutionKind = z.infer<typeof resolutionKindSchema>;

/** What a dialled number led to at the moment of the call. */
export type Resolution = {
  kind: ResolutionKind;
  provider: string | null;
  pool: string | null;
  endpoint: string | null;
  site: string | null;
  link: string | null;
  keyedBy: 'session' | 'bucket' | null;
  key: string | null;
};

type EventBase = {
  carrier: z.infer<typeof carrierSchema>;
  carrierCallId: string;
  /** Names the event among those of its call: a repeat has the same name and is no second event. */
  name: string;
  /** When it happened by the carrier's clock where the carrier says so, else when we received it. */
  at: Date;
};

/** A call came in. */
export type CallReceived = EventBase & {
  type: 'received';
  from: string;
  to: string;
  /** null on the way to the store, until it has been looked up there. */
  resolution: Resolution | null;
  /** The carrier's account that the call belongs to. Events that were kept before these were known lack them. */
  account?: string | null;
  forwardedFrom?: string | null;
  attestation?: z.infer<typeof attestationSchema> | null;
};

/**
 * The carrier's own list of calls has it, of which webhooks told nothing or not all. What the list says of its legs
 * comes as their progress.
 */
export type CallListed = EventBase & {
  type: 'listed';
  from: string;
  to: string;
  account: string;
  /** null on the way to the store, until it has been looked up there. */
  resolution: Resolution | null;
};

/** The dial to the endpoint ended. */
export type DialEnded = EventBase & {
  type: 'dialled';
  outcome: LegOutcome;
  /** Seconds the two parties spoke. */
  talkSeconds: number | null;
  /** Who was dialled, where it was one alone: a number or a SIP address. */
  target?: string | null;
  /** The routing plan had something more for the caller, so that this is not how the call ended. */
  goesOn?: boolean;
};

/** Progress of one leg. `leg` is `caller` for the inbound call itself, `endpoint` for the call that we placed. */
export type LegProgress = EventBase & {
  type: 'progress';
  leg: 'caller' | 'endpoint';
  status: 'initiated' | 'ringing' | 'answered' | 'ended';
  /** Known when the leg has ended. */
  outcome: LegOutcome | null;
  durationSeconds: number | null;
  /** Whom the endpoint's leg was placed to: a number or a SIP address. */
  target?: string | null;
  /** The carrier's own count of the leg's events, where it has one: it goes before times. */
  sequence?: number | null;
};

/** Something of the call was recorded, and the recording can be had. */
export type CallRecorded = EventBase & {
  type: 'recorded';
  url: string;
  seconds: number | null;
  /** null: the carrier does not say. */
  of: 'call' | 'voicemail' | null;
};

/**
 * Where the routing plan led the caller, beside dials. blocked: refused; voicemail: asked for a message; message: left
 * one; announced: told something, and no more.
 */
export type CallRouted = EventBase & {
  type: 'routed';
  to: 'blocked' | 'voicemail' | 'message' | 'announced';
};

/** Nothing was heard of the call for so long that it must be over. We say so, no carrier does. */
export type CallClosed = EventBase & { type: 'closed' };

export type CallEvent =
  | CallReceived
  | CallListed
  | DialEnded
  | LegProgress
  | CallRecorded
  | CallRouted
  | CallClosed;

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
      .meta({ description: 'null: the call goes on, or its end is not known yet' }),
    ringSeconds: z
      .number()
      .nullable()
      .meta({ description: 'Seconds until somebody answered, or nobody did' }),
    talkSeconds: z.number().nullable(),
    answeredBy: z
      .string()
      .nullable()
      .meta({ description: 'The number or SIP address that answered, where it is known' }),
    recording: z
      .object({ url: z.string(), seconds: z.number().nullable() })
      .nullable()
      .meta({ description: "The recording at the carrier's, of the call or of the message left" }),
    attestation: attestationSchema.nullable().meta({
      description: "How sure the caller's carrier is of the number shown (STIR/SHAKEN); null: not said",
    }),
    forwardedFrom: z.string().nullable(),
    account: z.string().nullable().meta({ description: "The carrier's account that the call belongs to" }),
    reconciled: z.boolean().meta({
      description:
        "Webhooks told nothing of the call or not all: it was filled in from the carrier's list of calls",
    }),
    resolution: resolutionKindSchema.nullable(),
    endpoint: z.string().nullable(),
    site: z.string().nullable(),
    provider: z.string().nullable(),
    pool: z.string().nullable(),
    link: z.string().nullable(),
    keyedBy: z.enum(['session', 'bucket']).nullable(),
    key: z.string().nullable(),
    /** How many different events the call is made of: the more there are, the newer the state. */
    eventCount: z.number().int(),
  })
  .meta({ id: 'StoredCall' });
export type Call = z.infer<typeof callSchema>;
